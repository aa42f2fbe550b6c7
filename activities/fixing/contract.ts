import type { ClusterStatus } from '#domain/cluster';
import type { EndStage, FixStage } from '#domain/fix-job';

/** Which run of which project; every activity of a fix is idempotent by `jobId`. */
export interface FixRef {
  projectId: string;
  jobId: string;
}

/** A fix that must stop for a reason a person can act on. An outcome, not an exception: nothing retries it. Our words only. */
export interface Refusal {
  refused: { code: string; reason: string };
}

/** What the agent left. `tree` is the id of the changed tree in the job's repository; git checked every object of it. */
export type AgentOutcome =
  | { refused: null; end: 'changed'; tree: string; tokens: number }
  | { refused: null; end: 'no_change' | 'timed_out'; tree: null; tokens: number }
  | { refused: null; end: 'stopped'; tree: null; tokens: number; exitCode: number };

/** The side effects of fixIssue. Ids, counts and sentences of ours cross the history; texts, diffs and logs stay in the stores. */
export interface FixingActivities {
  /** Writes the job if nobody has, counts it as the cluster's next attempt, takes the quota and turns the cluster to `fixing`. */
  beginFix(input: FixRef & { clusterId: string; actorId: string }): Promise<{ refused: null; attempt: number } | Refusal>;
  /** Shows where the fix is: job, timeline, change feed. */
  enterStage(input: FixRef & { stage: FixStage; detail: string | null; approvedBy?: string }): Promise<void>;
  /** Fetches the base, picks excerpts, asks the planner and stores version `version` of the plan. */
  planFix(
    input: FixRef & { version: number; note: string | null },
  ): Promise<{ refused: null; digest: string; files: number; by: string } | Refusal>;
  /** A sandbox of this job with the base checked out; a second call finds the first one's. */
  createSandbox(input: FixRef & { lifeMs: number }): Promise<{ refused: null; kind: string; sandboxId: string } | Refusal>;
  /** Runs the coding agent on the approved plan, always from the base: after a crash the next attempt gets a fresh sandbox. */
  runAgent(input: FixRef & { version: number; digest: string; agentMs: number; lifeMs: number }): Promise<AgentOutcome | Refusal>;
  /** Runs the project's tests in the sandbox, on the base with the change's tests and on the change. */
  runProof(
    input: FixRef & { tree: string; testMs: number; lifeMs: number },
  ): Promise<{ proven: boolean; fixed: number; broken: number; verdict: string }>;
  /** The deterministic gate on the diff. */
  runGate(
    input: FixRef & { tree: string; version: number },
  ): Promise<{ passed: boolean; findings: number; files: number; added: number; removed: number; sentence: string }>;
  /** Commit, branch and draft pull request, each idempotent by name. */
  openPullRequest(input: FixRef & { tree: string; version: number }): Promise<{ refused: null; number: number; commit: string } | Refusal>;
  checkPullRequest(input: FixRef & { number: number }): Promise<{ state: 'open' | 'closed' | 'merged' }>;
  /** Closes the draft of a fix that was cancelled; one that is closed or merged stays as it is. */
  closePullRequest(input: FixRef & { number: number }): Promise<{ state: 'open' | 'closed' | 'merged' }>;
  /** The end on every page: job, cluster (only along a legal step), quota. A project that is gone needs none of it. */
  endFix(
    input: FixRef & {
      clusterId: string;
      stage: EndStage;
      detail: string | null;
      /** null leaves the cluster as it is. */
      clusterStatus: ClusterStatus | null;
      releaseQuota: boolean;
    },
  ): Promise<void>;
  /** Ends what runs in the sandbox and removes it and the job's clone. Nothing there is success. */
  discardSandbox(input: FixRef): Promise<void>;
}
