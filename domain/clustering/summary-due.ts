const MANTISSAS = [1, 2.5, 5];

/** Sizes at which a cluster is described anew: 2, 5, 10, 25, 50, 100, 250… */
function step(reports: number): number {
  if (reports < 5) return reports < 2 ? reports : 2;
  const power = 10 ** Math.floor(Math.log10(reports));
  return power * MANTISSAS.findLast((mantissa) => mantissa * power <= reports)!;
}

/**
 * Whether a cluster has grown, or shrunk, so much since it was described that it is another one now. Pure.
 * @param describedAt how many reports it had then; null: never
 */
export function isDescriptionDue(reports: number, describedAt: number | null): boolean {
  return describedAt === null || step(reports) !== step(describedAt);
}
