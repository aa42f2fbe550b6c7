import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { createRedisStores } from '#adapters/redis/index';
import { delivery, startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { RecordingLauncher } from '#tests/recording-launcher';
import { storedCluster, storedEvidence } from '#tests/stored';
import { createIngestionActivities } from './index.ts';

const BATCH = 100;
const CALLS_PER_REPORT = 0.05;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());

it('stores a batch with at most 0.05 calls to Redis for each report, repeats in many clusters included', async () => {
  const { scope } = await postgres.project();
  const redis = createRedisStores(inject('redisRest'));
  const { inbox, projects, sourceConfig, erasedFacts } = postgres.stores;
  const launcher = new RecordingLauncher();
  const { storeBatch } = createIngestionActivities({
    ...{ inbox, projects, sourceConfig, erasedFacts, launcher, ...redis, log: silent, reportQuota: 1_000_000 },
    changes: { publish: async () => undefined },
  });
  const receive = (ids: string[]) =>
    Promise.all(
      ids.map((id) => {
        const line = { source: 'manual', external_id: id, title: `Export ${id} hangs`, body: 'At 50 rows.' };
        const fields = { source: 'manual' as const, eventType: 'soulcaster:import', deliveryKey: randomUUID() };
        return inbox.accept(scope, delivery(scope, { ...fields, body: JSON.stringify(line) }));
      }),
    );
  const fetched = vi.spyOn(globalThis, 'fetch');
  const callsOf = async (work: () => Promise<unknown>) => {
    const before = fetched.mock.calls.length;
    await work();
    return fetched.mock.calls.slice(before).filter(([url]) => String(url).startsWith(inject('redisRest').url)).length;
  };
  const facts = Array.from({ length: BATCH }, (_, i) => `fact ${i}`);
  await receive(facts);

  const first = await callsOf(() => storeBatch({ projectId: scope.projectId }));
  const { items } = await redis.reports.list(scope, { limit: 200 });
  await redis.clusters.claimUnclustered(scope, 'run', 200);
  const evidence = storedEvidence();
  const decisions = items.map(({ id }) => ({ reportId: id, clusterId: `cluster of ${id}`, opened: true, evidence }));
  await redis.clusters.putDecisions(scope, 'run', decisions);
  await redis.clusters.applyDecisions(scope, 'run');
  for (const { clusterId } of decisions) await redis.clusters.save(scope, storedCluster(scope.projectId, { id: clusterId }));
  await receive([...facts.slice(0, BATCH / 2), ...Array.from({ length: BATCH / 2 }, () => randomUUID())]);
  const mixed = await callsOf(() => storeBatch({ projectId: scope.projectId }));

  expect(first).toBeGreaterThan(0);
  expect(first / BATCH).toBeLessThanOrEqual(CALLS_PER_REPORT);
  expect(mixed / BATCH).toBeLessThanOrEqual(CALLS_PER_REPORT);
  expect((await redis.reports.list(scope, { limit: 1 })).total).toBe(1.5 * BATCH);
  const [repeated] = await redis.clusters.getMany(scope, [`cluster of ${items.find(({ externalId }) => externalId === 'fact 0')!.id}`]);
  expect(repeated).toMatchObject({ occurrences: 2 });
});
