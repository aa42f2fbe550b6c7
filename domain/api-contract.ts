import { z } from 'zod';
import { ClusterStatus, Severity } from './cluster.ts';
import { DeliveryState } from './delivery.ts';
import { FixStage, GateReport, LogLine } from './fix-job.ts';
import { CodeHostKind, BranchName, RepositoryName } from './project.ts';
import { Evidence, Level, ReportKind, SourceName, TrustTier } from './report.ts';
import { SuggestionBody } from './api-contract/grouping.ts';

export * from './api-contract/grouping.ts';

/*
 * What crosses HTTP, in the original's snake_case. api/ presents domain objects in these shapes and OpenAPI is made from
 * them; web/ knows nothing else. Times are ISO 8601 UTC.
 */

// ---- the one error shape, every non-2xx answer ----
export const ErrorBody = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()).optional() }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable(), total: z.number().int() });
/** Query of every list: limit 1..200 (50), cursor from the page before. */
export const ListQuery = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().max(500).optional() });

// ---- who ----
export const UserBody = z.object({ id: z.string(), name: z.string(), github_login: z.string().nullable() });
/** GET /me → 200, or 401. GET /auth/options says how one may sign in. */
export const MeBody = z.object({ user: UserBody, projects: z.array(z.lazy(() => ProjectBody)) });
export type MeBody = z.infer<typeof MeBody>;
/** GET /auth/options, open to all. `local_owner`: POST /auth/local works for this caller. `github`: GET /auth/github starts OAuth. */
export const AuthOptionsBody = z.object({ local_owner: z.boolean(), github: z.boolean() });
export type AuthOptionsBody = z.infer<typeof AuthOptionsBody>;

// ---- projects: GET/POST /projects, GET/PATCH/DELETE /projects/{id}, GET /projects/{id}/contents ----
export const ProjectBody = z.object({
  id: z.string(),
  name: z.string(),
  is_sample: z.boolean(),
  code_host: CodeHostKind,
  repository: z.string().nullable(),
  base_branch: z.string().nullable(),
  test_command: z.array(z.string()),
  join_at: z.number(),
  created_at: z.string(),
});
export type ProjectBody = z.infer<typeof ProjectBody>;
const ProjectName = z.string().trim().min(1).max(80);
const ProjectFields = z.object({
  code_host: CodeHostKind,
  repository: RepositoryName.nullable(),
  base_branch: BranchName.nullable(),
  test_command: z.array(z.string().min(1).max(500)).min(1).max(20),
  join_at: z.number().min(0).max(1),
});
export const CreateProject = ProjectFields.partial().extend({ name: ProjectName });
export type CreateProject = z.infer<typeof CreateProject>;
export const UpdateProject = ProjectFields.partial().extend({ name: ProjectName.optional() });
export type UpdateProject = z.infer<typeof UpdateProject>;
/** GET /projects/{id}/contents: what DELETE would remove. */
export const ProjectContentsBody = z.object({
  reports: z.number(),
  clusters: z.number(),
  fixes: z.number(),
  running_fixes: z.number(),
  deliveries: z.number(),
});
export type ProjectContentsBody = z.infer<typeof ProjectContentsBody>;

// ---- ingest: POST /ingest/sentry, /ingest/github, /ingest/manual (?project_id= on the signed ones, and on manual) ----
/** 202 ok, 200 duplicate. */
export const IngestAnswer = z.object({ status: z.enum(['ok', 'duplicate', 'filtered']), id: z.string(), project_id: z.string() });
export type IngestAnswer = z.infer<typeof IngestAnswer>;
/** Something in it can be seen: blanks without a width are blanks too. */
const NonBlank = z
  .string()
  .trim()
  .min(1, { error: 'must not be blank', abort: true })
  .refine((text) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text), 'must not be blank');
export const ManualReport = z.union([
  z.strictObject({ title: NonBlank.max(200), body: z.string().max(10_000).default('') }),
  z.strictObject({ text: NonBlank.max(10_000) }),
]);
export type ManualReport = z.infer<typeof ManualReport>;

// ---- config: GET /config, GET/POST /config/{source}, POST /config/{source}/secret|enabled|credential|test|{filter}, DELETE …/secret|credential ----
/** `off`: switched off. `no_secret`: nothing can prove a sender, and nothing is read. `waiting`: no event yet. `failing`: the last one failed. */
export const SourceHealthBody = z.object({
  state: z.enum(['off', 'no_secret', 'waiting', 'healthy', 'failing']),
  last_event_at: z.string().nullable(),
  /** `sync`: the repository, subreddit or API that could not be read; null: a delivery. */
  last_failure: z.object({ at: z.string(), reason: z.string(), sync: z.string().nullable() }).nullable(),
  last_success_at: z.string().nullable(),
  /** Of the last 24 hours, by DeliveryState. */
  counts_24h: z.record(z.string(), z.number().int()),
  duplicates_24h: z.number().int(),
  refused_24h: z.number().int(),
});
export const SourceConfigBody = z.object({
  source: SourceName,
  label: z.string(),
  docs_url: z.string().nullable(),
  enabled: z.boolean(),
  /** Whether a secret proves its senders; members and their tokens do otherwise. */
  needs_secret: z.boolean(),
  has_secret: z.boolean(),
  secret_hint: z.string().nullable(),
  /** Until when the secret before this one is accepted too. */
  previous_secret_until: z.string().nullable(),
  filters: z.record(z.string(), z.array(z.string()).nullable()),
  /** The filters there are; `values`: the only ones allowed, null: any text. */
  filter_fields: z.array(z.object({ name: z.string(), label: z.string(), values: z.array(z.string()).nullable() })),
  last_event_at: z.string().nullable(),
  /** The address to paste at the sender. */
  webhook_url: z.string().nullable(),
  /** Set where that address is loopback and a vendor could not reach it. */
  warning: z.string().nullable(),
  /** Header in which the sender gives the secret itself, where it does not sign; what to paste there. */
  token_header: z.string().nullable(),
  /** Payload to paste at the sender. */
  template: z.string().nullable(),
  /** What its API asks for, to pull what was missed; null: nothing to set. `fields[].value`: what is set, secrets as their last four characters. */
  credential: z
    .object({
      why: z.string(),
      link: z.string(),
      fields: z.array(
        z.object({ name: z.string(), label: z.string(), secret: z.boolean(), placeholder: z.string(), value: z.string().nullable() }),
      ),
      updated_at: z.string().nullable(),
    })
    .nullable(),
  /** What is read regularly of it. */
  syncs: z.array(z.lazy(() => SyncBody)),
  health: SourceHealthBody,
});
/** A repository, a subreddit, or the source's own API, read on a schedule. */
export const SyncBody = z.object({
  name: z.string(),
  enabled: z.boolean(),
  last_run_at: z.string().nullable(),
  last_success_at: z.string().nullable(),
  last_error: z.string().nullable(),
  /** Everything changed before this is here. */
  watermark: z.string().nullable(),
  counts: z.object({ read: z.number().int(), accepted: z.number().int(), skipped: z.number().int() }).nullable(),
});
export type SyncBody = z.infer<typeof SyncBody>;
export type SourceConfigBody = z.infer<typeof SourceConfigBody>;
export const SetSource = z.strictObject({
  enabled: z.boolean().optional(),
  filters: z.record(z.string(), z.array(z.string().max(200)).max(100).nullable()).optional(),
});
/** Empty body: we make one. The answer shows it this once. `overlap_hours`: how long the one before is accepted too. */
export const SetSecret = z.strictObject({
  secret: z.string().min(16).max(256).optional(),
  overlap_hours: z.number().int().min(0).max(72).default(0),
});
/** Field names are those of `credential.fields`. */
export const SetCredential = z.record(z.string().max(40), z.string().trim().min(1).max(500));
/** POST /config/{source}/test: what the test event's delivery is called, to look for in the log. */
export const TestEventAnswer = z.object({ status: z.literal('ok'), id: z.string(), delivery_id: z.string() });
export type TestEventAnswer = z.infer<typeof TestEventAnswer>;
export const SecretShown = z.object({ source: SourceName, secret: z.string() });
export type SecretShown = z.infer<typeof SecretShown>;
export const DeliveryBody = z.object({
  id: z.string(),
  source: SourceName,
  delivery_id: z.string(),
  event_type: z.string().nullable(),
  state: DeliveryState,
  reason: z.string().nullable(),
  report_id: z.string().nullable(),
  received_at: z.string(),
  settled_at: z.string().nullable(),
  /** From received to settled. */
  latency_ms: z.number().int().nullable(),
  attempts: z.number().int(),
  /** How often the same delivery came again. */
  duplicates: z.number().int(),
  size_bytes: z.number().int(),
});
export type DeliveryBody = z.infer<typeof DeliveryBody>;

// ---- deliveries: GET /deliveries, GET /deliveries/{id}, POST /deliveries/{id}/replay, POST /deliveries/replay, GET /refusals ----
export const DeliveryQueryParams = ListQuery.extend({
  source: SourceName.optional(),
  /** One state or several, with commas. */
  state: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(DeliveryState).max(9))
    .optional(),
  q: z.string().trim().max(200).optional(),
});
export const DeliveryDetailBody = DeliveryBody.extend({
  /** `received`: as it came. `scrubbed`: without secrets and personal data. null: no longer kept. */
  body: z.object({ kind: z.enum(['received', 'scrubbed']), text: z.string() }).nullable(),
});
export type DeliveryDetailBody = z.infer<typeof DeliveryDetailBody>;
/** Ids, or a filter; an empty object is everything that failed (dead letters, parked, expired). */
export const ReplayDeliveries = z.strictObject({
  ids: z.array(z.uuid()).min(1).max(500).optional(),
  source: SourceName.optional(),
  state: z.array(DeliveryState).max(9).optional(),
  q: z.string().trim().max(200).optional(),
  /** Only what was settled before; from the answer of the step before, so that what failed again is not tried twice. */
  before: z.iso.datetime().optional(),
  /** Replays nothing and says in `left` how many would be. */
  preview: z.boolean().default(false),
});
/** `left`: how many more match and can be replayed; ask again for them, with `before`. */
export const ReplayAnswer = z.object({
  status: z.literal('ok'),
  replayed: z.number().int(),
  left: z.number().int(),
  before: z.iso.datetime(),
});
export type ReplayAnswer = z.infer<typeof ReplayAnswer>;
export const RefusalBody = z.object({ at: z.string(), source: SourceName, reason: z.string() });
export type RefusalBody = z.infer<typeof RefusalBody>;

// ---- import, export: POST /import (JSON Lines), GET /export ----
export const ImportLine = z.object({
  source: SourceName,
  external_id: z.string().min(1).max(256).nullish(),
  title: NonBlank.max(200),
  body: z.string().max(10_000),
  created_at: z.iso.datetime({ offset: true }).nullish(),
  metadata: z.record(z.string().max(100), z.union([z.string().max(500), z.number(), z.boolean(), z.null()])).nullish(),
  repo: z.string().max(200).nullish(),
});
export type ImportLine = z.infer<typeof ImportLine>;
/** `pending`: kept, and not yet looked at when the answer had to be given. Line numbers start at 1; the first 1,000 refused lines. */
export const ImportAnswer = z.object({
  status: z.literal('ok'),
  project_id: z.string(),
  lines: z.number().int(),
  stored: z.number().int(),
  duplicate: z.number().int(),
  parked: z.number().int(),
  filtered: z.number().int(),
  pending: z.number().int(),
  refused: z.number().int(),
  refusals: z.array(z.object({ line: z.number().int(), reason: z.string() })),
});
export type ImportAnswer = z.infer<typeof ImportAnswer>;
/** `parked`: what waits for room, or waited too long, comes after the reports, each line with `parked: true`. */
export const ExportQueryParams = z.object({ include: z.literal('parked').optional() });

// ---- reports by people: PUT /feedback/{id}, DELETE /feedback/{id}, POST /feedback/{id}/erase, GET /feedback/{id}/revisions ----
export const EditFeedback = z
  .strictObject({
    title: NonBlank.max(200),
    body: z.string().max(10_000),
    status: z.enum(['open', 'closed']),
    metadata: z.record(z.string().max(100), z.union([z.string().max(500), z.number(), z.boolean(), z.null()])),
  })
  .partial()
  .refine((fields) => Object.keys(fields).length > 0, 'nothing to change');
export type EditFeedback = z.infer<typeof EditFeedback>;
/** Other words of the same fact; `delivery_id` names the delivery, or the edit, that brought them. */
export const RevisionBody = z.object({ at: z.string(), delivery_id: z.string(), title: z.string(), body: z.string() });
export type RevisionBody = z.infer<typeof RevisionBody>;

// ---- syncs: GET/POST /config/github/repos, DELETE /config/github/repos/{owner}/{name}, GET/POST /config/reddit/subreddits,
// ---- POST /ingest/github/sync/{owner}/{repo}, POST /ingest/posthog/sync, POST /ingest/sentry/sync, POST /admin/trigger-poll ----
/** owner/name, or the address of the repository. */
export const AddRepository = z.strictObject({ repo: z.string().trim().min(3).max(300), enabled: z.boolean().default(true) });
export type AddRepository = z.infer<typeof AddRepository>;
export const SetSubreddits = z.strictObject({ subreddits: z.array(z.string().trim().min(1).max(50)).max(50) });
export const SubredditsBody = z.object({ subreddits: z.array(z.string()), syncs: z.array(SyncBody), project_id: z.string() });
/** A run was started, or one was running already; `syncs` of the source's settings say how it goes. */
export const SyncStarted = z.object({ status: z.enum(['started', 'running']), name: z.string(), workflow_id: z.string() });
export type SyncStarted = z.infer<typeof SyncStarted>;
/** POST /admin/trigger-poll: every subreddit of the project that is switched on. `skipped`: there is none. */
export const PollStarted = z.object({ status: z.enum(['ok', 'skipped']), polled: z.number().int(), syncs: z.array(SyncStarted) });
export type PollStarted = z.infer<typeof PollStarted>;

// ---- reports: GET /feedback?source&cluster_id&status, GET /feedback/{id} ----
export const EvidenceBody = z.object({
  rule: Evidence.shape.rule,
  version: z.string(),
  score: z.number().nullable(),
  bound: z.number().nullable(),
  nearest_report_id: z.string().nullable(),
  nearest_title: z.string().nullable(),
  shared_words: z.array(z.string()),
  shared_frames: z.array(z.string()),
  fingerprint: z.string().nullable(),
  space: z.string().nullable(),
  decided_at: z.string(),
  /** One line of plain words, e.g. `same stack as 17 others: streamRows ← exportCsv`. */
  sentence: z.string(),
});
export type EvidenceBody = z.infer<typeof EvidenceBody>;
export const FeedbackBody = z.object({
  id: z.string(),
  project_id: z.string(),
  source: SourceName,
  external_id: z.string().nullable(),
  title: z.string(),
  body: z.string(),
  kind: ReportKind,
  level: Level.nullable(),
  author: z.string().nullable(),
  url: z.string().nullable(),
  status: z.enum(['open', 'closed']),
  trust: TrustTier,
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  exceptions: z.array(
    z.object({
      type: z.string(),
      message: z.string(),
      frames: z.array(
        z.object({
          function: z.string().nullable(),
          file: z.string().nullable(),
          line: z.number().nullable(),
          in_app: z.boolean().nullable(),
        }),
      ),
    }),
  ),
  occurrences: z.number().int(),
  created_at: z.string(),
  received_at: z.string(),
  last_seen_at: z.string(),
  cluster_id: z.string().nullable(),
  evidence: EvidenceBody.nullable(),
});
export type FeedbackBody = z.infer<typeof FeedbackBody>;
export const FeedbackQueryParams = ListQuery.extend({
  source: SourceName.optional(),
  cluster_id: z.string().optional(),
  status: z.enum(['open', 'closed']).optional(),
});

// ---- clusters: GET /clusters, GET /clusters/{id}, POST /clusters/{id}/start_fix ----
export const ClusterBody = z.object({
  id: z.string(),
  project_id: z.string(),
  title: z.string(),
  summary: z.string(),
  summary_by: z.string(),
  status: ClusterStatus,
  /** Reports in it; `occurrences` also counts repeats. */
  count: z.number().int(),
  occurrences: z.number().int(),
  people: z.number().int(),
  sources: z.record(z.string(), z.number().int()),
  severity: Severity,
  trend_24h: z.array(z.number()),
  trend_14d: z.array(z.number()),
  first_seen_at: z.string(),
  last_seen_at: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  github_pr_url: z.string().nullable(),
  github_pr_number: z.number().int().nullable(),
  error_message: z.string().nullable(),
  /** The machine neither adds to it nor takes from it. */
  locked: z.boolean(),
  /** A person wrote its title and summary. */
  edited: z.boolean(),
  snoozed_until: z.string().nullable(),
  /** It wakes when it has counted so many occurrences. */
  snoozed_until_count: z.number().int().nullable(),
  dismissed_reason: z.string().nullable(),
  /** How well its reports hold together: mean pair score of a sample, 0..1; 0.5 is where two would be joined. null: one report, or not measured yet. */
  cohesion: z.object({ score: z.number(), label: z.enum(['tight', 'moderate', 'loose']) }).nullable(),
  job: z.object({ id: z.string(), stage: FixStage, detail: z.string().nullable(), updated_at: z.string() }).nullable(),
});
export type ClusterBody = z.infer<typeof ClusterBody>;
/** A line of "why these are one problem", most reports first. */
export const WhyLine = z.object({
  rule: Evidence.shape.rule,
  count: z.number().int(),
  sentence: z.string(),
  score: z.number().nullable(),
});
export const ClusterDetailBody = ClusterBody.extend({
  why: z.array(WhyLine),
  /** The newest 20; the rest by GET /feedback?cluster_id=. */
  feedback_items: z.array(FeedbackBody),
  /** At most 3 reports nearest its middle. */
  exemplars: z.array(z.object({ report_id: z.string(), title: z.string(), source: SourceName })),
  /** Reports that may belong here, best first, at most 20; a person accepts or declines each. */
  suggestions: z.array(SuggestionBody),
  /** Plan waiting for approval or approved, if a fix exists. */
  plan: z
    .object({
      version: z.number().int(),
      digest: z.string(),
      root_cause: z.string(),
      change: z.string(),
      files: z.array(z.string()),
      test: z.string(),
    })
    .nullable(),
});
export type ClusterDetailBody = z.infer<typeof ClusterDetailBody>;
/** What a person has to do, as tabs. `needs_you`: new clusters without a fix, plans waiting, failed fixes. */
export const InboxTab = z.enum(['needs_you', 'new', 'fixing', 'pr_open', 'failed', 'resolved', 'snoozed', 'dismissed', 'all']);
export type InboxTab = z.infer<typeof InboxTab>;
/** GET /regroup */
export const RegroupQueryParams = ListQuery.extend({ cluster_id: z.string().max(64).optional() });
export const ClusterQueryParams = ListQuery.extend({
  tab: InboxTab.default('all'),
  severity: z.string().optional(),
  source: z.string().optional(),
  q: z.string().max(200).optional(),
  sort: z.enum(['impact', 'last_seen', 'first_seen', 'reports']).default('impact'),
});
export const StatsBody = z.object({
  total_feedback: z.number().int(),
  by_source: z.record(z.string(), z.number().int()),
  total_clusters: z.number().int(),
  tabs: z.record(InboxTab, z.number().int()),
  active_fixes: z.number().int(),
  unclustered: z.number().int(),
  waiting_deliveries: z.number().int(),
  quota: z.object({ reports_used: z.number().int(), reports_limit: z.number().int() }),
  /** How things are done here, for labels: `local` embedder, `extractive` summaries, `demo model`. */
  provider: z.object({ embedder: z.string(), summarizer: z.string(), planner: z.string(), agent: z.string(), demo: z.boolean() }),
});
export type StatsBody = z.infer<typeof StatsBody>;
export const StartFixAnswer = z.object({ status: z.literal('ok'), job_id: z.string(), cluster_id: z.string(), project_id: z.string() });
export type StartFixAnswer = z.infer<typeof StartFixAnswer>;

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

// ---- tokens: GET/POST /tokens, DELETE /tokens/{id} ----
export const CreateToken = z.strictObject({
  name: NonBlank.max(80),
  project_id: z.string().nullable().default(null),
  expires_in_days: z.number().int().min(1).max(365).nullable().default(90),
});
export const TokenShown = z.object({
  id: z.string(),
  name: z.string(),
  token: z.string(),
  project_id: z.string().nullable(),
  expires_at: z.string().nullable(),
});
/** GET /tokens lists these; the token itself is shown once, by POST. */
export const TokenBody = z.object({
  id: z.string(),
  name: z.string(),
  last_four: z.string(),
  project_id: z.string().nullable(),
  created_at: z.string(),
  expires_at: z.string().nullable(),
});
export type TokenBody = z.infer<typeof TokenBody>;

// ---- health: GET /livez, /readyz, /status ----
export const PartStatus = z.object({
  name: z.string(),
  state: z.enum(['up', 'down', 'unknown']),
  latency_ms: z.number().nullable(),
  since: z.string(),
  detail: z.string().nullable(),
});
export const StatusBody = z.object({ status: z.enum(['ok', 'degraded', 'down']), parts: z.array(PartStatus) });
export type StatusBody = z.infer<typeof StatusBody>;
