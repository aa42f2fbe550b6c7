import type { Cluster } from '../cluster.ts';
import type { ClusterFacts } from '../ports/index.ts';

/** What a person or a fix has set of a cluster. Pure. */
export function factsOf(cluster: Cluster): ClusterFacts {
  return {
    status: cluster.status,
    createdAt: cluster.createdAt,
    locked: cluster.locked ?? false,
    words: cluster.edited ? { title: cluster.title, summary: cluster.summary } : null,
    snoozedUntil: cluster.snoozedUntil ?? null,
    snoozedUntilCount: cluster.snoozedUntilCount ?? null,
    snoozedFrom: cluster.snoozedFrom ?? null,
    dismissedReason: cluster.dismissedReason ?? null,
    pullRequestUrl: cluster.pullRequestUrl,
    pullRequestNumber: cluster.pullRequestNumber,
    errorMessage: cluster.errorMessage,
    jobId: cluster.jobId,
  };
}
