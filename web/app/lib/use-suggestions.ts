import type { ClusterDetailBody } from '#domain/api-contract';
import { useRegrouping } from './regrouping.ts';
import { useKeys } from './use-keys.tsx';

type Suggestion = ClusterDetailBody['suggestions'][number];

/** Reports that may belong here, less those whose answer is on its way; Y and N answer the first. */
export function useSuggestions(cluster: Pick<ClusterDetailBody, 'id' | 'suggestions' | 'suggested'> | null) {
  const { pending, run } = useRegrouping();
  const answered = new Set(pending.flatMap((each) => (each.kind === 'accept' || each.kind === 'decline' ? each.report : [])));
  const open = cluster?.suggestions.filter(({ report_id }) => !answered.has(report_id)) ?? [];
  const answer = (kind: 'accept' | 'decline', { report_id }: Suggestion) => {
    if (cluster) void run([{ kind, report: report_id, cluster: cluster.id }]);
  };
  const [first] = open;
  useKeys(
    first
      ? [
          { keys: ['y'], caps: ['Y'], label: 'join', foot: true, run: () => answer('accept', first) },
          { keys: ['n'], caps: ['N'], label: 'keep apart', foot: true, run: () => answer('decline', first) },
        ]
      : [],
  );
  /** Also those that are not listed: the likeliest come first. */
  const total = open.length + Math.max(0, (cluster?.suggested ?? 0) - (cluster?.suggestions.length ?? 0));
  return { open, total, answer };
}
