import type { z } from 'zod';
import type { EvidenceBody, FeedbackBody, RevisionBody, SuggestedFor } from '#domain/api-contract';
import { memberSentence } from '#domain/clustering/explain';
import type { Evidence, Report, ReportRevision } from '#domain/report';

/** `others`: how many other reports of its cluster have its fingerprint; null where that is not known. */
export function feedbackBody(report: Report, suggestedFor: readonly SuggestedFor[] = [], others: number | null = null): FeedbackBody {
  return {
    id: report.id,
    project_id: report.projectId,
    source: report.source,
    external_id: report.externalId,
    title: report.title,
    body: report.body,
    kind: report.kind,
    level: report.level,
    author: report.author,
    url: report.url,
    status: report.status,
    trust: report.trust,
    metadata: report.metadata,
    exceptions: report.exceptions.map(({ type, message, frames }) => ({
      type,
      message,
      frames: frames.map(({ function: name, file, line, inApp }) => ({ function: name, file, line, in_app: inApp })),
    })),
    occurrences: report.occurrences,
    met_by: report.metBy ?? [],
    created_at: report.occurredAt,
    received_at: report.receivedAt,
    last_seen_at: report.lastSeenAt,
    cluster_id: report.clusterId,
    evidence: report.evidence && evidenceBody(report.evidence, others),
    suggested_for: [...suggestedFor],
  };
}

function evidenceBody(evidence: Evidence, others: number | null): z.infer<typeof EvidenceBody> {
  return {
    rule: evidence.rule,
    version: evidence.version,
    score: evidence.score,
    bound: evidence.bound,
    nearest_report_id: evidence.nearestReportId,
    nearest_title: evidence.nearestTitle,
    shared_words: evidence.sharedWords,
    shared_frames: evidence.sharedFrames,
    fingerprint: evidence.fingerprint,
    space: evidence.space,
    decided_at: evidence.decidedAt,
    sentence: memberSentence(evidence, others),
  };
}

export function revisionBody({ at, deliveryId, title, body }: ReportRevision): RevisionBody {
  return { at, delivery_id: deliveryId, title, body };
}
