import { z } from 'zod';
import { SuggestionBody } from './grouping.ts';
import { ClusterStatus, Severity } from '../cluster.ts';
import { FixStage } from '../fix-job.ts';
import { Evidence, SourceName } from '../report.ts';
import { FeedbackBody } from './reports.ts';
import { ListQuery } from './shared.ts';

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
  /** How many reports elsewhere may belong to it, and nobody has answered. */
  suggested: z.number().int(),
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
  /** `true`: those alone for which `suggested` is not 0; `false`: the others. */
  has_suggestion: z.stringbool().optional(),
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
