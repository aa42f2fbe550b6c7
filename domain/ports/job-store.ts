import type { QuoteFinder } from '../erasure.ts';
import type { FixJob, GateReport, LogLine, Plan, Proof } from '../fix-job.ts';
import type { TenantScope } from '../project.ts';
import type { Page, PageRequest } from './page.ts';

/**
 * Fixes as people see them (Redis), independent of how long Temporal keeps the workflow.
 * What writes to a fix that is not there, or no longer, throws NotFoundError and leaves nothing behind.
 */
export interface JobStore {
  create(scope: TenantScope, job: FixJob): Promise<void>;
  get(scope: TenantScope, jobId: string): Promise<FixJob | null>;
  /** Merges fields; `stage` also appends to the timeline (once per stage and attempt). */
  update(scope: TenantScope, jobId: string, fields: Partial<FixJob>): Promise<FixJob>;
  /** Newest first. */
  list(scope: TenantScope, request: PageRequest & { clusterId?: string; active?: boolean }): Promise<Page<FixJob>>;
  findByBranch(scope: TenantScope, branch: string): Promise<FixJob | null>;
  putPlan(scope: TenantScope, jobId: string, plan: Plan): Promise<void>;
  plans(scope: TenantScope, jobId: string): Promise<Plan[]>;
  putProof(scope: TenantScope, jobId: string, proof: Proof): Promise<void>;
  proof(scope: TenantScope, jobId: string): Promise<Proof | null>;
  putGate(scope: TenantScope, jobId: string, gate: GateReport): Promise<void>;
  gate(scope: TenantScope, jobId: string): Promise<GateReport | null>;
  /** Unified diff, at most 1 MiB. */
  putDiff(scope: TenantScope, jobId: string, diff: string): Promise<void>;
  diff(scope: TenantScope, jobId: string): Promise<string | null>;
  /** Appends at the position given; lines below the present length are already there and skipped, so a retry repeats nothing. */
  appendLog(scope: TenantScope, jobId: string, lines: Omit<LogLine, 'n'>[], from?: number): Promise<number>;
  log(scope: TenantScope, jobId: string, cursor: number, limit: number): Promise<{ lines: LogLine[]; next: number }>;
  /** Replaces quotes of erased reports in all that is kept of the project's fixes: plans, prompts, logs, timelines, results and titles. */
  redact(scope: TenantScope, finder: QuoteFinder): Promise<void>;
  /** Reserve → commit or release; idempotent by job id. False when the owner's limit is reached. */
  reserveQuota(ownerId: string, jobId: string, limit: number): Promise<boolean>;
  releaseQuota(ownerId: string, jobId: string): Promise<void>;
  deleteAll(scope: TenantScope): Promise<void>;
}
