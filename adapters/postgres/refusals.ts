import type { Pool } from 'pg';
import { validate as isUuid, v7 } from 'uuid';
import type { RefusalRecord } from '#domain/delivery';
import type { SourceName } from '#domain/report';
import { and, desc, eq } from './drizzle.ts';
import type { Orm } from './pools.ts';
import { refusalSamples } from './schema/inbox.ts';

const MAX_REASON_CHARACTERS = 80;
const HOUR_MS = 3_600_000;
const SAMPLES = 50;

const COUNT = `
  insert into refusals (project_id, source, reason, hour, count) values ((select id from projects where id = $1), $2, $3, $4, $5)
  on conflict on constraint refusals_by_hour do update set count = refusals.count + excluded.count`;

/** A project that is gone keeps none, and no project keeps more than so many. */
const SAMPLE = `
  with kept as (
    insert into refusal_samples (id, project_id, source, reason, at)
    select unnest($1::uuid[]), id, $3, $4, now() from projects where id = $2
  )
  delete from refusal_samples where project_id = $2 and id < (
    select id from refusal_samples where project_id = $2 order by id desc offset $5 limit 1)`;

/** `count` refused requests of one kind. */
interface Refused {
  projectId: string | null;
  source: SourceName;
  reason: string;
  count: number;
}

/** Adds them to the counter of the hour, and to the last of their project. */
export async function countRefusal(pool: Pool, { projectId, source, reason, count }: Refused): Promise<void> {
  const known = projectId !== null && isUuid(projectId) ? projectId : null;
  const short = reason.slice(0, MAX_REASON_CHARACTERS);
  await pool.query(COUNT, [known, source, short, new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS), count]);
  if (known === null) return;
  const ids = Array.from({ length: Math.min(count, SAMPLES - 1) }, () => v7());
  await pool.query(SAMPLE, [ids, known, source, short, SAMPLES - 1 - ids.length]);
}

/** The last refusals of a project, newest first. */
export async function refusals(orm: Orm, projectId: string, source: SourceName | undefined): Promise<RefusalRecord[]> {
  const rows = await orm
    .select({ at: refusalSamples.at, source: refusalSamples.source, reason: refusalSamples.reason })
    .from(refusalSamples)
    .where(and(eq(refusalSamples.projectId, projectId), source && eq(refusalSamples.source, source)))
    .orderBy(desc(refusalSamples.id))
    .limit(SAMPLES);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
