import type { SourceName } from '#domain/report';

/** An id inside a key must not look like two: `:` separates, so it and `%` are escaped. UUIDs stay as they are. `PART` in lua.ts is the same. */
function part(id: string): string {
  return id.replace(/[%:]/g, (sign) => (sign === '%' ? '%25' : '%3A'));
}

/**
 * Every key of one project, its id in each. Names are the original's where it had one; what it kept in a plain set or
 * list may be a sorted set here.
 */
export function projectKeys(projectId: string) {
  const pid = part(projectId);
  const cluster = (id: string) => `cluster:${pid}:${part(id)}`;
  const job = (id: string) => `job:${pid}:${part(id)}`;
  const run = (runKey: string) => `cluster_job:${pid}:${part(runKey)}`;
  return {
    /** Hash: one report. */
    report: (id: string) => `feedback:${pid}:${part(id)}`,
    reportPrefix: `feedback:${pid}:`,
    /** Sorted set by count: the deliveries that were counted, the last 1,000. */
    reportDeliveries: (id: string) => `feedback:${pid}:${part(id)}:deliveries`,
    /** List: changed texts of the same fact, the last 20. */
    reportRevisions: (id: string) => `feedback:${pid}:${part(id)}:revisions`,
    /** Hash like that of a cluster's trend: where a report was met more than once. */
    reportTrend: (id: string) => `feedback:${pid}:${part(id)}:trend`,
    // Indexes of reports; the score is always the time of receipt in ms.
    reports: `feedback:created:${pid}`,
    reportsOfSource: (source: SourceName) => `feedback:source:${pid}:${source}`,
    reportsOfStatus: (status: 'open' | 'closed') => `feedback:status:${pid}:${status}`,
    unclustered: `feedback:unclustered:${pid}`,
    /** Set: reports that were grouped without the vector they should have had. */
    awaitingVectors: `feedback:awaiting_vectors:${pid}`,
    /** Sorted set by number: reports as they changed last, those that are gone too; the last 20,000. NOTE_CHANGE in lua.ts spells it the same. */
    reportChanges: `feedback:changes:${pid}`,
    /** The highest number that was dropped from it. */
    reportChangesFloor: `feedback:changes:${pid}:floor`,

    /** Hash: one cluster. */
    cluster,
    clusterPrefix: `cluster:${pid}:`,
    /** Sorted set by receipt: member reports. */
    clusterItems: (id: string) => `${cluster(id)}:items`,
    /** Hash `h<hour>`, `d<day>` since 1970 → reports. */
    clusterTrend: (id: string) => `${cluster(id)}:trend`,
    clusters: `clusters:${pid}:all`,
    /** Sorted set by time: edits that were applied. */
    clusterEdits: `clusters:${pid}:edits`,
    /** Counts edits that regroup: what was decided before one is not applied after it. */
    clusterEdition: `clusters:${pid}:edition`,
    /** The edit that is at work, of several calls; one at a time. MEMBERSHIP spells it the same. */
    clusterEditing: `clusters:${pid}:editing`,
    /** List: what such an edit has still to do. */
    clusterEditSteps: (editId: string) => `clusters:${pid}:edit:${part(editId)}`,
    /** Set: clusters to be counted at its end. */
    clusterEditTouched: (editId: string) => `clusters:${pid}:edit:${part(editId)}:touched`,
    /** Sorted set by name, `cluster:report`: reports that were suggested for a cluster. SUGGESTED spells it the same. */
    suggested: `clusters:${pid}:suggested`,

    /** Sorted set by the end of each run's lease: runs that hold a claim. */
    runs: `cluster_jobs:${pid}:claiming`,
    /** Sorted set by start: runs and re-embeddings that are remembered, the last 1,000. */
    runsKnown: `cluster_jobs:${pid}:all`,
    /** Sorted set by when they are forgotten: runs that found nothing, and those that were asked for and have not begun. */
    runsInPassing: `cluster_jobs:${pid}:in_passing`,
    /** Hash: one of either. */
    run,
    runPrefix: `cluster_job:${pid}:`,
    runClaim: (runKey: string) => `${run(runKey)}:claim`,
    runVectors: (runKey: string) => `${run(runKey)}:vectors`,
    runDecisions: (runKey: string) => `${run(runKey)}:decisions`,
    /** The edition that a run decided on. */
    runEdition: (runKey: string) => `${run(runKey)}:edition`,

    /** Hash: one fix, each field as JSON. */
    job,
    jobTimeline: (id: string) => `${job(id)}:timeline`,
    jobLog: (id: string) => `${job(id)}:logs`,
    /** Hash: proof, gate and diff. */
    jobResults: (id: string) => `${job(id)}:results`,
    /** Hash version → JSON. */
    jobPlans: (id: string) => `coding_plan:${pid}:${part(id)}`,
    // Indexes of fixes; the score is the time of creation in ms.
    jobs: `jobs:${pid}:all`,
    activeJobs: `jobs:${pid}:active`,
    jobsOfCluster: (clusterId: string) => `cluster:jobs:${pid}:${part(clusterId)}`,
    /** Hash branch → fix. */
    jobBranches: `jobs:${pid}:branches`,

    /** Where a script leaves an intersection while it runs. */
    scratch: `scratch:${pid}`,
  };
}
export type ProjectKeys = ReturnType<typeof projectKeys>;

/** What is counted per owner, over all projects. */
export const ownerKeys = {
  /** Hash project → reports. */
  reports: (ownerId: string) => `quota:feedback:${part(ownerId)}`,
  /** Set of fixes that were reserved and not released. */
  fixes: (ownerId: string) => `quota:jobs:${part(ownerId)}`,
};
