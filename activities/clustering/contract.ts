/** Names one run of one project; the workflow chooses it, e.g. `${projectId}:${seq}`. */
export interface RunRef {
  projectId: string;
  runKey: string;
}

/** The side effects of clusterRun, in order. Ids and counts cross the history; texts and vectors stay in the stores. All are idempotent by `runKey`. */
export interface ClusteringActivities {
  /** Takes at most `max` unclustered reports, oldest first; the same run gets the same ones again. `more`: others are waiting. */
  claimUnclustered(input: RunRef & { max: number }): Promise<{ claimed: number; more: boolean }>;
  /**
   * Vectors of the claimed reports from..to (`to` exclusive), kept for this run. On soulcaster-embed.
   * Where the model refuses for good, or asks for a longer wait than 30 s, these reports go without a vector (`skipped`) and words alone decide.
   * @throws {RateLimitedError} with retryAfterSeconds; {UnavailableError}
   */
  embedReports(input: RunRef & { from: number; to: number }): Promise<{ embedded: number; skipped: number }>;
  /** Decides for each claimed report which cluster it belongs to, and why. */
  assignClusters(input: RunRef): Promise<{ decided: number }>;
  /** One upsert of this run's vectors with the clusters decided on. */
  writeVectors(input: RunRef): Promise<{ written: number }>;
  /**
   * Membership, evidence, then counts, severity and trends of every cluster touched, with an extractive text for new ones.
   * @returns clusterIds those that have come to a step of growth (2, 5, 10, 25, 50… reports) and are described anew
   */
  persistClusters(input: RunRef): Promise<{ clusterIds: string[]; joined: number; opened: number }>;
  /**
   * Title and summary of at most 50 clusters, how well each holds together, and what stands for it. A cluster that is gone is left out; the
   * words of one that a person named stay.
   */
  summarizeClusters(input: { projectId: string; clusterIds: string[] }): Promise<{ summarized: number }>;
  /** Drops what the run left between its activities; puts claimed but undecided reports back. Also the compensation of a failed run. */
  releaseRun(input: RunRef): Promise<void>;
}
