import type { OperationBody } from '#domain/api-contract';

/**
 * Where to go once a cluster that is being looked at is gone by an operation; null where it is still there.
 * @param undone it was taken back: what it opened is gone
 */
export function leadsTo({ effects }: Pick<OperationBody, 'effects'>, clusterId: string, undone: boolean): string | null {
  const gone = (effect: OperationBody['effects'][number]) => (undone ? effect.before : effect.after) === null;
  if (!effects.some((effect) => effect.cluster_id === clusterId && gone(effect))) return null;
  const stays = effects.filter((effect) => effect.cluster_id !== clusterId && !gone(effect));
  return stays.length === 0 ? '' : (stays.toSorted((a, b) => growth(b, undone) - growth(a, undone))[0]?.cluster_id ?? '');
}

function growth({ before, after }: OperationBody['effects'][number], undone: boolean): number {
  const by = (after?.reports ?? 0) - (before?.reports ?? 0);
  return undone ? -by : by;
}
