import { and, desc, eq } from 'drizzle-orm';
import type { Pool } from 'pg';
import { validate as isUuid, v7 } from 'uuid';
import type { RefusalRecord } from '#domain/delivery';
import type { SourceName } from '#domain/report';
import type { Orm } from './pools.ts';
import { refusalSamples } from './schema/inbox.ts';

const MAX_REASON_CHARACTERS = 80;
const HOUR_MS = 3_600_000;
const SAMPLES = 50;

const COUNT = `
  insert into refusals (project_id, source, reason, hour) values ((select id from projects where id = $1), $2, $3, $4)
  on conflict on constraint refusals_by_hour do update set count = refusals.count + 1`;

/** A project that is gone keeps none, and no project keeps more than so many. */
const SAMPLE = `
  with kept as (
    insert into refusal_samples (id, project_id, source, reason, at)
    select $1, id, $3, $4, now() from projects where id = $2
  )
  delete from refusal_samples where project_id = $2 and id < (
    select id from refusal_samples where project_id = $2 order by id desc offset ${SAMPLES - 2} limit 1)`;

/** One more refused request, in the counter of its hour and among the last of its project. */
export async function countRefusal(pool: Pool, projectId: string | null, source: SourceName, reason: string): Promise<void> {
  const known = projectId !== null && isUuid(projectId) ? projectId : null;
  const short = reason.slice(0, MAX_REASON_CHARACTERS);
  await pool.query(COUNT, [known, source, short, new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS)]);
  if (known !== null) await pool.query(SAMPLE, [v7(), known, source, short]);
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
