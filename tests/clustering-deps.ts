import type { ClusteringDeps } from '#activities/clustering/index';

/** A project that nobody has taught anything, and where nothing waits. */
export const NOTHING_TAUGHT: Pick<ClusteringDeps, 'editJournal' | 'groupingReviews' | 'audit'> = {
  editJournal: { teaching: async () => ({ mustLink: [], cannotLink: [] }), answers: async () => [] },
  groupingReviews: { get: async () => ({ cleanup: null, bounds: null }), put: async () => undefined },
  audit: { append: async () => undefined },
};

/** No project but the ones that are looked up. */
export const NO_OTHERS: Pick<ClusteringDeps['projects'], 'scan'> = { async *scan() {} };
