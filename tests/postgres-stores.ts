import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { createPostgres, type Postgres } from '#adapters/postgres/index';
import type { NewDelivery } from '#domain/delivery';
import { tenantScope, type Project, type TenantScope } from '#domain/project';
import { createTestDatabase } from './postgres.ts';

export interface TestPostgres {
  url: string;
  masterKey: string;
  stores: Postgres;
  /** Plain SQL, past the stores. */
  query(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** A project of the local owner. */
  project(): Promise<{ project: Project; scope: TenantScope }>;
  stop(): Promise<void>;
}

/** The stores on a migrated database of their own. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const database = await createTestDatabase();
  const masterKey = randomBytes(32).toString('base64');
  const stores = createPostgres({ url: database.url, masterKey });
  await stores.migrate();
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined);
  return {
    url: database.url,
    masterKey,
    stores,
    query: async (text, values) => (await pool.query<Record<string, unknown>>(text, values)).rows,
    async project() {
      const owner = await stores.users.localOwner();
      const project = await stores.projects.create({ ownerId: owner.id, name: 'Shop', isSample: false });
      return { project, scope: tenantScope(project) };
    },
    async stop() {
      await stores.close();
      await pool.end();
      await database.drop();
    },
  };
}

/** A signed webhook as the API hands it over. */
export function delivery(scope: TenantScope, fields: Partial<Omit<NewDelivery, 'body'>> & { body?: string } = {}): NewDelivery {
  const { body = '{"text":"The export hangs"}', ...rest } = fields;
  return {
    projectId: scope.projectId,
    source: 'sentry',
    deliveryKey: randomUUID(),
    eventType: 'issue',
    userId: null,
    ...rest,
    body: Buffer.from(body),
  };
}
