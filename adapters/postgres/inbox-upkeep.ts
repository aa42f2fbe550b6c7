import type { Pool } from 'pg';
import type { InboxUpkeep } from '#domain/ports/index';

const PROJECTS_PARKED = `
  select distinct p.id as "projectId", p.owner_id as "ownerId" from deliveries d join projects p on p.id = d.project_id
  where d.state = 'parked'`;

/** With each all that is parked of its fact: it takes no more room, and says how the fact stands now. */
const RELEASE = `
  with oldest as (select id, report_id from deliveries where project_id = $1 and state = 'parked' order by id limit $2)
  update deliveries set state = 'waiting', reason = null, settled_at = null, attempts = 0
  where project_id = $1 and state = 'parked'
    and (id in (select id from oldest) or report_id in (select report_id from oldest))`;

const EXPIRE = `
  update deliveries set state = 'expired', reason = 'waited too long for room in the quota', settled_at = now()
  where state = 'parked' and received_at < $1`;

const DELETE_OLDER = `
  delete from deliveries where id in (
    select id from deliveries where id < $1 and state not in ('waiting', 'parked') order by id limit $2)`;

const DELETE_OLD_COUNTS = `with old as (delete from refusal_samples where at < $1) delete from refusals where hour < $1`;

/**
 * Files of Postgres do not shrink when rows are deleted: the room is used again. So what is in use is estimated from a sample of at most
 * about a thousand pages, spread over the table, and what is on disk is its upper bound. Sizes of columns are read from their headers.
 */
const ROW_AND_INDEX_BYTES = 700;
const SIZE = `
  with disk as (
    select pg_total_relation_size('deliveries')::float8 as bytes,
      least(100, 100000.0 * current_setting('block_size')::int / greatest(pg_relation_size('deliveries'), 1))::real as percent
  )
  select least(max(disk.bytes), coalesce(sum(${ROW_AND_INDEX_BYTES} + coalesce(pg_column_size(d.sealed_body), 0)
    + coalesce(pg_column_size(d.scrubbed_body), 0)), 0) * 100 / max(disk.percent))::float8 as bytes
  from disk left join lateral (select sealed_body, scrubbed_body from deliveries tablesample system (disk.percent)) d on true`;

/** What the sweep does with the inbox; see the port. */
export function createInboxUpkeep(pool: Pool): InboxUpkeep {
  return {
    async projectsParked() {
      return (await pool.query<{ projectId: string; ownerId: string }>(PROJECTS_PARKED)).rows;
    },
    async releaseParked({ projectId }, limit) {
      return (await pool.query(RELEASE, [projectId, limit])).rowCount ?? 0;
    },
    async expireParked(olderThanMs) {
      return (await pool.query(EXPIRE, [new Date(Date.now() - olderThanMs)])).rowCount ?? 0;
    },
    async deleteOlder(olderThanMs, limit) {
      const before = Date.now() - olderThanMs;
      const { rowCount } = await pool.query(DELETE_OLDER, [lowestIdOf(before), limit]);
      await pool.query(DELETE_OLD_COUNTS, [new Date(before)]);
      return rowCount ?? 0;
    },
    async sizeBytes() {
      return inboxBytes(pool);
    },
  };
}

/** What rows take, indexes and what is stored aside included, at most what is on disk. */
export async function inboxBytes(pool: Pool): Promise<number> {
  return (await pool.query<{ bytes: number }>(SIZE)).rows[0]?.bytes ?? 0;
}

/** The lowest UUIDv7 of a moment: ids are made in order of arrival. */
function lowestIdOf(atMs: number): string {
  const hex = Math.floor(atMs).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}
