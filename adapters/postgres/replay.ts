import type { DeliveryFilter } from '#domain/ports/index';
import { matching } from './delivery-filter.ts';
import { and, asc, count, eq, inArray, isNotNull, lt, ne, or, sql } from './drizzle.ts';
import type { Orm } from './pools.ts';
import { deliveries } from './schema/inbox.ts';

/** See DeliveryLog.replay. A waiting row is no longer settled: its report, reason and time go, its body stays what it is. */
export async function replay(
  orm: Orm,
  projectId: string,
  what: { ids: readonly string[] } | DeliveryFilter,
  { limit, before }: { limit: number; before?: string },
): Promise<{ replayed: number; left: number; before: string }> {
  const wanted =
    'ids' in what ? and(eq(deliveries.projectId, projectId), inArray(deliveries.id, [...what.ids])) : matching(projectId, what);
  // What a step put back and failed again is settled later than the first step began.
  const again = and(
    wanted,
    ne(deliveries.state, 'waiting'),
    or(isNotNull(deliveries.sealedBody), isNotNull(deliveries.scrubbedBody)),
    before === undefined ? undefined : lt(deliveries.settledAt, new Date(before)),
  );
  const first = orm.select({ id: deliveries.id }).from(deliveries).where(again).orderBy(asc(deliveries.id)).limit(limit);
  // The clock that says when a row was settled.
  const clock = await orm.execute<{ now: string }>(sql`select now() + interval '1 millisecond' as now`);
  const rows = await orm
    .update(deliveries)
    .set({ state: 'waiting', reason: null, settledAt: null, attempts: 0 })
    .where(and(inArray(deliveries.id, first), ne(deliveries.state, 'waiting')))
    .returning({ id: deliveries.id });
  const [left] = await orm.select({ many: count() }).from(deliveries).where(again);
  return { replayed: rows.length, left: left?.many ?? 0, before: before ?? new Date(clock.rows[0]?.now ?? Date.now()).toISOString() };
}
