import { z } from 'zod';
import { Evidence, Level, ReportKind, SourceName, TrustTier } from '../report.ts';
import { ListQuery, NonBlank } from './shared.ts';

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
/** Another cluster that a report may belong to; nobody has answered yet. */
export const SuggestedFor = z.object({ cluster_id: z.string(), title: z.string(), score: z.number() });
export type SuggestedFor = z.infer<typeof SuggestedFor>;
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
  /** Others than its author who met it, by the names their sender knows them by. */
  met_by: z.array(z.string()),
  created_at: z.string(),
  received_at: z.string(),
  last_seen_at: z.string(),
  cluster_id: z.string().nullable(),
  evidence: EvidenceBody.nullable(),
  /** Best first. */
  suggested_for: z.array(SuggestedFor),
});
export type FeedbackBody = z.infer<typeof FeedbackBody>;
export const FeedbackQueryParams = ListQuery.extend({
  source: SourceName.optional(),
  cluster_id: z.string().optional(),
  status: z.enum(['open', 'closed']).optional(),
});

// ---- import, export: POST /import (JSON Lines), GET /export ----
/** Names, as senders write them. */
const MetBy = z.array(z.string().max(200)).max(500);
export const ImportLine = z.object({
  source: SourceName,
  external_id: z.string().min(1).max(256).nullish(),
  title: NonBlank.max(200),
  body: z.string().max(10_000),
  created_at: z.iso.datetime({ offset: true }).nullish(),
  /** Small facts; what an export says of the people who met it comes as the list `met_by`. */
  metadata: z
    .record(z.string().max(100), z.union([z.string().max(500), z.number(), z.boolean(), z.null(), MetBy]))
    .refine(
      (facts) => Object.entries(facts).every(([name, fact]) => name === 'met_by' || !Array.isArray(fact)),
      'only met_by may be a list',
    )
    .nullish(),
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
