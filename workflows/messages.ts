import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { SurveyQuestion } from '../domain/ports/workflow-launcher.ts';
import type { FixStage } from '../domain/fix-job.ts';
import type { SourceName } from '../domain/report.ts';

/** Signals, updates and queries, and the inputs and results of every workflow. The one place that spells their names. */

// ---- ingestBatches · ingest:{project} ----
export interface IngestBatchesInput {
  projectId: string;
  /** How long it stays after the last batch, so that the next wake meets a running workflow. */
  lingerMs: number;
  /** Events after which a run makes way for a new one; default 1,000. */
  longAfterEvents?: number;
}
/** Rows wait in the inbox. Carries nothing: the rows are the truth. */
export const wake = defineSignal('wake');

// ---- clusterCoordinator · cluster:{project} ----
export interface ClusterCoordinatorInput {
  projectId: string;
  /** Start a run when this long nothing came, */
  quietMs: number;
  /** at most this long after the first, */
  maxWaitMs: number;
  /** or at once with this many. */
  maxBatch: number;
  lingerMs: number;
  /** Of the next run; carried over continue-as-new. */
  nextSeq: number;
  /** Before a failed run is tried again, doubled with each failure; default 5 s. */
  retryMs?: number;
  /** Events after which a run makes way for a new one; default 1,000. */
  longAfterEvents?: number;
  /** What a continue-as-new hands over: counters only. */
  carried?: { waiting: number; runRequested: boolean; failures: number };
}
/** So many new reports are unclustered. */
export const dirty = defineSignal<[number]>('dirty');
/** Run now; answers with the run's workflow id. */
export const runNow = defineUpdate<{ workflowId: string }, []>('runNow');

// ---- clusterRun · cluster-run:{project}:{seq} ----
export interface ClusterRunInput {
  projectId: string;
  seq: number;
}
export interface ClusterRunResult {
  claimed: number;
  joined: number;
  opened: number;
  /** Unclustered reports were left for another run. */
  more: boolean;
}

// ---- regroup · regroup:{project}:{operation} · regroup:{project}:{operation}:undo ----
export interface RegroupInput {
  projectId: string;
  /** In the edit journal, where everything else is. */
  operationId: string;
  undo: boolean;
}
export interface RegroupOutcome {
  outcome: 'applied' | 'undone' | 'refused';
  /** Of a refusal: `changed`, `fix_running`… */
  code: string | null;
}
export interface RegroupResult extends RegroupOutcome {
  /** Reports that changed their place. */
  moved: number;
  /** Clusters that have new words. */
  described: number;
}
/** Answers once the change is made or refused; what follows from it goes on. */
export const outcome = defineUpdate<RegroupOutcome, []>('outcome');

/** What the coordinator is at. */
export const clusteringState = defineQuery<{ atWork: boolean; waiting: number; detail: string }>('clusteringState');

// ---- surveyClusters · survey:{project}:{question} ----
export interface SurveyInput {
  projectId: string;
  question: SurveyQuestion;
}
// ---- reviewGrouping · review, review:{project} ----
export interface ReviewGroupingInput {
  /** This one alone, because a person asked; without it, every project. */
  projectId?: string;
  /** Events after which a run makes way for a new one; default 1,000. */
  longAfterEvents?: number;
  /** What a continue-as-new hands over: the last project that was looked at, and counts. */
  carried?: { after: string; counts: ReviewGroupingResult };
}
export interface ReviewGroupingResult {
  projects: number;
  /** Of clean-up, over all projects. */
  proposals: number;
  /** Bounds that are proposed, and those that were set. */
  bounds: number;
  applied: number;
  /** Projects that could not be looked at. */
  failed: number;
}

// ---- reembed · reembed:{project} ----
export interface ReembedInput {
  projectId: string;
  /** Name of the space to fill. */
  space: string;
  /** Events after which a run makes way for a new one; default 1,000. */
  longAfterEvents?: number;
  /** Before a chunk that failed is tried again, doubled each time; default one minute. */
  retryMs?: number;
  carried?: { cursor: string | null; done: number; total: number };
}
/** `switched`: the project compares in the new space now. `superseded`: the embedder has changed again meanwhile. */
export interface ReembedResult {
  end: 'switched' | 'superseded';
  done: number;
}
export const reembedProgress = defineQuery<{ space: string; done: number; total: number }>('reembedProgress');

// ---- sweep · sweep ----
export interface SweepResult {
  released: number;
  expired: number;
  deleted: number;
  /** Projects whose clustering was woken. */
  woken: number;
  /** Clusters whose time to sleep was over; absent where it was not looked at yet. */
  awoken?: number;
  schedulesChanged: number;
}

// ---- syncGithub · sync:{project}:{owner}/{name} ---- pollReddit · poll:reddit:{subreddit} ---- pullSource · pull:{project}:{source} ----
export interface PullingInput {
  /** Of one run of the schedule; what is left is read by the next. */
  maxPages: number;
  /** Events after which a run makes way for a new one; default 1,000. */
  longAfterEvents?: number;
  /** What a continue-as-new hands over: counts only. */
  carried?: PulledCounts;
}
export interface PulledCounts {
  pages: number;
  read: number;
  accepted: number;
  skipped: number;
}
/** How a reading ended. `read`: to the end. `unchanged`: the vendor had nothing new. `page_limit`: the next run goes on. `off`: not wanted. */
export interface PullingResult extends PulledCounts {
  end: 'read' | 'unchanged' | 'page_limit' | 'off';
}
export interface SyncGithubInput extends PullingInput {
  projectId: string;
  /** owner/name. */
  repository: string;
}
export interface PollRedditInput extends PullingInput {
  subreddit: string;
}
export interface PullSourceInput extends PullingInput {
  projectId: string;
  source: SourceName;
}

// ---- fixIssue · fix:{project}:{cluster} ----
export interface FixIssueInput {
  projectId: string;
  clusterId: string;
  /** Of this run of the workflow. */
  jobId: string;
  actorId: string;
  approvalMs: number;
  agentMs: number;
  /** Between two looks at the pull request where no webhook comes. */
  watchPollMs: number;
  /** How long the pull request is watched. */
  watchMs: number;
}
export interface FixIssueResult {
  jobId: string;
  stage: FixStage;
  pullRequestNumber: number | null;
}
/** The digest must be the one of the plan shown; anything else is refused before history. */
export const approvePlan = defineUpdate<{ stage: FixStage }, [{ jobId: string; digest: string; actorId: string }]>('approvePlan');
export const requestPlanChanges = defineUpdate<{ stage: FixStage }, [{ jobId: string; note: string; actorId: string }]>(
  'requestPlanChanges',
);
export const rejectPlan = defineUpdate<{ stage: FixStage }, [{ jobId: string; reason: string; actorId: string }]>('rejectPlan');
/** Ends at every stage; what runs is stopped and the sandbox goes. */
export const cancelFix = defineUpdate<{ stage: FixStage }, [{ jobId: string; actorId: string }]>('cancelFix');
export const pullRequestChanged = defineSignal<[{ state: 'open' | 'closed' | 'merged' }]>('pullRequestChanged');
export const fixState = defineQuery<{ jobId: string; stage: FixStage; detail: string | null; planDigest: string | null }>('fixState');
