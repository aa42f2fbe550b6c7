import { z } from 'zod';

/** Where a fix is. The first nine are the strip on the page, in order; the rest are ends. */
export const FixStage = z.enum([
  'queued',
  'planning',
  'awaiting_approval',
  'sandbox',
  'agent',
  'proof',
  'gate',
  'pull_request',
  'watching',
  'merged',
  'closed',
  'no_change',
  'not_proven',
  'refused',
  'rejected',
  'failed',
  'cancelled',
  'timed_out',
]);
export type FixStage = z.infer<typeof FixStage>;

export const END_STAGES = [
  'merged',
  'closed',
  'no_change',
  'not_proven',
  'refused',
  'rejected',
  'failed',
  'cancelled',
  'timed_out',
] as const satisfies readonly FixStage[];
export type EndStage = (typeof END_STAGES)[number];

export function isEnded(stage: FixStage): stage is EndStage {
  return (END_STAGES as readonly FixStage[]).includes(stage);
}

/** The original's four words, for its scripts. */
export type JobStatus = 'pending' | 'running' | 'success' | 'failed';
export function jobStatus(stage: FixStage): JobStatus {
  if (stage === 'queued') return 'pending';
  if (stage === 'watching' || stage === 'merged') return 'success';
  return isEnded(stage) ? 'failed' : 'running';
}

export const Plan = z.object({
  version: z.number().int().min(1),
  /** SHA-256 hex over what a person approves: the plan's text, the files, the test and the exact prompt. */
  digest: z.string(),
  rootCause: z.string().max(2000),
  change: z.string().max(4000),
  /** Repository paths the plan means to touch; the gate refuses others. */
  files: z.array(z.string().max(300)).max(30),
  test: z.string().max(2000),
  /** The exact prompt the agent will get; untrusted spans are inside <untrusted-…> fences. */
  prompt: z.string(),
  /** Model name, or `demo model`. */
  by: z.string(),
  /** What the person asked to change, for versions after the first. */
  note: z.string().nullable(),
  createdAt: z.string(),
});
export type Plan = z.infer<typeof Plan>;

export const TestRun = z.object({
  /** 40 hex digits, or the base commit plus the branch's tests where `overlaid`. */
  commit: z.string(),
  overlaid: z.boolean(),
  exitCode: z.number().int(),
  passed: z.array(z.string()),
  failed: z.array(z.string()),
  durationMs: z.number().int(),
  /** Last lines of output, scrubbed, at most 4,000 characters. */
  outputTail: z.string(),
});
export type TestRun = z.infer<typeof TestRun>;

export const Proof = z.object({
  command: z.array(z.string()),
  before: TestRun,
  after: TestRun,
  /** Tests that failed before and pass after. */
  fixed: z.array(z.string()),
  /** Tests that passed before and fail after. */
  broken: z.array(z.string()),
  proven: z.boolean(),
  /** One sentence for a person. */
  verdict: z.string(),
});
export type Proof = z.infer<typeof Proof>;

export const GateFinding = z.object({ rule: z.string(), path: z.string().nullable(), message: z.string() });
export type GateFinding = z.infer<typeof GateFinding>;

export const GateReport = z.object({
  passed: z.boolean(),
  files: z.number().int(),
  added: z.number().int(),
  removed: z.number().int(),
  findings: z.array(GateFinding),
});
export type GateReport = z.infer<typeof GateReport>;

export const TimelineEntry = z.object({ stage: FixStage, at: z.string(), detail: z.string().nullable() });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const FixJob = z.object({
  /** UUID of this run; the workflow id stays per cluster: fix:{project}:{cluster}. */
  id: z.string(),
  projectId: z.string(),
  clusterId: z.string(),
  clusterTitle: z.string(),
  stage: FixStage,
  /** Why it ended as it did, or what it is doing now; our words. */
  detail: z.string().nullable(),
  attempt: z.number().int(),
  repository: z.string(),
  baseBranch: z.string(),
  baseCommit: z.string().nullable(),
  branch: z.string().nullable(),
  commit: z.string().nullable(),
  pullRequestUrl: z.string().nullable(),
  pullRequestNumber: z.number().int().nullable(),
  sandbox: z.object({ kind: z.string(), id: z.string() }).nullable(),
  agent: z.string().nullable(),
  model: z.string().nullable(),
  tokensUsed: z.number().int(),
  startedBy: z.string(),
  approvedBy: z.string().nullable(),
  timeline: z.array(TimelineEntry),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type FixJob = z.infer<typeof FixJob>;

/** A fix as it is before anything was done: of this cluster, started by this person. Pure. */
export function queuedFix(input: {
  id: string;
  clusterId: string;
  clusterTitle: string;
  startedBy: string;
  project: { id: string; settings: { repository: string | null; baseBranch: string | null } };
  at: string;
}): FixJob {
  const { settings } = input.project;
  return {
    id: input.id,
    projectId: input.project.id,
    clusterId: input.clusterId,
    clusterTitle: input.clusterTitle,
    stage: 'queued',
    detail: null,
    attempt: 1,
    repository: settings.repository ?? '',
    baseBranch: settings.baseBranch ?? '',
    baseCommit: null,
    branch: null,
    commit: null,
    pullRequestUrl: null,
    pullRequestNumber: null,
    sandbox: null,
    agent: null,
    model: null,
    tokensUsed: 0,
    startedBy: input.startedBy,
    approvedBy: null,
    timeline: [{ stage: 'queued', at: input.at, detail: null }],
    createdAt: input.at,
    updatedAt: input.at,
  };
}

export const LogLine = z.object({
  /** Position in the log, from 0. */
  n: z.number().int(),
  at: z.string(),
  stream: z.enum(['agent', 'tool', 'test', 'system', 'error']),
  text: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;
