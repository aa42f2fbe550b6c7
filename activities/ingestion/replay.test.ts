import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createRedisStores } from '#adapters/redis/index';
import type { TenantScope } from '#domain/project';
import * as sentry from '#domain/sources/sentry/samples';
import { ingestionDeps } from '#tests/ingestion-deps';
import { delivery, startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { createIngestionActivities } from './index.ts';

let postgres: TestPostgres;
let scope: TenantScope;
const redis = createRedisStores(inject('redisRest'));
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  ({ scope } = await postgres.project());
  scope = { ...scope, ownerId: randomUUID() };
});

const storeBatch = () =>
  createIngestionActivities({ ...ingestionDeps(postgres, redis, scope), reportQuota: 10 }).storeBatch({ projectId: scope.projectId });
const receive = async (eventId: string, issueId: string) => {
  const event = { ...sentry.eventAlertHook.data.event, event_id: eventId, issue_id: issueId, issue_url: null };
  const body = JSON.stringify({ data: { event } });
  return (await postgres.stores.inbox.accept(scope, delivery(scope, { eventType: 'event_alert', body }))).id;
};
const recordOf = async (id: string) => (await postgres.stores.deliveryLog.get(scope, id))!.record;
const replay = (...ids: string[]) => postgres.stores.deliveryLog.replay(scope, { ids }, 100);

describe('replay', () => {
  it('of what is stored counts nothing, however often', async () => {
    const stored = await receive('e1', '1');
    const repeat = await receive('e2', '1');
    await storeBatch();
    const { reportId } = await recordOf(stored);
    const before = await redis.reports.get(scope, reportId!);

    for (let time = 0; time < 3; time++) {
      expect(await replay(stored, repeat)).toMatchObject({ replayed: 2, left: 0 });
      await storeBatch();
    }

    expect(await redis.reports.get(scope, reportId!)).toEqual(before);
    expect(before).toMatchObject({ occurrences: 2 });
    expect(await redis.reports.ownerUsage(scope.ownerId)).toBe(1);
    expect(await recordOf(stored)).toMatchObject({ state: 'stored', reportId, attempts: 1 });
    expect(await recordOf(repeat)).toMatchObject({ state: 'repeat', reportId });
  });

  it('of what an earlier parser set aside stores it once, with all it said', async () => {
    const id = await receive('e1', '7');
    await postgres.stores.inbox.claim(scope, 10);
    await postgres.stores.inbox.settle(scope, [{ id, state: 'dead_letter', reason: 'no parser', reportId: null }]);

    await replay(id);
    expect(await storeBatch()).toMatchObject({ stored: 1, deadLetters: 0 });
    await replay(id);
    await storeBatch();

    const { state, reportId } = await recordOf(id);
    expect(state).toBe('stored');
    expect(await redis.reports.get(scope, reportId!)).toMatchObject({
      externalId: '7',
      occurrences: 1,
      exceptions: [{ type: 'TypeError' }, { type: 'RangeError' }],
    });
    expect(await redis.reports.ownerUsage(scope.ownerId)).toBe(1);
  });

  it('of what is still not understood leaves it a dead letter with its bytes', async () => {
    const body = '{ not JSON';
    const { id } = await postgres.stores.inbox.accept(scope, delivery(scope, { body }));
    await storeBatch();
    await replay(id);
    await storeBatch();

    expect(await postgres.stores.deliveryLog.get(scope, id)).toMatchObject({
      record: { state: 'dead_letter', reason: 'The body is not JSON.', attempts: 1 },
      body: { kind: 'received', text: body },
    });
  });
});
