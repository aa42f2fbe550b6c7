import { createHash } from 'node:crypto';
import { z } from 'zod';
import { groupingKey } from '#domain/clustering/grouping-key';
import type { IncomingReport, Told } from '#domain/ports/report-store';
import type { TenantScope } from '#domain/project';
import { Report, type NormalizedReport } from '#domain/report';
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
  'metadata',
  'suggestions',
  'level',
  'met_by',
  'sender_group',
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
  z.string().nullable(),
  z.string().nullable(),
  z.string().nullable(),
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
    frames: framesOf(report),
    receivedMs,
    // A sender's clock may be ahead; a report is never from the future.
    seenMs: Math.min(millis(report.occurredAt, receivedMs), receivedMs),
    digest: textDigest(title, body),
    grouping: createHash('sha256').update(groupingKey(report)).digest('base64url'),
  };
}

/** What the sender tells of a known fact beside its words: metadata, the rest of it, frames of its stack; blank where it tells nothing. */
export function toldParts(told: Told | undefined): [metadata: string, rest: string, frames: number] {
  if (!told) return ['', '', 0];
  const { title: _, body: __, status: ___, moved: ____, ...others } = told;
  return [JSON.stringify(told.metadata), JSON.stringify(others), framesOf({ exceptions: told.exceptions ?? [] })];
}

/** How much of a stack a report brings. */
function framesOf({ exceptions }: Pick<NormalizedReport, 'exceptions'>): number {
  return exceptions.reduce((sum, exception) => sum + exception.frames.length, 0);
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
  const [
    source,
    title,
    body,
    rest,
    status,
    receivedMs,
    firstSeenMs,
    lastSeenMs,
    occurrences,
    clusterId,
    evidence,
    told,
    suggestions,
    level,
    metBy,
    movedToGroup,
  ] = fields;
  const details = { reportId: id };
  const known = parseJson(rest, details) as { metadata?: Record<string, unknown> };
  return parseStored(
    Report,
    {
      ...known,
      // Of its worst occurrence, which may be another one than the first.
      ...(level && { level }),
      ...(movedToGroup !== null && { senderGroup: movedToGroup }),
      ...(told !== null && { metadata: overlaid(known.metadata, parseJson(told, details) as Record<string, unknown>) }),
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
      ...(metBy !== null && { metBy: parseJson(metBy, details) }),
      clusterId,
      evidence: evidence === null ? null : parseJson(evidence, details),
      ...(suggestions !== null && { suggestions: parseJson(suggestions, details) }),
    },
    details,
  );
}

/** Metadata as the sender told it last; a null takes away what was known. */
function overlaid(known: Record<string, unknown> | undefined, told: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...known, ...told }).filter(([, value]) => value !== null));
}
