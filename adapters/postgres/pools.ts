import pg from 'pg';
import type { Logger } from '#domain/ports/index';
import { drizzle, type NodePgDatabase } from './drizzle.ts';
import { endLateStatements } from './late-statements.ts';

export type Orm = NodePgDatabase;

export interface Pools {
  /** The ingest path's own connections, with short deadlines: a dead Postgres is known within 2 s. */
  ingest: pg.Pool;
  work: pg.Pool;
  orm: Orm;
  close(): Promise<void>;
}

/** A sender waits for the ingest path; nobody does for the rest, and a busy machine needs longer to open a connection. */
const INGEST_CONNECT_MS = 1_000;
export const CONNECT_TIMEOUT_MS = 5_000;
const INGEST_TIMEOUT_MS = 2_000;
const WORK_TIMEOUT_MS = 15_000;

/** Opens no connection yet. */
export function createPools(url: string, log?: Logger): Pools {
  const pool = (max: number, timeoutMs: number, connectMs: number, more: pg.PoolConfig = {}): pg.Pool => {
    const made = new pg.Pool({
      connectionString: url,
      application_name: 'soulcaster',
      max,
      keepAlive: true,
      connectionTimeoutMillis: connectMs,
      // Cut off by the server first, so that its backend does not go on; by us where the server is gone.
      statement_timeout: timeoutMs - 200,
      idle_in_transaction_session_timeout: WORK_TIMEOUT_MS,
      ...more,
    });
    // A connection that breaks is dropped by the pool, and a statement under way rejects; without listeners, for those idle and
    // for those in a transaction between statements, it would end the process.
    made.on('connect', (client) => client.on('error', () => undefined));
    made.on('error', (error: Error & { code?: string }) => log?.warn({ code: error.code }, 'an idle PostgreSQL connection broke'));
    return made;
  };
  const ingest = pool(4, INGEST_TIMEOUT_MS, INGEST_CONNECT_MS);
  const stopLooking = endLateStatements(ingest, INGEST_TIMEOUT_MS);
  const work = pool(6, WORK_TIMEOUT_MS, CONNECT_TIMEOUT_MS, { query_timeout: WORK_TIMEOUT_MS });
  return {
    ingest,
    work,
    orm: drizzle(work),
    async close() {
      stopLooking();
      await Promise.all([ingest.end(), work.end()]);
    },
  };
}
