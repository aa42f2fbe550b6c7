import { Index } from '@upstash/vector';
import pg from 'pg';
import { inject } from 'vitest';
import { createRedisClient } from '#adapters/redis/client';

/** Everything that the stores hold of a project, as text: for a search whether something is still kept anywhere. */
export async function keptText(projectId: string, databaseUrl: string): Promise<string> {
  return [...(await inRedis(projectId)), ...(await inVectors(projectId)), ...(await inPostgres(databaseUrl))].join('\n');
}

async function inRedis(projectId: string): Promise<string[]> {
  const redis = createRedisClient(inject('redisRest'));
  const ask = (...[name, ...args]: string[]): Promise<unknown> => redis.command(name!, ...args);
  const read: Record<string, (key: string) => string[]> = {
    hash: (key) => ['HGETALL', key],
    list: (key) => ['LRANGE', key, '0', '-1'],
    zset: (key) => ['ZRANGE', key, '0', '-1'],
    set: (key) => ['SMEMBERS', key],
    string: (key) => ['GET', key],
  };
  const keys: string[] = [];
  let cursor = '0';
  do {
    const [next, found] = (await ask('SCAN', cursor, 'MATCH', `*${projectId}*`, 'COUNT', '1000')) as [string, string[]];
    keys.push(...found);
    cursor = next;
  } while (cursor !== '0');
  return Promise.all(keys.map(async (key) => `${key} ${JSON.stringify(await ask(...read[String(await ask('TYPE', key))]!(key)))}`));
}

async function inVectors(projectId: string): Promise<string[]> {
  const index = new Index({ ...inject('vectorRest'), enableTelemetry: false });
  const namespaces = (await index.listNamespaces()).filter((name) => name.startsWith(projectId));
  const pages = namespaces.map((namespace) => index.range({ cursor: 0, limit: 1_000, includeMetadata: true }, { namespace }));
  return (await Promise.all(pages)).flatMap(({ vectors }) => vectors.map((vector) => JSON.stringify(vector)));
}

/** Every row of every table; what is sealed can be read by nobody without its key, and is looked at by its length. */
async function inPostgres(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    const rows: string[] = [];
    for (const { name } of tables.rows) {
      const { rows: found } = await client.query<{ text: string }>(`select t::text as text from "${name}" t`);
      rows.push(...found.map(({ text }) => `${name} ${text}`));
    }
    return rows;
  } finally {
    await client.end();
  }
}
