import type { Cluster, ClusterStatus, Severity } from '../cluster.ts';
import type { ClusterMiddle } from '../clustering/cohesion.ts';
import type { TenantScope } from '../project.ts';
import type { SourceName } from '../report.ts';
import type { Page, PageRequest } from './page.ts';
import type { Decision } from './report-store.ts';

export type ClusterSort = 'impact' | 'last_seen' | 'first_seen' | 'reports';

export interface ClusterQuery extends PageRequest {
  status?: ClusterStatus[];
  /** These too, whatever their status; the other filters hold for them as well. */
  alsoIds?: string[];
  severity?: ('P1' | 'P2' | 'P3')[];
  source?: SourceName[];
  /** Words that must all occur in title or summary, case-insensitive. */
  text?: string;
  sort: ClusterSort;
}

/** Clusters in Redis, and what a clustering run leaves there between its activities. */
export interface ClusterStore {
  get(scope: TenantScope, clusterId: string): Promise<Cluster | null>;
  getMany(scope: TenantScope, ids: string[]): Promise<Cluster[]>;
  list(scope: TenantScope, query: ClusterQuery): Promise<Page<Cluster>>;
  countByStatus(scope: TenantScope): Promise<Partial<Record<ClusterStatus, number>>>;
  /** Member report ids, oldest first. */
  members(scope: TenantScope, clusterId: string): Promise<string[]>;
  /**
   * A new cluster is kept as given. Of a known one only title, summary, severity and updatedAt change: its status and fix are
   * `transition`'s, and what it counts and its trends are kept by the store, which learns of every repeat.
   */
  save(scope: TenantScope, cluster: Cluster): Promise<void>;
  /** How bad known clusters are, and nothing else of them; one that is gone stays gone. */
  setSeverities(scope: TenantScope, severities: ReadonlyMap<string, Severity>): Promise<void>;
  /**
   * The words of a known cluster, and nothing else of it; one that is gone stays gone.
   * @param describedReports how many reports the words were written from, where they were written from them
   */
  setWords(
    scope: TenantScope,
    clusterId: string,
    words: Pick<Cluster, 'title' | 'summary' | 'summaryBy'>,
    describedReports?: number,
  ): Promise<void>;
  /** How well known clusters hold together and what stands for them; one that is gone stays gone. */
  setMiddles(scope: TenantScope, facts: ReadonlyMap<string, ClusterMiddle>): Promise<void>;
  /**
   * Counts these clusters anew from their members. One without members goes, unless a fix or a person holds it.
   * @returns those that are still there
   */
  recount(scope: TenantScope, clusterIds: readonly string[]): Promise<string[]>;
  /**
   * Changes status and the fields given, only along legal steps.
   * @throws {ConflictError} the step is not legal from where it is now; `details.status`
   */
  transition(
    scope: TenantScope,
    clusterId: string,
    to: ClusterStatus,
    fields?: Partial<Pick<Cluster, 'pullRequestUrl' | 'pullRequestNumber' | 'errorMessage' | 'jobId'>>,
  ): Promise<Cluster>;

  /** Moves up to `max` unclustered ids, oldest first, into this run's claim; the same run claims the same ids again. */
  claimUnclustered(scope: TenantScope, runKey: string, max: number): Promise<number>;
  claimed(scope: TenantScope, runKey: string): Promise<string[]>;
  /** Vectors of this run, kept between activities for an hour. Length = dims of the space. */
  putVectors(scope: TenantScope, runKey: string, vectors: Map<string, Float32Array>): Promise<void>;
  vectors(scope: TenantScope, runKey: string): Promise<Map<string, Float32Array>>;
  putDecisions(scope: TenantScope, runKey: string, decisions: Decision[]): Promise<void>;
  decisions(scope: TenantScope, runKey: string): Promise<Decision[]>;
  /**
   * Writes membership and evidence of each decision, counts known clusters anew, and takes the ids out of the unclustered set.
   * A report that is in a cluster already stays there, and one that was put back since the claim is left to the next run. Opens no cluster: `save` does, before the run is released.
   * Idempotent: the same answer again, in which each report either opened a cluster or joined one.
   */
  applyDecisions(scope: TenantScope, runKey: string): Promise<{ clusterIds: string[]; opened: number; joined: number }>;
  /** Drops what the run left behind; puts back what it claimed and did not decide, or decided into a cluster that was never saved. */
  releaseRun(scope: TenantScope, runKey: string): Promise<void>;
  deleteAll(scope: TenantScope): Promise<void>;
}
