import type { InboxRow } from '#domain/delivery';
import { MalformedPayloadError } from '#domain/errors';
import { reportId, reportIdOfDelivery } from '#domain/ids';
import { parseBoundedJson } from '#domain/json';
import type { IncomingReport, Logger } from '#domain/ports/index';
import { withoutSecrets } from '#domain/report-secrets';
import { parseImportLine } from '#domain/sources/import-line';
import { OWN_EVENT, type Parsed, SOURCES, TEST_DELIVERY } from '#domain/sources/index';

/** A row and what its parser made of it; `unreadable` says why none could, in our words. */
export interface ReadRow {
  row: InboxRow;
  parsed: Parsed | { outcome: 'unreadable'; reason: string };
}

/** Of a test event nothing is kept: that it came this far is what was to be shown. */
const UNDERSTOOD_TEST: Parsed = { outcome: 'filtered', rule: 'a test event: it was understood' };

/** Never throws: what cannot be read becomes `unreadable`, and the rows beside it go on. */
export function readRow(row: InboxRow, log: Logger): ReadRow {
  try {
    const parsed = masked(parse(row, parseBoundedJson(new TextDecoder().decode(row.body))));
    return { row, parsed: row.deliveryKey.startsWith(TEST_DELIVERY) ? UNDERSTOOD_TEST : parsed };
  } catch (error) {
    const reason = reasonOf(error);
    // The body is hostile: its error message may quote it, so only the kind of error is logged.
    log.warn({ projectId: row.projectId, deliveryId: row.id, source: row.source, reason }, 'delivery became a dead letter');
    return { row, parsed: { outcome: 'unreadable', reason } };
  }
}

function parse({ source, eventType, receivedAt, userId }: InboxRow, payload: unknown): Parsed {
  const facts = { receivedAt, userId };
  return eventType === OWN_EVENT.imported ? parseImportLine(source, payload, facts) : SOURCES[source].parse(eventType, payload, facts);
}

function masked(parsed: Parsed): Parsed {
  if (parsed.outcome === 'report') return { ...parsed, report: withoutSecrets(parsed.report) };
  if (parsed.outcome === 'edited') return { ...parsed, report: withoutSecrets(parsed.report) };
  return parsed;
}

function reasonOf(error: unknown): string {
  return error instanceof MalformedPayloadError ? error.message : 'The parser failed on it; this is a fault of ours.';
}

/** What is told of a fact that has an identity, or makes one. */
type Told = Extract<Parsed, { outcome: 'report' | 'edited' | 'status' }>;

/**
 * Identity of the fact a row tells of: the vendor's id of it, else what it was before it was exported, else the delivery. Null where it
 * tells of none.
 */
export function factOf(row: InboxRow, parsed: Told): string;
export function factOf(row: InboxRow, parsed: Parsed): string | null;
export function factOf(row: InboxRow, parsed: Parsed): string | null {
  if (parsed.outcome === 'filtered' || parsed.outcome === 'routed') return null;
  const externalId = parsed.outcome === 'status' ? parsed.externalId : parsed.report.externalId;
  if (externalId !== null) return reportId(row.projectId, row.source, externalId);
  return (parsed.outcome === 'report' && parsed.exported?.id) || reportIdOfDelivery(row.id);
}

export function incomingOf(row: InboxRow, parsed: Extract<Parsed, { outcome: 'report' }>): IncomingReport {
  const { report, occurrenceKey, exported, metBy } = parsed;
  // A null fact takes away what was known, and of a new report nothing was.
  const metadata = Object.fromEntries(Object.entries(report.metadata).filter(([, fact]) => fact !== null));
  return {
    reportId: factOf(row, parsed),
    deliveryId: row.id,
    source: row.source,
    receivedAt: row.receivedAt,
    report: { ...report, metadata },
    ...(occurrenceKey !== undefined && { occurrenceKey }),
    ...(metBy && metBy.length > 0 && { metBy }),
    ...(exported !== undefined && { exported }),
  };
}
