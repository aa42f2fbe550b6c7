import { z } from 'zod';
import { FixStage, GateReport, LogLine } from '../fix-job.ts';
import { NonBlank } from './shared.ts';

// ---- fixes: GET /jobs?cluster_id, GET /jobs/{id}, POST /jobs/{id}/approve|changes|reject|cancel, GET /jobs/{id}/logs|diff|plans ----
export const JobBody = z.object({
  id: z.string(),
  project_id: z.string(),
  cluster_id: z.string(),
  cluster_title: z.string(),
  status: z.enum(['pending', 'running', 'success', 'failed']),
  stage: FixStage,
  detail: z.string().nullable(),
  attempt: z.number().int(),
  repository: z.string(),
  base_branch: z.string(),
  base_commit: z.string().nullable(),
  branch: z.string().nullable(),
  commit: z.string().nullable(),
  pr_url: z.string().nullable(),
  pr_number: z.number().int().nullable(),
  sandbox: z.object({ kind: z.string(), id: z.string() }).nullable(),
  agent: z.string().nullable(),
  model: z.string().nullable(),
  tokens_used: z.number().int(),
  started_by: z.string(),
  approved_by: z.string().nullable(),
  timeline: z.array(z.object({ stage: FixStage, at: z.string(), detail: z.string().nullable() })),
  created_at: z.string(),
  updated_at: z.string(),
});
export type JobBody = z.infer<typeof JobBody>;
export const PlanBody = z.object({
  version: z.number().int(),
  digest: z.string(),
  root_cause: z.string(),
  change: z.string(),
  files: z.array(z.string()),
  test: z.string(),
  prompt: z.string(),
  by: z.string(),
  note: z.string().nullable(),
  created_at: z.string(),
});
export type PlanBody = z.infer<typeof PlanBody>;
const TestRunBody = z.object({
  commit: z.string(),
  overlaid: z.boolean(),
  exit_code: z.number().int(),
  passed: z.array(z.string()),
  failed: z.array(z.string()),
  duration_ms: z.number().int(),
  output_tail: z.string(),
});
export const ProofBody = z.object({
  command: z.array(z.string()),
  before: TestRunBody,
  after: TestRunBody,
  fixed: z.array(z.string()),
  broken: z.array(z.string()),
  proven: z.boolean(),
  verdict: z.string(),
});
export type ProofBody = z.infer<typeof ProofBody>;
export const JobDetailBody = JobBody.extend({
  plan: PlanBody.nullable(),
  plan_versions: z.number().int(),
  proof: ProofBody.nullable(),
  gate: GateReport.nullable(),
  has_diff: z.boolean(),
  log_length: z.number().int(),
  /** Live from Temporal; null when it cannot be asked in 2 s. */
  workflow: z
    .object({
      id: z.string(),
      run_id: z.string(),
      running: z.boolean(),
      ui_url: z.string(),
      pending_activities: z.array(z.object({ type: z.string(), attempt: z.number(), last_failure: z.string().nullable() })),
    })
    .nullable(),
});
export type JobDetailBody = z.infer<typeof JobDetailBody>;
export const ApprovePlan = z.strictObject({ digest: z.string().min(1) });
export const RequestChanges = z.strictObject({ note: NonBlank.max(2000) });
export const RejectPlan = z.strictObject({ reason: NonBlank.max(500) });
export const LogQuery = z.object({
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(2000).default(500),
});
export const LogsBody = z.object({ job_id: z.string(), lines: z.array(LogLine), next_cursor: z.number().int(), ended: z.boolean() });
export type LogsBody = z.infer<typeof LogsBody>;
export const DiffBody = z.object({ job_id: z.string(), diff: z.string() });
export type DiffBody = z.infer<typeof DiffBody>;
