import type { Plan } from '#domain/fix-job';

/** The highest version; undefined where there is none. Pure. */
export function newest(plans: readonly Plan[]): Plan | undefined {
  return plans.reduce<Plan | undefined>((best, plan) => (best && best.version >= plan.version ? best : plan), undefined);
}
