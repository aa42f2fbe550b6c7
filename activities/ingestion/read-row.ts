import type { InboxRow } from '#domain/delivery';
import { MalformedPayloadError } from '#domain/errors';
import { reportId, reportIdOfDelivery } from '#domain/ids';
import type { IncomingReport, Logger } from '#domain/ports/index';
import type { NormalizedReport } from '#domain/report';
import { type Parsed, SOURCES } from '#domain/sources/index';

/** A row and what its parser made of it; `unreadable` says why none could, in our words. */
export interface ReadRow {
  row: InboxRow;
  parsed: Parsed | { outcome: 'unreadable'; reason: string };
}

/** Never throws: what cannot be read becomes `unreadable`, and the rows beside it go on. */
export function readRow(row: InboxRow, log: Logger): ReadRow {
  try {
    const payload: unknown = JSON.parse(new TextDecoder().decode(row.body));
    const parsed = SOURCES[row.source].parse(row.eventType, payload, { receivedAt: row.receivedAt, userId: row.userId });
    return { row, parsed };
  } catch (error) {
    const reason = reasonOf(error);
    // The body is hostile: its error message may quote it, so only the kind of error is logged.
    log.warn({ projectId: row.projectId, deliveryId: row.id, source: row.source, reason }, 'delivery became a dead letter');
    return { row, parsed: { outcome: 'unreadable', reason } };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof MalformedPayloadError) return error.message;
  return error instanceof SyntaxError ? 'The body is not JSON.' : 'The parser failed on it; this is a fault of ours.';
}

/** Identity of the fact: the vendor's id of it, else the delivery. */
export function factId(row: InboxRow, externalId: string | null): string {
  return externalId === null ? reportIdOfDelivery(row.id) : reportId(row.projectId, row.source, externalId);
}

export function incomingOf(row: InboxRow, report: NormalizedReport, occurrenceKey?: string): IncomingReport {
  return {
    reportId: factId(row, report.externalId),
    deliveryId: row.id,
    source: row.source,
    receivedAt: row.receivedAt,
    report,
    ...(occurrenceKey !== undefined && { occurrenceKey }),
  };
}
