import type { Cluster, ClusterStatus, Severity } from '../cluster.ts';
import type { ClusterJob } from '../cluster-job.ts';
import type { ClusterMiddle } from '../clustering/cohesion.ts';
import type { TenantScope } from '../project.ts';
import type { Evidence, SourceName } from '../report.ts';
import type { Page, PageRequest } from './page.ts';
import type { ClusterFacts } from './teaching.ts';
import type { Decision } from './report-store.ts';

export type ClusterSort = 'impact' | 'last_seen' | 'first_seen' | 'reports';

export interface ClusterQuery extends PageRequest {
  status?: ClusterStatus[];
  /** These too, whatever their status; the other filters hold for them as well. */
  alsoIds?: string[];
  /** Of these alone. */
  onlyIds?: string[];
  exceptIds?: string[];
  severity?: ('P1' | 'P2' | 'P3')[];
  source?: SourceName[];
  /** Words that must all occur in title or summary, case-insensitive. */
  text?: string;
  sort: ClusterSort;
}

/** See ClusterStore.edit; done in the order of its fields. */
export interface ClusterEdit {
  editId: string;
  /** The edit that this one takes back: reports get their evidence of before it. */
  restores?: string;
  /** False where nothing that grouping rests on changes. */
  regroups: boolean;
  /** `members` oldest first; absent: whoever they are. */
  expects: readonly { clusterId: string; status: ClusterStatus; members?: readonly string[] }[];
  /** New clusters, empty; one that is there stays as it is. */
  opens: readonly Cluster[];
  /** To a cluster that is there by now; null: the next run finds a place. Reports that are gone are passed over. */
  moves: readonly { reportIds: readonly string[]; to: string | null; evidence: Evidence }[];
  sets: readonly { clusterId: string; facts: Partial<ClusterFacts> }[];
  /** Clusters that go, where nothing is in them. */
  drops: readonly string[];
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
  /** `save` of many, in few calls. */
  saveMany(scope: TenantScope, clusters: readonly Cluster[]): Promise<void>;
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
  /** A cluster's words without what was erased, whoever wrote them. */
  redactWords(scope: TenantScope, clusterId: string, words: Pick<Cluster, 'title' | 'summary' | 'summaryBy'>): Promise<void>;
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
  /** @param edition what `edition` said before anything these rest on was read */
  putDecisions(scope: TenantScope, runKey: string, decisions: Decision[], edition?: number): Promise<void>;
  decisions(scope: TenantScope, runKey: string): Promise<Decision[]>;
  /**
   * Writes membership and evidence of each decision, counts known clusters anew, and takes the ids out of the unclustered set.
   * A report that is in a cluster already stays there, and one that was put back since the claim is left to the next run. Opens no cluster: `save` does, before the run is released.
   * Idempotent: the same answer again, in which each report either opened a cluster or joined one.
   */
  applyDecisions(scope: TenantScope, runKey: string): Promise<{ clusterIds: string[]; opened: number; joined: number }>;
  /** At most `max` reports that were grouped without their vector, because the embedder was away. */
  awaitingVectors(scope: TenantScope, max: number): Promise<string[]>;
  /**
   * Puts these back to be grouped again. Those that others have joined stay, and so does what its cluster keeps; none of them awaits
   * anything then.
   * @returns how many will be grouped again
   */
  regroupAwaiting(scope: TenantScope, reportIds: readonly string[]): Promise<number>;
  /** Drops what the run left behind; puts back what it claimed and did not decide, or decided into a cluster that was never saved. */
  releaseRun(scope: TenantScope, runKey: string): Promise<void>;
  /**
   * A person's change of several clusters, whole or not at all. The same edit again changes nothing. A large one is of several steps, after
   * each of which every report is in one cluster at most; one edit of a project at a time. One that was cut off is finished by the next
   * who asks for it, or for another edit, a transition, or a run's decisions.
   * @throws {ConflictError} `changed`: a cluster is not as expected; nothing was done
   */
  edit(scope: TenantScope, edit: ClusterEdit): Promise<void>;
  /** Whether this edit was applied, within the last three days; one that was cut off is finished first. */
  wasEdited(scope: TenantScope, editId: string): Promise<boolean>;
  /**
   * For each cluster that is there the reports elsewhere that a run suggested for it, answered or not; clusters without any are left out.
   * @param clusterIds of these alone
   */
  suggested(scope: TenantScope, clusterIds?: readonly string[]): Promise<Map<string, string[]>>;
  /** Clusters that a person locked. */
  lockedIds(scope: TenantScope): Promise<string[]>;
  /** Grows with every edit that regroups. Decisions put down with an older one are not applied: their reports wait for the next run. */
  edition(scope: TenantScope): Promise<number>;
  /** Snoozed clusters whose time has come are what they were before. @returns which */
  wakeSnoozed(scope: TenantScope, at: string): Promise<string[]>;

  /** Runs that took something on, and re-embeddings, the newest first; the last 1,000. */
  jobs(scope: TenantScope, page: PageRequest): Promise<Page<ClusterJob>>;
  /** One of them, or a run that was announced and has not begun. */
  job(scope: TenantScope, key: string): Promise<ClusterJob | null>;
  /** A person asked for this run; it may have begun by now, or begin within the hour. */
  announceRun(scope: TenantScope, runKey: string): Promise<void>;
  /** A space is filled, from nothing. */
  beginReembed(scope: TenantScope, space: string, total: number): Promise<void>;
  /** @param chunk `after` the place it went on from, which makes doing it again harmless; null: the start */
  advanceReembed(scope: TenantScope, space: string, chunk: { after: string | null; embedded: number }): Promise<void>;
  endReembed(scope: TenantScope, space: string, status: 'succeeded' | 'failed'): Promise<void>;
  deleteAll(scope: TenantScope): Promise<void>;
}
