import type { ClusterBody } from '#domain/api-contract';
import { useRegrouping } from './regrouping.ts';

/** What can be done with the chosen clusters at once; where one of them refuses, its row says why. */
export function useBulkActions(clusters: readonly ClusterBody[]) {
  const { ask } = useRegrouping();
  return {
    merge: clusters.length > 0 ? () => ask({ kind: 'merge', clusters }) : null,
    snooze: () => ask({ kind: 'snooze', clusters }),
    dismiss: () => ask({ kind: 'dismiss', clusters }),
  };
}
