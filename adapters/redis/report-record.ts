import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { IncomingReport } from '#domain/ports/report-store';
import type { TenantScope } from '#domain/project';
import { Report } from '#domain/report';
import { isoOf, parseJson, parseStored } from './stored.ts';

/** Fields of a report's hash that reads ask for, in the order of `Fields`. */
export const REPORT_FIELDS = [
  'source',
  'title',
  'body',
  'rest',
  'status',
  'received_ms',
  'first_seen_ms',
  'last_seen_ms',
  'occurrences',
  'cluster_id',
  'evidence',
] as const;

const Ms = z.string().regex(/^-?\d+$/);
export const ReportFields = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  Ms,
  Ms,
  Ms,
  z.string(),
  z.string().nullable(),
  z.string().nullable(),
]);

/** The parts of a report that its hash keeps apart, because scripts read them, and the rest as one JSON text. */
export function reportParts({ reportId, deliveryId, source, receivedAt, report }: IncomingReport) {
  const { title, body, status, author, ...others } = report;
  const receivedMs = millis(receivedAt, Date.now());
  return {
    reportId,
    deliveryId,
    source,
    title,
    body,
    status,
    author: author ?? '',
    rest: JSON.stringify({ ...others, author }),
    frames: report.exceptions.reduce((sum, exception) => sum + exception.frames.length, 0),
    receivedMs,
    // A sender's clock may be ahead; a report is never from the future.
    seenMs: Math.min(millis(report.occurredAt, receivedMs), receivedMs),
    digest: textDigest(title, body),
  };
}

/** Tells one text of a fact from another. */
export function textDigest(title: string, body: string): string {
  return createHash('sha256')
    .update(JSON.stringify([title, body]))
    .digest('base64url');
}

function millis(iso: string, fallback: number): number {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? fallback : ms;
}

export function reportOf(scope: TenantScope, id: string, fields: z.output<typeof ReportFields>): Report {
  const [source, title, body, rest, status, receivedMs, firstSeenMs, lastSeenMs, occurrences, clusterId, evidence] = fields;
  const details = { reportId: id };
  return parseStored(
    Report,
    {
      ...(parseJson(rest, details) as object),
      id,
      projectId: scope.projectId,
      source,
      title,
      body,
      status,
      receivedAt: isoOf(receivedMs),
      firstSeenAt: isoOf(firstSeenMs),
      lastSeenAt: isoOf(lastSeenMs),
      occurrences: Number(occurrences),
      clusterId,
      evidence: evidence === null ? null : parseJson(evidence, details),
    },
    details,
  );
}
