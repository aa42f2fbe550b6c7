import { validate as isUuid } from 'uuid';
import type { DeliveryContent, DeliveryRecord } from '#domain/delivery';
import { InvalidInputError } from '#domain/errors';
import type { DeliveryLog } from '#domain/ports/index';
import { matching, searching } from './delivery-filter.ts';
import { bodyOwner } from './delivery-work.ts';
import { and, asc, count, desc, eq, gt, inArray, lt } from './drizzle.ts';
import type { Envelope } from './envelope.ts';
import type { Orm, Pools } from './pools.ts';
import { refusals as lastRefusals } from './refusals.ts';
import { replay } from './replay.ts';
import { deliveries } from './schema/inbox.ts';
import { sourceHealth } from './source-health.ts';

const MAX_PAGE = 200;
const MAX_COUNTED = 10_000;

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
const content = { ...record, sealedBody: deliveries.sealedBody, scrubbedBody: deliveries.scrubbedBody };

type RecordRow = Omit<DeliveryRecord, 'receivedAt' | 'settledAt'> & { receivedAt: Date; settledAt: Date | null };
type ContentRow = RecordRow & { sealedBody: Buffer | null; scrubbedBody: string | null };

export function createDeliveryLog({ orm, work }: Pick<Pools, 'orm' | 'work'>, envelope: Envelope): DeliveryLog {
  const toContent = ({ sealedBody, scrubbedBody, ...row }: ContentRow): DeliveryContent => {
    const received = sealedBody && openBody(envelope, row, sealedBody);
    const scrubbed = scrubbedBody === null ? null : { kind: 'scrubbed' as const, text: scrubbedBody };
    return { record: toRecord(row), body: received === null ? scrubbed : { kind: 'received', text: received } };
  };

  return {
    async list({ projectId }, { limit, cursor, ...filter }) {
      const all = matching(projectId, filter);
      const size = Math.min(Math.max(limit, 1), MAX_PAGE);
      // A page is what lies before its cursor, so that deliveries which arrive meanwhile shift nothing.
      const before = cursor === undefined ? undefined : lt(deliveries.id, idOf(cursor));
      const pageOf = (from: Orm) =>
        from
          .select(record)
          .from(deliveries)
          .where(and(all, before))
          .orderBy(desc(deliveries.id))
          .limit(size + 1);
      const [rows, total] = filter.text
        ? await searching(orm, async (within) => [await pageOf(within), await countOf(within, all)] as const)
        : await Promise.all([pageOf(orm), countOf(orm, all)]);
      const items = rows.slice(0, size);
      const last = rows.length > size ? items.at(-1) : undefined;
      return { items: items.map(toRecord), nextCursor: last ? cursorOf(last.id) : null, total };
    },

    async get({ projectId }, id) {
      if (!isUuid(id)) return null;
      const mine = and(eq(deliveries.projectId, projectId), eq(deliveries.id, id));
      const [row] = await orm.select(content).from(deliveries).where(mine);
      return row ? toContent(row) : null;
    },

    async replay({ projectId }, what, limit, before) {
      return replay(orm, projectId, what, { limit, before });
    },

    async countStates({ projectId }, ids) {
      const mine = and(eq(deliveries.projectId, projectId), inArray(deliveries.id, ids.slice(0, MAX_COUNTED)));
      if (ids.length === 0) return {};
      const rows = await orm.select({ state: deliveries.state, many: count() }).from(deliveries).where(mine).groupBy(deliveries.state);
      return Object.fromEntries(rows.map(({ state, many }) => [state, many]));
    },

    async refusals({ projectId }, source) {
      return lastRefusals(orm, projectId, source);
    },

    async health({ projectId }) {
      return sourceHealth(work, projectId);
    },

    async *unstored({ projectId }, batchSize) {
      const kept = and(eq(deliveries.projectId, projectId), inArray(deliveries.state, ['parked', 'expired']));
      for (let after: string | null = null; ;) {
        const next = after === null ? kept : and(kept, gt(deliveries.id, after));
        const rows: ContentRow[] = await orm.select(content).from(deliveries).where(next).orderBy(asc(deliveries.id)).limit(batchSize);
        if (rows.length === 0) return;
        yield rows.map(toContent);
        after = rows.at(-1)!.id;
      }
    },

    async eraseBodies({ projectId }, reportIds) {
      if (reportIds.length === 0) return;
      await orm
        .update(deliveries)
        .set({ sealedBody: null, scrubbedBody: null })
        .where(and(eq(deliveries.projectId, projectId), inArray(deliveries.reportId, [...reportIds])));
    },
  };
}

async function countOf(orm: Orm, where: ReturnType<typeof matching>): Promise<number> {
  const [row] = await orm.select({ total: count() }).from(deliveries).where(where);
  return row?.total ?? 0;
}

/** null: sealed with a key we no longer have. */
function openBody(envelope: Envelope, { projectId, id }: RecordRow, sealed: Buffer): string | null {
  try {
    return new TextDecoder().decode(envelope.open('delivery', bodyOwner(projectId, id), sealed));
  } catch {
    return null;
  }
}

function toRecord(row: RecordRow): DeliveryRecord {
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
