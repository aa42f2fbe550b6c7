import { z } from 'zod';
import { ImportLine } from '../api-contract.ts';
import { MalformedPayloadError } from '../errors.ts';
import type { ExceptionInfo, NormalizedReport, Report, SourceName } from '../report.ts';
import { Level, ReportKind } from '../report.ts';
import { SOURCES } from './index.ts';
import { flag, items, number, text } from './lenient.ts';
import type { DeliveryFacts, ExportedReport, Parsed } from './parsed.ts';
import { cleanLine, cleanText, factsOf, firstLine, httpUrl, identityOf, isoTime } from './text.ts';

const MOST_EXCEPTIONS = 5;
const MOST_FRAMES = 100;
const MOST_OCCURRENCES = 1_000_000_000;

const Frame = z.object({ function: text, file: text, line: number, in_app: flag });
const Exception = z.object({ type: text, message: text, frames: items(Frame) });
const optional = <T extends z.ZodType>(shape: T) => shape.nullish().catch(null);

/** What an export says beside an import's line; what is not valid counts as absent. */
const ExportedFields = z.object({
  id: optional(z.uuid()),
  kind: optional(ReportKind),
  level: optional(Level),
  author: text,
  url: text,
  status: optional(z.enum(['open', 'closed'])),
  exceptions: items(Exception),
  sender_group: text,
  occurrences: optional(z.number().int().min(1).max(MOST_OCCURRENCES)),
  first_seen_at: text,
  last_seen_at: text,
});
/** Said of the report by other means, or by the project it is imported into. */
const NOT_METADATA = new Set([...Object.keys(ImportLine.shape), ...Object.keys(ExportedFields.shape), 'cluster_id', 'repo', 'parked']);

/**
 * Reads a line of POST /import as a report of its source, vouched for as that source's reports are. `repo` and what else the line says
 * become metadata. A line of our own export brings its counts along.
 * Pure and total, as ParseDelivery is.
 * @throws {MalformedPayloadError} not an ImportLine of this source
 */
export function parseImportLine(source: SourceName, payload: unknown, facts: DeliveryFacts): Parsed {
  const line = ImportLine.safeParse(payload).data;
  if (!line) throw new MalformedPayloadError('An imported line is {source, title, body, …}.');
  if (line.source !== source) throw new MalformedPayloadError('An imported line of another source.');
  const more = ExportedFields.parse(payload);
  const title = firstLine(200, line.title);
  if (title === null) throw new MalformedPayloadError('An imported line without a readable title.');
  const { trust } = SOURCES[source];
  const report: NormalizedReport = {
    externalId: identityOf(line.external_id),
    title,
    body: cleanText(line.body, 10_000),
    kind: more.kind ?? (trust === 'signed_monitor' ? 'machine' : 'human'),
    occurredAt: isoTime(line.created_at, facts.receivedAt),
    author: firstLine(200, more.author),
    level: more.level ?? null,
    exceptions: more.exceptions.slice(-MOST_EXCEPTIONS).map(exceptionOf),
    senderGroup: identityOf(more.sender_group),
    url: httpUrl(more.url),
    status: more.status ?? 'open',
    trust,
    metadata: factsOf([...Object.entries(line.metadata ?? {}), ['repo', line.repo], ...otherFields(payload)]),
  };
  const exported = exportedOf(more, report.occurredAt, facts.receivedAt);
  const { met_by: names } = line.metadata ?? {};
  const metBy = Array.isArray(names) ? names.flatMap((name) => firstLine(200, name) ?? []) : [];
  return { outcome: 'report', report, ...(exported && { exported }), ...(metBy.length > 0 && { metBy }) };
}

function otherFields(payload: unknown): [string, unknown][] {
  return Object.entries(payload as object).filter(([name]) => !NOT_METADATA.has(name));
}

function exceptionOf({ type, message, frames }: z.infer<typeof Exception>): ExceptionInfo {
  return {
    type: cleanLine(type ?? '', 200) || 'Error',
    message: cleanText(message ?? '', 2000),
    frames: frames.slice(-MOST_FRAMES).map((frame) => ({
      function: firstLine(300, frame.function),
      file: firstLine(300, frame.file),
      line: Number.isSafeInteger(frame.line) ? (frame.line ?? null) : null,
      inApp: frame.in_app ?? null,
    })),
  };
}

function exportedOf(fields: z.infer<typeof ExportedFields>, occurredAt: string, receivedAt: string): ExportedReport | null {
  if (!fields.id && !fields.occurrences) return null;
  const [firstSeenAt, lastSeenAt] = [fields.first_seen_at, fields.last_seen_at]
    .map((at) => isoTime(at ?? occurredAt, receivedAt))
    .toSorted();
  return { id: fields.id ?? null, occurrences: fields.occurrences ?? 1, firstSeenAt: firstSeenAt!, lastSeenAt: lastSeenAt! };
}

/**
 * A report as a line of GET /export, which POST /import takes again. One JSON object; the caller writes it and the newline. Pure.
 */
export function exportLine(report: Report) {
  return {
    source: report.source,
    external_id: report.externalId,
    title: report.title,
    body: report.body,
    created_at: report.occurredAt,
    metadata: { ...report.metadata, ...(report.metBy && { met_by: report.metBy }) },
    id: report.id,
    cluster_id: report.clusterId,
    kind: report.kind,
    level: report.level,
    author: report.author,
    url: report.url,
    status: report.status,
    exceptions: report.exceptions.map(({ type, message, frames }) => ({
      type,
      message,
      frames: frames.map(({ function: name, file, line, inApp }) => ({ function: name, file, line, in_app: inApp })),
    })),
    sender_group: report.senderGroup,
    occurrences: report.occurrences,
    first_seen_at: report.firstSeenAt,
    last_seen_at: report.lastSeenAt,
  } satisfies ImportLine & Record<string, unknown>;
}
