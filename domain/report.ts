import { z } from 'zod';

export const SourceName = z.enum(['sentry', 'github', 'reddit', 'datadog', 'posthog', 'splunk', 'manual', 'standard']);
export type SourceName = z.infer<typeof SourceName>;

export const Level = z.enum(['fatal', 'error', 'warning', 'info', 'debug']);
export type Level = z.infer<typeof Level>;

/** Who vouches for a report: a signed-in member, a signed monitor, anyone on a public tracker, or nobody. */
export const TrustTier = z.enum(['teammate', 'signed_monitor', 'public_issue', 'anonymous']);
export type TrustTier = z.infer<typeof TrustTier>;

/** `machine` reports are grouped by fingerprint first, `human` ones by words. */
export const ReportKind = z.enum(['machine', 'human']);
export type ReportKind = z.infer<typeof ReportKind>;

export const StackFrame = z.object({
  function: z.string().nullable(),
  file: z.string().nullable(),
  line: z.number().int().nullable(),
  /** null: the sender did not say. */
  inApp: z.boolean().nullable(),
});
export type StackFrame = z.infer<typeof StackFrame>;

export const ExceptionInfo = z.object({
  type: z.string(),
  message: z.string(),
  /** Outermost call first, the throwing frame last (Sentry's order). */
  frames: z.array(StackFrame),
});
export type ExceptionInfo = z.infer<typeof ExceptionInfo>;

/** Why a report is where it is. Stored with the decision; domain/clustering can recompute it from the same reports. */
export const Evidence = z.object({
  /**
   * person: somebody put it there. sender: the sender's own group. fingerprint: same exception and trace. frames: much of one trace.
   * template: log lines that differ in few words. words: shared rare words. meaning: short messages alike on average. first: opened its cluster.
   */
  rule: z.enum(['person', 'sender', 'fingerprint', 'frames', 'template', 'words', 'meaning', 'first']),
  /** Version of the rule's code, e.g. `words-1`. */
  version: z.string(),
  /** 0..1; null where the rule is yes or no. For `first`: the best score that was still below the bound, if any. */
  score: z.number().nullable(),
  /** The bound the score was held against; null where the rule is yes or no. */
  bound: z.number().nullable(),
  nearestReportId: z.string().nullable(),
  nearestTitle: z.string().nullable(),
  /** At most 8, rarest first. */
  sharedWords: z.array(z.string()),
  /** At most 8 function names, innermost first. */
  sharedFrames: z.array(z.string()),
  fingerprint: z.string().nullable(),
  /** Space of the vector that took part: provider/model/dims. */
  space: z.string().nullable(),
  /** Grouped without the vector it should have had, because the embedder was away: to be scored again. */
  awaitsVector: z.literal(true).optional(),
  decidedAt: z.string(),
});
export type Evidence = z.infer<typeof Evidence>;

/** What a model thinks of a suggestion. It moves nothing: a person answers. */
export const Verdict = z.object({
  answer: z.enum(['same', 'different', 'unsure']),
  /** One line of the model's, at most 200 characters. */
  reason: z.string().max(200),
  /** The model's name. */
  by: z.string(),
  /** Reports it was shown, beside the report itself: when one of them is gone, so is the verdict, which may quote it. */
  saw: z.array(z.string()).max(8),
  at: z.string(),
});
export type Verdict = z.infer<typeof Verdict>;

/** Another cluster a report may belong to. */
export const Suggestion = z.object({
  clusterId: z.string(),
  /** 0..1, on the scale of the rule's bounds. */
  score: z.number(),
  /** `suggest`: worth a person's answer. `below`: listed as similar alone. */
  band: z.enum(['suggest', 'below']),
  evidence: Evidence,
  /** Only in the suggest band, and only where a model was asked. */
  verdict: Verdict.optional(),
});
export type Suggestion = z.infer<typeof Suggestion>;

/** What a source's parser makes of one vendor payload. Pure data; ids and tenancy come later. */
export const NormalizedReport = z.object({
  /** The vendor's identity of the fact (Sentry short id, GitHub issue id); null: every delivery is a fact of its own. */
  externalId: z.string().max(256).nullable(),
  /** One line, 1..200 characters. */
  title: z.string().min(1).max(200),
  /** Plain text, at most 10,000 characters. */
  body: z.string().max(10_000),
  kind: ReportKind,
  occurredAt: z.string(),
  /** Stable name of the person or user affected, if the sender gives one; counts people. */
  author: z.string().max(200).nullable(),
  level: Level.nullable(),
  /** Outermost cause first, as sent; empty for human reports. At most 5, each at most 100 frames. */
  exceptions: z.array(ExceptionInfo),
  /** The sender's own group id (Sentry fingerprint, issue id); same group, same cluster. */
  senderGroup: z.string().max(256).nullable(),
  /** Where a person opens it at the sender; http(s) only. */
  url: z.string().max(2000).nullable(),
  status: z.enum(['open', 'closed']),
  trust: TrustTier,
  /** Small facts to show: environment, release, labels… values at most 500 characters, at most 40 keys. */
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type NormalizedReport = z.infer<typeof NormalizedReport>;

export const Report = NormalizedReport.extend({
  /** UUIDv5 of project, source and external id; without an external id, of the delivery. */
  id: z.string(),
  projectId: z.string(),
  source: SourceName,
  receivedAt: z.string(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  /** How often this fact was reported, ≥ 1; a redelivered delivery does not count. */
  occurrences: z.number().int().min(1),
  /** Others than its author who met it, as those who comment on an issue; at most 500. They count as people too. */
  metBy: z.array(z.string()).optional(),
  clusterId: z.string().nullable(),
  evidence: Evidence.nullable(),
  /** Other clusters it may belong to, best first, at most 10; as of when it was grouped. */
  suggestions: z.array(Suggestion).max(10).optional(),
});
export type Report = z.infer<typeof Report>;

/** Another text of a known fact than the one it shows: what a later delivery said, or what the sender has replaced. */
export const ReportRevision = z.object({ at: z.string(), deliveryId: z.string(), title: z.string(), body: z.string() });
export type ReportRevision = z.infer<typeof ReportRevision>;
