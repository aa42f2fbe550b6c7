import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createRedisStores, type RedisStores } from '#adapters/redis/index';
import type { DeliveryRecord } from '#domain/delivery';
import type { TenantScope } from '#domain/project';
import { SourceName } from '#domain/report';
import { ingestionDeps } from '#tests/ingestion-deps';
import { delivery, startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { RARE_PAYLOADS } from '#tests/rare-payloads/index';
import { createIngestionActivities } from './index.ts';

/* Shapes that vendors document and seldom send, through the real stores: none is lost, and none a dead letter without reason. */

let postgres: TestPostgres;
let redis: RedisStores;

beforeAll(async () => {
  postgres = await startTestPostgres();
  redis = createRedisStores(inject('redisRest'));
});
afterAll(() => postgres.stop());

describe.each(SourceName.options)('%s', (source) => {
  let scope: TenantScope;
  const records: (DeliveryRecord | undefined)[] = [];

  beforeAll(async () => {
    scope = { ...(await postgres.project()).scope, ownerId: randomUUID() };
    const ids = [];
    for (const { eventType = null, payload } of RARE_PAYLOADS[source]) {
      const row = delivery(scope, { source, eventType, body: JSON.stringify(payload) });
      ids.push((await postgres.stores.inbox.accept(scope, row)).id);
    }
    const { storeBatch } = createIngestionActivities(ingestionDeps(postgres, redis, scope));
    while ((await storeBatch({ projectId: scope.projectId })).more);
    const { items } = await postgres.stores.deliveryLog.list(scope, { limit: 200 });
    records.push(...ids.map((id) => items.find((item) => item.id === id)));
  });

  it.each(RARE_PAYLOADS[source].map((rare, n) => [rare.what, rare.becomes, n] as const))('%s', async (_what, becomes, n) => {
    const record = records[n];
    if ('deadLetter' in becomes) return expect(record).toMatchObject({ state: 'dead_letter', reason: becomes.deadLetter });
    if ('filtered' in becomes) return expect(record).toMatchObject({ state: 'filtered', reason: becomes.filtered });
    expect(record).toMatchObject({ state: 'stored' });
    expect(await redis.reports.get(scope, record!.reportId!)).toMatchObject(becomes.stored);
  });
});
