import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createRedisStores, type RedisStores } from '#adapters/redis/index';
import type { TenantScope } from '#domain/project';
import type { SourceName } from '#domain/report';
import { OWN_EVENT } from '#domain/sources/index';
import * as github from '#domain/sources/github/samples';
import * as reddit from '#domain/sources/reddit/samples';
import { ingestionDeps } from '#tests/ingestion-deps';
import { delivery, startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { createIngestionActivities } from './index.ts';

/* What senders say of a report that waits for room in the quota. */

let postgres: TestPostgres;
let redis: RedisStores;
let scope: TenantScope;

beforeAll(async () => {
  postgres = await startTestPostgres();
  redis = createRedisStores(inject('redisRest'));
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  ({ scope } = await postgres.project());
  scope = { ...scope, ownerId: randomUUID() };
});

function storeBatch(reportQuota: number) {
  const activities = createIngestionActivities({ ...ingestionDeps(postgres, redis, scope), reportQuota });
  return activities.storeBatch({ projectId: scope.projectId });
}

async function receive(source: SourceName, eventType: string | null, body: unknown): Promise<string> {
  return (await postgres.stores.inbox.accept(scope, delivery(scope, { source, eventType, body: JSON.stringify(body) }))).id;
}
const hook = (action: string, fields = {}) =>
  receive('github', 'issues', { ...github.issuesHook(action), issue: { ...github.issuesHook(action).issue, ...fields } });

async function logOf(id: string) {
  const { record, body } = (await postgres.stores.deliveryLog.get(scope, id))!;
  return { state: record.state, reason: record.reason, reportId: record.reportId, body };
}
const reports = async () => (await redis.reports.list(scope, { limit: 500 })).items;
const release = (limit = 100) => postgres.stores.inboxUpkeep.releaseParked(scope, limit);

describe('a report over quota that its sender closes', () => {
  it.each(['in the same batch', 'later'])('%s waits with it, and is stored closed when there is room', async (when) => {
    const opened = await hook('opened');
    if (when === 'later') await storeBatch(0);
    const closed = await hook('closed', { state: 'closed' });

    expect(await storeBatch(0)).toMatchObject({ stored: 0, filtered: 0, parked: when === 'later' ? 1 : 2 });
    expect(await logOf(closed)).toMatchObject({ state: 'parked', reason: 'closed by its sender, while the report waits for room' });

    expect(await release(1)).toBe(2);
    expect(await storeBatch(10)).toMatchObject({ stored: 1, updated: 1 });
    expect(await reports()).toMatchObject([{ status: 'closed', occurrences: 1 }]);
    expect(await logOf(opened)).toMatchObject({ state: 'stored', reason: 'closed by its sender' });
    expect(await logOf(closed)).toMatchObject({
      state: 'updated',
      reason: 'closed by its sender',
      reportId: (await logOf(opened)).reportId,
    });
  });

  it('and opens again is stored open', async () => {
    const opened = await hook('opened');
    await hook('closed', { state: 'closed' });
    await hook('reopened');
    await storeBatch(0);

    await release(1);
    await storeBatch(10);

    expect(await reports()).toMatchObject([{ status: 'open' }]);
    expect(await logOf(opened)).toMatchObject({ state: 'stored', reason: null });
  });

  it('is never open for a moment, however many are released with it', async () => {
    await hook('opened', { id: 1 });
    for (let id = 2; id <= 210; id++) await hook('opened', { id });
    await hook('closed', { id: 1, state: 'closed' });
    await storeBatch(0);
    await storeBatch(0);

    await release(1_000);
    expect(await storeBatch(1_000)).toMatchObject({ stored: 200, updated: 1, more: true });
    expect((await reports()).filter(({ status }) => status === 'closed')).toMatchObject([{ externalId: '1' }]);
    expect(await storeBatch(1_000)).toMatchObject({ stored: 10, more: false });
  });

  it('says so where its API tells of it', async () => {
    await hook('opened');
    await storeBatch(0);
    await receive('github', OWN_EVENT.pulled, github.pulledIssue({ state: 'closed', updated_at: '2026-03-02T09:30:00Z' }));
    expect(await storeBatch(0)).toMatchObject({ parked: 1 });

    await release();
    await storeBatch(10);

    expect(await reports()).toMatchObject([{ status: 'closed' }]);
  });
});

describe('a report over quota that is gone at its sender', () => {
  it.each(['in the same batch', 'later'])('%s is not stored, and none of its words is kept', async (when) => {
    const opened = await hook('opened');
    if (when === 'later') await storeBatch(0);
    const deleted = await hook('deleted');

    await storeBatch(0);

    const outcome = { state: 'filtered', reason: 'the issue was deleted at GitHub, while the report waited for room', body: null };
    expect(await logOf(opened)).toMatchObject(outcome);
    expect(await logOf(deleted)).toMatchObject(outcome);
    expect(await release()).toBe(0);
    await storeBatch(10);
    expect(await reports()).toEqual([]);
  });

  it('takes what else waits of it along, and nothing of others', async () => {
    await receive('reddit', OWN_EVENT.pulled, { post: reddit.post });
    await hook('opened');
    await storeBatch(0);
    await hook('closed', { state: 'closed' });
    await storeBatch(0);
    await receive('reddit', OWN_EVENT.pulled, { removed: reddit.post.id });

    expect(await storeBatch(0)).toMatchObject({ filtered: 1, parked: 0 });

    await release();
    await storeBatch(10);
    expect(await reports()).toMatchObject([{ source: 'github', status: 'closed' }]);
  });
});

it('what is closed and waits for no room is still left out', async () => {
  const closed = await hook('closed', { state: 'closed' });

  await storeBatch(0);

  expect(await logOf(closed)).toMatchObject({ state: 'filtered', reason: 'a change to something that was never reported here' });
});
