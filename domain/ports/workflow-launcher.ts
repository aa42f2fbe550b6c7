import type { Backtest } from '../clustering/backtest.ts';
import type { BoundedKind } from '../clustering/bounds.ts';
import type { CleanupProposal } from '../clustering/cleanup.ts';
import type { SyncTarget } from './syncing.ts';

/** What a schedule is for; a subreddit's serves every project on it. */
export type SyncRef = Pick<SyncTarget, 'projectId' | 'source' | 'kind' | 'name'>;

/** What may be asked of a project's clusters without changing them. */
export type SurveyQuestion =
  | { kind: 'cleanup' }
  /** Bounds of one kind in place of those in force. */
  | { kind: 'backtest'; days: number; of: BoundedKind; joinAt: number; suggestAt: number };
/** Ids and numbers; whoever asked adds the words. */
export type SurveyAnswer =
  { kind: 'cleanup'; proposals: CleanupProposal[]; lookedAt: number; protected: number } | ({ kind: 'backtest' } & Backtest);

/** What a look at one project's grouping came to: clean-up it proposes, bounds it proposes, and those it set. */
export interface ReviewOutcome {
  proposals: number;
  bounds: number;
  applied: number;
}

/** The API's and activities' only way to Temporal. Every call has a deadline. @throws {UnavailableError} Temporal cannot be reached */
export interface WorkflowLauncher {
  /** Coalesced per project: one in flight, ≤ 10/s, a trailing one kept. Never throws; the API re-wakes what waits. */
  wakeIngest(projectId: string): void;
  /** Signal-with-start of cluster:{project}; `count` new reports. */
  wakeClustering(projectId: string, count: number): Promise<void>;
  /** Starts cluster:{project} where it does not run, with `count` reports that wait. For a wake that was lost. @returns whether it started */
  resumeClustering(projectId: string, count: number): Promise<boolean>;
  /** Starts a run now, skipping the debounce. @returns runKey what the run leaves in the stores is named so */
  runClusteringNow(projectId: string): Promise<{ workflowId: string; runKey: string }>;
  /**
   * Carries out an operation of the edit journal, or takes it back, and waits until that is done or refused. Again, it answers the same.
   * `code` of a refusal: as in domain/errors.ts.
   */
  regroup(input: {
    projectId: string;
    operationId: string;
    undo: boolean;
  }): Promise<{ outcome: 'applied' | 'undone' | 'refused'; code: string | null }>;
  /** Whether a run is at work, and what the coordinator says of itself; null where it cannot be asked within 2 s or does not run. */
  describeClustering(projectId: string): Promise<{ workflowId: string; atWork: boolean; detail: string } | null>;
  /** Asks and waits, at most a minute; the same question asked meanwhile is asked once. */
  survey<Q extends SurveyQuestion>(projectId: string, question: Q): Promise<Extract<SurveyAnswer, { kind: Q['kind'] }>>;
  /** Fills the project's space of this name, unless that is being done. @param space spaceName() of the configured embedder */
  startReembed(projectId: string, space: string): Promise<{ workflowId: string }>;
  /** null: it is not being done, or cannot be asked within 2 s. */
  describeReembed(projectId: string): Promise<{ space: string; done: number; total: number } | null>;
  /** Looks at the project's grouping now, as it is done each night; one that is at work is not started again. */
  startReview(projectId: string): Promise<{ workflowId: string }>;
  /** The one at work, or the last that a person asked for; null: none is known, or it cannot be asked within 2 s. */
  describeReview(projectId: string): Promise<{ startedAt: string; finished: ReviewOutcome | null; running: boolean } | null>;
  /** Conflict policy USE_EXISTING: a second start returns the running job's id. */
  startFix(input: { projectId: string; ownerId: string; clusterId: string; jobId: string; actorId: string }): Promise<{ jobId: string }>;
  /** Updates with synchronous validators. @throws {ConflictError} codes `wrong_stage`, `stale_plan`; NotFoundError when no fix runs */
  approvePlan(input: { projectId: string; clusterId: string; jobId: string; digest: string; actorId: string }): Promise<void>;
  requestPlanChanges(input: { projectId: string; clusterId: string; jobId: string; note: string; actorId: string }): Promise<void>;
  rejectPlan(input: { projectId: string; clusterId: string; jobId: string; reason: string; actorId: string }): Promise<void>;
  cancelFix(input: { projectId: string; clusterId: string; jobId: string; actorId: string }): Promise<void>;
  /** A pull request of ours changed at the code host. */
  notifyPullRequest(input: { projectId: string; clusterId: string; jobId: string; state: 'open' | 'closed' | 'merged' }): Promise<void>;
  /** describe + query with a 2 s deadline; null when no such workflow is known any more. */
  describeFix(input: { projectId: string; clusterId: string }): Promise<{
    workflowId: string;
    runId: string;
    running: boolean;
    stage: string | null;
    pendingActivities: { type: string; attempt: number; lastFailure: string | null }[];
  } | null>;
  /** Makes or removes the schedule of a target. What cannot be done now is done by `agreeSyncs`. Idempotent. */
  setSync(ref: SyncRef, wanted: boolean): Promise<void>;
  /** Reads it now, beside its schedule. `started` false: it is being read already. */
  startSync(ref: SyncRef): Promise<{ workflowId: string; started: boolean }>;
  /** Makes the schedules there are those that are wanted. */
  agreeSyncs(wanted: readonly SyncRef[]): Promise<{ created: number; removed: number }>;
  /** Makes the schedule of the sweep, or makes it what it is now. Idempotent. */
  keepSweep(): Promise<void>;
  /** The same of the nightly look at the grouping of every project. */
  keepReview(): Promise<void>;
  /** Ends every workflow and schedule of a project that is being deleted. */
  stopProject(projectId: string): Promise<void>;
}
