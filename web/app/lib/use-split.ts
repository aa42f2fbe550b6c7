import type { ClusterDetailBody } from '#domain/api-contract';
import { useRegrouping } from './regrouping.ts';
import type { Selection } from './selection.ts';

/** Splits the chosen reports off, where some stay. */
export function useSplit(cluster: ClusterDetailBody, { chosen, clear }: Selection): (() => void) | null {
  const { ask } = useRegrouping();
  if (chosen.size === 0 || chosen.size >= cluster.count) return null;
  return () => ask({ kind: 'split', cluster, reports: [...chosen], onDone: clear });
}
