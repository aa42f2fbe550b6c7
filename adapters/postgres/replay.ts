import { and, asc, count, eq, inArray, isNotNull, ne, or } from 'drizzle-orm';
import type { DeliveryFilter } from '#domain/ports/index';
import { matching } from './delivery-filter.ts';
import type { Orm } from './pools.ts';
import { deliveries } from './schema/inbox.ts';

/** See DeliveryLog.replay. A waiting row is no longer settled: its report, reason and time go, its body stays what it is. */
export async function replay(
  orm: Orm,
  projectId: string,
  what: { ids: readonly string[] } | DeliveryFilter,
  limit: number,
): Promise<{ replayed: number; left: number }> {
  const wanted =
    'ids' in what ? and(eq(deliveries.projectId, projectId), inArray(deliveries.id, [...what.ids])) : matching(projectId, what);
  const again = and(wanted, ne(deliveries.state, 'waiting'), or(isNotNull(deliveries.sealedBody), isNotNull(deliveries.scrubbedBody)));
  const first = orm.select({ id: deliveries.id }).from(deliveries).where(again).orderBy(asc(deliveries.id)).limit(limit);
  const rows = await orm
    .update(deliveries)
    .set({ state: 'waiting', reason: null, settledAt: null, attempts: 0 })
    .where(and(inArray(deliveries.id, first), ne(deliveries.state, 'waiting')))
    .returning({ id: deliveries.id });
  const [left] = await orm.select({ many: count() }).from(deliveries).where(again);
  // Those just put back wait and no longer match; with a filter by state what is settled meanwhile may match anew and is not left over.
  return { replayed: rows.length, left: rows.length < limit ? 0 : (left?.many ?? 0) };
}
