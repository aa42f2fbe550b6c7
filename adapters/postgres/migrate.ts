import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { applyMigrations, drizzle } from './drizzle.ts';

/** Any number that nobody else locks in this database. */
const MIGRATION_LOCK = 7_305_201_125;
const MIGRATION_TIMEOUT_MS = 60_000;
/** A refused connection fails at once; this is for a server that is busy. */
const CONNECT_TIMEOUT_MS = 15_000;

/**
 * Brings the database to the newest schema. Safe to run at any time and by several processes at once: one works, the others wait.
 * @throws {UnavailableError} Postgres is down or still starting
 */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'soulcaster-migrate',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: MIGRATION_TIMEOUT_MS,
    query_timeout: MIGRATION_TIMEOUT_MS,
  });
  client.on('error', () => undefined); // The statement under way rejects, too.
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await applyMigrations(drizzle(client), { migrationsFolder: migrationsFolder() });
  } finally {
    // Ending the session releases the lock.
    await client.end().catch(() => undefined);
  }
}

/** The same folder from the sources and from dist/, which has no copy of it. */
function migrationsFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, 'adapters', 'postgres', 'migrations');
    if (existsSync(join(candidate, 'meta', '_journal.json'))) return candidate;
    if (folder === dirname(folder)) throw new Error('adapters/postgres/migrations is missing from this installation.');
  }
}
