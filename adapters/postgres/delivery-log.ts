import { and, count, desc, eq, lt } from 'drizzle-orm';
import { validate as isUuid } from 'uuid';
import type { DeliveryRecord } from '#domain/delivery';
import { InvalidInputError } from '#domain/errors';
import type { Page, PageRequest } from '#domain/ports/index';
import type { SourceName } from '#domain/report';
import type { Orm } from './pools.ts';
import { deliveries } from './schema/inbox.ts';

const MAX_PAGE = 200;

const record = {
  id: deliveries.id,
  projectId: deliveries.projectId,
  source: deliveries.source,
  deliveryKey: deliveries.deliveryKey,
  eventType: deliveries.eventType,
  state: deliveries.state,
  reason: deliveries.reason,
  reportId: deliveries.reportId,
  receivedAt: deliveries.receivedAt,
  settledAt: deliveries.settledAt,
  attempts: deliveries.attempts,
  duplicates: deliveries.duplicates,
  sizeBytes: deliveries.sizeBytes,
};

/** Newest first. A page is what lies before its cursor, so that deliveries which arrive meanwhile shift nothing. */
export async function listDeliveries(
  orm: Orm,
  projectId: string,
  { limit, cursor, source }: PageRequest & { source?: SourceName },
): Promise<Page<DeliveryRecord>> {
  const matching = and(eq(deliveries.projectId, projectId), source && eq(deliveries.source, source));
  const before = cursor === undefined ? undefined : lt(deliveries.id, idOf(cursor));
  const size = Math.min(Math.max(limit, 1), MAX_PAGE);
  const page = orm.select(record).from(deliveries).where(and(matching, before)).orderBy(desc(deliveries.id));
  const [rows, totals] = await Promise.all([page.limit(size + 1), orm.select({ total: count() }).from(deliveries).where(matching)]);
  const items = rows.slice(0, size);
  const last = rows.length > size ? items.at(-1) : undefined;
  return { items: items.map(toRecord), nextCursor: last ? cursorOf(last.id) : null, total: totals[0]?.total ?? 0 };
}

function toRecord(row: Omit<DeliveryRecord, 'receivedAt' | 'settledAt'> & { receivedAt: Date; settledAt: Date | null }): DeliveryRecord {
  return { ...row, receivedAt: row.receivedAt.toISOString(), settledAt: row.settledAt?.toISOString() ?? null };
}

function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function idOf(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (isUuid(id)) return id;
  throw new InvalidInputError('The cursor is not one of ours.', { details: { cursor: 'comes from next_cursor of the page before' } });
}
