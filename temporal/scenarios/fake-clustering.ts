import type { ClusteringActivities } from '#activities/clustering/index';

export interface FakeClustering {
  activities: ClusteringActivities;
  /** Names of the activities, in the order they were begun; retries too. */
  calls: (keyof ClusteringActivities)[];
  embedded: { from: number; to: number }[];
  runKeys: Set<string>;
  /** Reports that no run holds and no cluster has. */
  unclustered(): number;
  /** New reports, which nobody has been told of. */
  arrive(count: number): void;
  /** Claimed counts of the runs that wrote clusters, in order. */
  persisted: number[];
  /** Runs that held a claim at the same time, at most. */
  mostAtOnce(): number;
}

/** The clustering activities over counters instead of stores: every run opens one cluster and puts the rest of its claim into it. */
export function fakeClustering({
  unclustered = 0,
  ...replaced
}: { unclustered?: number } & Partial<ClusteringActivities> = {}): FakeClustering {
  let free = unclustered;
  let most = 0;
  const claims = new Map<string, number>();
  const fake: FakeClustering = {
    calls: [],
    embedded: [],
    runKeys: new Set(),
    persisted: [],
    unclustered: () => free,
    arrive: (count) => void (free += count),
    mostAtOnce: () => most,
    activities: {} as ClusteringActivities,
  };
  const base: ClusteringActivities = {
    async claimUnclustered({ runKey, max }) {
      const claimed = claims.get(runKey) ?? Math.min(free, max);
      if (!claims.has(runKey)) free -= claimed;
      claims.set(runKey, claimed);
      most = Math.max(most, claims.size);
      return { claimed, more: free > 0 };
    },
    embedReports: async ({ from, to }) => ({ embedded: to - from, skipped: 0 }),
    assignClusters: async ({ runKey }) => ({ decided: claims.get(runKey) ?? 0 }),
    writeVectors: async ({ runKey }) => ({ written: claims.get(runKey) ?? 0 }),
    async persistClusters({ runKey }) {
      const claimed = claims.get(runKey) ?? 0;
      fake.persisted.push(claimed);
      claims.set(runKey, 0);
      return { clusterIds: ['c1'], joined: claimed - 1, opened: 1 };
    },
    judgeSuggestions: async () => ({ judged: 3 }),
    summarizeClusters: async ({ clusterIds }) => ({ summarized: clusterIds.length }),
    async releaseRun({ runKey }) {
      free += claims.get(runKey) ?? 0;
      claims.delete(runKey);
    },
  };
  fake.activities = noting({ ...base, ...replaced }, (name, input) => {
    fake.calls.push(name);
    if ('runKey' in input) fake.runKeys.add(input.runKey);
    if (name === 'embedReports' && 'from' in input) fake.embedded.push({ from: input.from, to: input.to });
  });
  return fake;
}

type Input = Parameters<ClusteringActivities[keyof ClusteringActivities]>[0];

function noting(activities: ClusteringActivities, note: (name: keyof ClusteringActivities, input: Input) => void): ClusteringActivities {
  const wrap =
    <I extends Input, O>(name: keyof ClusteringActivities, activity: (input: I) => Promise<O>) =>
    (input: I): Promise<O> => {
      note(name, input);
      return activity(input);
    };
  return {
    claimUnclustered: wrap('claimUnclustered', activities.claimUnclustered),
    embedReports: wrap('embedReports', activities.embedReports),
    assignClusters: wrap('assignClusters', activities.assignClusters),
    writeVectors: wrap('writeVectors', activities.writeVectors),
    persistClusters: wrap('persistClusters', activities.persistClusters),
    judgeSuggestions: wrap('judgeSuggestions', activities.judgeSuggestions),
    summarizeClusters: wrap('summarizeClusters', activities.summarizeClusters),
    releaseRun: wrap('releaseRun', activities.releaseRun),
  };
}
