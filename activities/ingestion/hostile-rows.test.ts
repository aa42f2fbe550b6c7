import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createRedisStores, type RedisStores } from '#adapters/redis/index';
import { tenantScope, type TenantScope } from '#domain/project';
import { Report, SourceName } from '#domain/report';
import { hostileBodies } from '#tests/hostile-bodies';
import { ingestionDeps } from '#tests/ingestion-deps';
import { startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { createIngestionActivities } from './index.ts';

const EACH = 40;
const MOST_BYTES = 300_000;

let postgres: TestPostgres;
let redis: RedisStores;
let scope: TenantScope;

beforeAll(async () => {
  postgres = await startTestPostgres();
  redis = createRedisStores(inject('redisRest'));
  const { project } = await postgres.project();
  scope = tenantScope({ ...project, ownerId: randomUUID() });
});
afterAll(() => postgres.stop());

async function storeAll(): Promise<void> {
  const { storeBatch } = createIngestionActivities(ingestionDeps(postgres, redis, scope));
  let more = true;
  while (more) ({ more } = await storeBatch({ projectId: scope.projectId }));
}

it('a few hundred hostile rows of every source are settled, and what is stored can be read', async () => {
  for (const source of SourceName.options) {
    const hostile = fc.sample(
      hostileBodies(source).filter(({ body }) => body.byteLength < MOST_BYTES),
      { numRuns: EACH, seed: 20_261_125 },
    );
    const rows = hostile.map((row) => ({ projectId: scope.projectId, source, deliveryKey: randomUUID(), userId: null, ...row }));
    await Promise.all(rows.map((row) => postgres.stores.inbox.accept(scope, row)));
  }

  await storeAll();

  const settled = await postgres.query('select state, reason, report_id from deliveries where project_id = $1', [scope.projectId]);
  expect(settled).toHaveLength(EACH * SourceName.options.length);
  const failed = settled.filter(({ state, reason }) => state === 'waiting' || /fault of ours|refused it/u.test(String(reason)));
  expect(failed).toEqual([]);
  const kept = settled.filter(({ state }) => ['stored', 'repeat', 'updated'].includes(String(state)));
  const ids = [...new Set(kept.map(({ report_id: id }) => String(id)))];
  expect(ids.length).toBeGreaterThan(30);
  const reports = await redis.reports.getMany(scope, ids);
  expect(reports).toHaveLength(ids.length);
  for (const report of reports) expect(Report.parse(report)).toEqual(report);
  for (const source of SourceName.options) await redis.reports.list(scope, { limit: 200, source });
}, 60_000);
