import { z } from 'zod';
import { ClusterStatus } from '../cluster.ts';
import { ClusterJob } from '../cluster-job.ts';
import { BoundedKind } from '../clustering/bounds.ts';
import { SourceName } from '../report.ts';
import { RegroupCommand } from '../teaching.ts';

// ---- regroup: POST /regroup/preview, POST /regroup, GET /regroup, GET /regroup/{id}, POST /regroup/{id}/undo ----
export const ClusterEffectBody = z.object({
  cluster_id: z.string(),
  title: z.string(),
  before: z.object({ reports: z.number().int(), status: z.string() }).nullable(),
  after: z.object({ reports: z.number().int(), status: z.string() }).nullable(),
});
/** What the command would do now. `digest` goes back with it; 409 `changed` if anything of this is different by then. */
export const RegroupPreviewBody = z.object({
  digest: z.string(),
  effects: z.array(ClusterEffectBody),
  reports: z.number().int(),
  /** Plain words a person should read first, e.g. that a fix runs on one of them. */
  warnings: z.array(z.string()),
});
export type RegroupPreviewBody = z.infer<typeof RegroupPreviewBody>;
export const RegroupPreviewRequest = z.strictObject({ command: RegroupCommand });
/** `digest` may be left out for what touches one report or one cluster only. */
export const RegroupRequest = z.strictObject({ command: RegroupCommand, digest: z.string().max(64).optional() });
export type RegroupRequest = z.infer<typeof RegroupRequest>;
export const OperationBody = z.object({
  id: z.string(),
  command: RegroupCommand,
  /** One sentence, past tense: "Merged 3 clusters into Export stops at row 1000". */
  sentence: z.string(),
  actor: z.string().nullable(),
  actor_id: z.string().nullable(),
  state: z.enum(['running', 'applied', 'undoing', 'undone', 'failed']),
  effects: z.array(ClusterEffectBody),
  error: z.string().nullable(),
  at: z.string(),
  undoable_until: z.string(),
  /** Still within its 24 hours, and nothing later stands on it. */
  undoable: z.boolean(),
  undone_at: z.string().nullable(),
});
export type OperationBody = z.infer<typeof OperationBody>;

// ---- GET /clusters/{id}/similar, GET /clusters/{id}/suggestions, GET /search?q= ----
export const SimilarBody = z.object({
  cluster_id: z.string(),
  title: z.string(),
  status: ClusterStatus,
  count: z.number().int(),
  score: z.number(),
  /** Which band the score is in by the project's bounds. */
  band: z.enum(['join', 'suggest', 'below', 'apart']),
  sentence: z.string(),
});
export type SimilarBody = z.infer<typeof SimilarBody>;
/** A report that may belong to this cluster. */
export const SuggestionBody = z.object({
  report_id: z.string(),
  title: z.string(),
  source: SourceName,
  /** Where it is now. */
  cluster_id: z.string().nullable(),
  score: z.number(),
  sentence: z.string(),
  /** What a model thinks of it, where one was asked; a person answers all the same. */
  verdict: z.object({ answer: z.enum(['same', 'different', 'unsure']), reason: z.string(), by: z.string() }).nullable(),
});
export type SuggestionBody = z.infer<typeof SuggestionBody>;
/** At least one letter or digit. */
export const SearchQueryParams = z.object({
  q: z.string().trim().min(1).max(300),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});
export const SearchBody = z.object({
  /** `unavailable`: the embedder or the vector index does not answer, or vectors are being made anew; what is listed was found by words. */
  meaning: z.enum(['used', 'unavailable']),
  reports: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      source: SourceName,
      cluster_id: z.string().nullable(),
      score: z.number(),
      by: z.enum(['words', 'meaning', 'both']),
    }),
  ),
  clusters: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      status: ClusterStatus,
      count: z.number().int(),
      score: z.number(),
      by: z.enum(['words', 'meaning', 'both']),
    }),
  ),
});
export type SearchBody = z.infer<typeof SearchBody>;

// ---- POST /clusters/cleanup (proposals), POST /clusters/cleanup/apply, GET /clusters/analyze ----
export const CleanupProposal = z.object({
  id: z.string(),
  kind: z.enum(['merge', 'split']),
  command: RegroupCommand,
  clusters: z.array(z.object({ id: z.string(), title: z.string(), count: z.number().int() })),
  /** Split: reports that would leave, at most 5 of them; none for a merge. */
  reports: z.array(z.object({ id: z.string(), title: z.string(), source: SourceName })),
  /** Merge: average pair score. Split: by how much the parts hold together better. 0..1. */
  score: z.number(),
  sentence: z.string(),
});
export type CleanupProposal = z.infer<typeof CleanupProposal>;
export const CleanupBody = z.object({
  proposals: z.array(CleanupProposal),
  looked_at: z.number().int(),
  protected: z.number().int(),
  /** When it was looked at; null: never yet. */
  at: z.string().nullable(),
});
export type CleanupBody = z.infer<typeof CleanupBody>;
export const ApplyCleanup = z.strictObject({ commands: z.array(RegroupCommand).min(1).max(50) });

/** Each command was carried out as an operation of its own, one after the other, or refused. */
export const CleanupApplied = z.object({
  operations: z.array(z.object({ index: z.number().int(), id: z.string() })),
  refused: z.array(z.object({ index: z.number().int(), code: z.string(), message: z.string() })),
});
export type CleanupApplied = z.infer<typeof CleanupApplied>;
const Cohesive = z.object({ id: z.string(), title: z.string(), count: z.number().int(), cohesion: z.number() });
export const AnalyzeBody = z.object({
  clusters: z.number().int(),
  /** By how well they hold together; `single`: one report, or not measured yet. */
  tight: z.number().int(),
  moderate: z.number().int(),
  loose: z.number().int(),
  single: z.number().int(),
  /** Mean over those that were measured, each counting once; null: none was. */
  mean_cohesion: z.number().nullable(),
  /** The loosest first, at most 20. */
  loosest: z.array(Cohesive),
  /** Splits that clean-up would propose; null where that could not be asked. */
  split_recommendations: z.array(CleanupProposal).nullable(),
});
export type AnalyzeBody = z.infer<typeof AnalyzeBody>;

// ---- POST /cluster-jobs (run now), GET /cluster-jobs, GET /cluster-jobs/{id}, GET /clustering/status ----
export const ClusterJobStarted = z.object({ job_id: z.string(), status: z.literal('pending'), project_id: z.string() });
export type ClusterJobStarted = z.infer<typeof ClusterJobStarted>;
/** A run of grouping, or a re-embedding. What people change is listed by GET /regroup. */
export const ClusterJobBody = z.object({
  id: z.string(),
  project_id: z.string(),
  kind: ClusterJob.shape.kind,
  status: ClusterJob.shape.status,
  created_at: z.string(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
  /** While it runs: so many of `total` reports have a vector, or were decided on. Of a re-embedding also how far it came. */
  progress: z.object({ step: ClusterJob.shape.step, done: z.number().int(), total: z.number().int() }),
  /** `clustered` reports, of which some joined a cluster and some opened one; null: not yet, or none of its. */
  stats: z.object({ clustered: z.number().int(), joined: z.number().int(), new_clusters: z.number().int() }).nullable(),
  /** The space of vectors that a re-embedding fills. */
  space: z.string().nullable(),
});
export type ClusterJobBody = z.infer<typeof ClusterJobBody>;
/** POST /clustering/reembed: started, or it was being done already. */
export const ReembedStarted = z.object({ job_id: z.string(), space: z.string(), project_id: z.string() });
export type ReembedStarted = z.infer<typeof ReembedStarted>;
/** GET/POST /clustering/review: the look at a project's grouping that a person asked for. */
export const ReviewBody = z.object({
  /** `none`: nobody has asked yet, or it cannot be told just now. */
  state: z.enum(['none', 'running', 'done', 'failed']),
  started_at: z.string().nullable(),
  /** Merges and splits it proposes, bounds it proposes, and bounds it set; null: not done. */
  found: z.object({ cleanup: z.number().int(), bounds: z.number().int(), applied: z.number().int() }).nullable(),
});
export type ReviewBody = z.infer<typeof ReviewBody>;
export const ClusteringStatusBody = z.object({
  pending_unclustered: z.number().int(),
  is_clustering: z.boolean(),
  /** Live from the coordinator; null when it cannot be asked. */
  workflow: z.object({ id: z.string(), detail: z.string().nullable() }).nullable(),
  /** Vectors of another model are being made: words and keys decide until they are complete. */
  reembedding: z.object({ space: z.string(), done: z.number().int(), total: z.number().int() }).nullable(),
});
export type ClusteringStatusBody = z.infer<typeof ClusteringStatusBody>;

// ---- GET/POST /clustering/bounds, POST /clustering/backtest, POST /clustering/reembed ----
const Bound = z.number().min(0).max(1);
const AnswerCounts = z.object({ accepted: z.number().int(), declined: z.number().int(), undone: z.number().int() });
export const BoundsBody = z.object({
  /** `calibrated`: from labelled data or this project's own answers. `default`: ships with the product. `person`: set by hand. */
  by: z.enum(['default', 'calibrated', 'person']),
  join_at: Bound,
  suggest_at: Bound,
  provider: z.string(),
  model: z.string(),
  dims: z.number().int(),
  feature_version: z.string(),
  calibrated_at: z.string().nullable(),
  /** Those above are of `issue`, what people report. Each kind of evidence has its own. */
  kinds: z.array(
    z.object({
      kind: BoundedKind,
      by: z.enum(['default', 'calibrated', 'person']),
      join_at: Bound,
      suggest_at: Bound,
      calibrated_at: z.string().nullable(),
    }),
  ),
  /** Answers of people it could be calibrated on. */
  answers: AnswerCounts,
  /** What these answers ask for, which waits for a person: with what it would have done on the last days. */
  proposed: z.array(
    z.object({
      kind: BoundedKind,
      join_at: Bound,
      suggest_at: Bound,
      at: z.string(),
      answers: AnswerCounts,
      backtest: z.object({
        days: z.number().int(),
        reports: z.number().int(),
        would_join: z.number().int(),
        would_split: z.number().int(),
        would_suggest: z.number().int(),
      }),
    }),
  ),
  /** What answers ask for is set without a person. */
  by_themselves: z.boolean(),
});
export type BoundsBody = z.infer<typeof BoundsBody>;
const suggestsBelow = (bounds: { join_at: number; suggest_at: number }) => bounds.suggest_at <= bounds.join_at;
const ABOVE = { path: ['suggest_at'], error: 'is above the bound to join' };
export const SetBounds = z
  .strictObject({ kind: BoundedKind.default('issue'), join_at: Bound, suggest_at: Bound })
  .refine(suggestsBelow, ABOVE);
export type SetBounds = z.infer<typeof SetBounds>;
/** The proposal of one kind as it was shown. */
export const TakeBounds = z.strictObject({ kind: BoundedKind, at: z.string().max(40) });
export const BoundsByThemselves = z.strictObject({ by_themselves: z.boolean() });
export const BacktestRequest = z
  .strictObject({ days: z.number().int().min(1).max(90), kind: BoundedKind.default('issue'), join_at: Bound, suggest_at: Bound })
  .refine(suggestsBelow, ABOVE);
export type BacktestRequest = z.infer<typeof BacktestRequest>;
export const BacktestBody = z.object({
  reports: z.number().int(),
  /** Pairs of clusters that would be one, clusters that would come apart, reports that would be suggested. */
  would_join: z.array(z.object({ titles: z.array(z.string()), reports: z.number().int() })),
  would_split: z.array(z.object({ title: z.string(), parts: z.number().int(), reports: z.number().int() })),
  would_suggest: z.number().int(),
});
export type BacktestBody = z.infer<typeof BacktestBody>;
