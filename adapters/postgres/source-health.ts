import type { Pool } from 'pg';
import { type DeliveryState, type SourceHealth, UNPROVEN_REFUSALS, WHILE_OFF } from '#domain/delivery';
import { SourceName } from '#domain/report';

/**
 * Deliveries of the last 24 hours. Each part is read from an index alone, whose literals it has; what waits is little, and still of the day.
 * Every state is in one part, and a row in one of them.
 */
const STATES = `
  select source, state, count(*)::int as many, max(received_at) as last from deliveries
  where project_id = $1 and source = any ($3::text[]) and received_at >= $2
    and state in ('stored', 'repeat', 'updated', 'filtered', 'routed') group by source, state
  union all
  select source, state, count(*)::int, max(received_at) from deliveries
  where project_id = $1 and source = any ($3::text[]) and received_at >= $2 and state in ('parked', 'expired', 'dead_letter')
  group by source, state
  union all
  select source, state, count(*)::int, max(received_at) from deliveries
  where project_id = $1 and received_at >= $2 and state = 'waiting' group by source, state`;

const DUPLICATES = `
  select source, sum(duplicates)::int as many from deliveries
  where project_id = $1 and source = any ($3::text[]) and received_at >= $2 and duplicates > 0 group by source`;

/** The literals are those of the partial indexes. `event` leaves out what still waits, which is of the last 24 hours. */
const LAST = `
  select s.source, understood.at as success, greatest(understood.at, other.at) as event, failed.at as failed_at, failed.reason,
    unproven.at as unproven_at, unproven.reason as unproven_reason
  from unnest($2::text[]) s (source)
  left join lateral (
    select received_at as at from deliveries where project_id = $1 and source = s.source
      and state in ('stored', 'repeat', 'updated', 'filtered', 'routed') order by received_at desc limit 1
  ) understood on true
  left join lateral (
    select received_at as at from deliveries where project_id = $1 and source = s.source
      and state in ('parked', 'expired', 'dead_letter') order by received_at desc limit 1
  ) other on true
  left join lateral (
    (select received_at as at, coalesce(reason, state) as reason from deliveries
       where project_id = $1 and source = s.source and received_at > now() - interval '24 hours'
       and state in ('parked', 'expired', 'dead_letter') and state <> 'parked' order by received_at desc limit 1)
    union all
    (select at, reason from refusal_samples where project_id = $1 and source = s.source and at > now() - interval '24 hours'
       and reason <> all ($3::text[]) and reason <> '${WHILE_OFF}' order by id desc limit 1)
    order by at desc limit 1
  ) failed on true
  left join lateral (
    select at, reason from refusal_samples where project_id = $1 and source = s.source and at > now() - interval '24 hours'
      and reason = any ($3::text[]) order by id desc limit 1
  ) unproven on true`;

const REFUSED = `
  select source, coalesce(sum(count) filter (where reason <> '${WHILE_OFF}'), 0)::int as many,
    coalesce(sum(count) filter (where reason = '${WHILE_OFF}'), 0)::int as while_off
  from refusals
  where project_id = $1 and hour > now() - interval '24 hours' group by source`;

type StateRow = { source: SourceName; state: DeliveryState; many: number; last: Date };
type CountRow = { source: SourceName; many: number };
type LastRow = {
  source: SourceName;
  event: Date | null;
  success: Date | null;
  failed_at: Date | null;
  reason: string | null;
  unproven_at: Date | null;
  unproven_reason: string | null;
};

/** How each source of a project does, one entry for every source there is. */
export async function sourceHealth(pool: Pool, projectId: string): Promise<SourceHealth[]> {
  const ofDay = [projectId, new Date(Date.now() - 86_400_000), SourceName.options];
  const [states, duplicates, last, refused] = await Promise.all([
    pool.query<StateRow>(STATES, ofDay),
    pool.query<CountRow>(DUPLICATES, ofDay),
    pool.query<LastRow>(LAST, [projectId, SourceName.options, UNPROVEN_REFUSALS]),
    pool.query<CountRow & { while_off: number }>(REFUSED, [projectId]),
  ]);
  return SourceName.options.map((source) => {
    const mine = states.rows.filter((row) => row.source === source);
    const row = last.rows.find((one) => one.source === source);
    return {
      source,
      lastEventAt: newest([row?.event ?? null, ...mine.map(({ last }) => last)]),
      lastSuccessAt: row?.success?.toISOString() ?? null,
      lastFailure: row?.failed_at ? { at: row.failed_at.toISOString(), reason: row.reason ?? 'unknown' } : null,
      lastUnproven: row?.unproven_at ? { at: row.unproven_at.toISOString(), reason: row.unproven_reason ?? 'unknown' } : null,
      states24h: Object.fromEntries(mine.map(({ state, many }) => [state, many])),
      duplicates24h: duplicates.rows.find((one) => one.source === source)?.many ?? 0,
      refused24h: refused.rows.find((one) => one.source === source)?.many ?? 0,
      whileOff24h: refused.rows.find((one) => one.source === source)?.while_off ?? 0,
    };
  });
}

function newest(times: (Date | null)[]): string | null {
  const latest = Math.max(...times.map((at) => at?.getTime() ?? 0));
  return latest > 0 ? new Date(latest).toISOString() : null;
}
