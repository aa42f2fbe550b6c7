import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { createRedisStores, type RedisStores } from '#adapters/redis/index';
import { SentryFeed } from '#adapters/sentry-api/index';
import { reportId } from '#domain/ids';
import type { TenantScope } from '#domain/project';
import * as samples from '#domain/sources/sentry/samples-pulled';
import { delivery, startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { pullingOf } from '#tests/pull-source';
import { openVendor } from '#tests/vendor-stand-in';

/* Issues that were resolved at Sentry while its hooks did not reach us, and are not seen any more. */

const DOWN_SINCE = '2026-03-05T00:00:00.000Z';
let postgres: TestPostgres;
let redis: RedisStores;
let vendor: Awaited<ReturnType<typeof openVendor>>;
let scope: TenantScope;
/** What its lists of resolved issues say, and what it answers of one issue. */
let resolved: { id: string }[];
let one: Map<string, object>;

beforeAll(async () => {
  postgres = await startTestPostgres();
  redis = createRedisStores(inject('redisRest'));
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  resolved = [];
  one = new Map();
  vendor = await openVendor(({ path, query }) => {
    const id = /^\/api\/0\/organizations\/acme\/issues\/(\d+)\/$/.exec(path)?.[1];
    if (id === undefined) return { body: query['query'] === 'is:resolved' ? resolved : [] };
    const body = one.get(id);
    return body ? { body } : { status: 404 };
  });
  ({ scope } = await postgres.project());
  scope = { ...scope, ownerId: randomUUID() };
  await postgres.stores.syncTargets.put(scope, { source: 'sentry', kind: 'project', name: 'sentry', enabled: true });
  await postgres.stores.syncTargets.record(scope, 'sentry', 'sentry', { watermark: DOWN_SINCE });
});
afterEach(() => vendor.close());

const pulling = (reportQuota?: number) => {
  const feed = new SentryFeed({ apiUrl: vendor.url, token: 't', organization: 'acme', project: 'web' });
  return pullingOf({ postgres, redis, scope, source: 'sentry', feed }, reportQuota);
};
const sync = (reportQuota?: number) => pulling(reportQuota).walk();
const issue = (id: string, status: string) => samples.pulledIssue({ id, status, lastSeen: '2026-03-01T09:00:00Z' }).issue;
const created = async (ids: string[], reportQuota?: number) => {
  for (const id of ids) {
    const body = JSON.stringify({ action: 'created', data: { issue: issue(id, 'unresolved') } });
    await postgres.stores.inbox.accept(scope, delivery(scope, { eventType: 'issue', body }));
  }
  await pulling(reportQuota).store();
};
const reportOf = (id: string) => reportId(scope.projectId, 'sentry', id);
const statusOf = async (id: string) => (await redis.reports.get(scope, reportOf(id)))?.status;
const askedOfOne = () => vendor.requests.flatMap(({ path }) => /\/organizations\/acme\/issues\/(\d+)\//.exec(path)?.[1] ?? []);

it('close what is known here, once, and bring nothing that is not', async () => {
  await created(['9001', '9002']);
  resolved = [issue('9001', 'resolved'), issue('9099', 'resolved')];

  expect(await sync()).toBe(1);

  expect([await statusOf('9001'), await statusOf('9002'), await statusOf('9099')]).toEqual(['closed', 'open', undefined]);
  expect(await sync()).toBe(0);
});

it('close what waits for room as well', async () => {
  await created(['9001'], 0);
  resolved = [issue('9001', 'resolved')];
  expect(await sync(0)).toBe(1);

  await postgres.stores.inboxUpkeep.releaseParked(scope, 10);
  await pulling().store();

  expect(await statusOf('9001')).toBe('closed');
});

it('are found however long ago they were seen: those that are open here are asked for', async () => {
  await created(['9001', '9002', '9003', '9004']);
  one.set('9001', issue('9001', 'resolved'));
  one.set('9002', issue('9002', 'ignored'));
  one.set('9003', issue('9003', 'unresolved'));

  expect(await sync()).toBe(2);

  const states = await Promise.all(['9001', '9002', '9003', '9004'].map(statusOf));
  expect(states).toEqual(['closed', 'closed', 'open', 'open']);
});

it('that a person opened again here stay open until they happen again', async () => {
  await created(['9001']);
  one.set('9001', issue('9001', 'resolved'));
  await sync();
  await redis.reports.edit(scope, reportOf('9001'), { status: 'open' }, { editId: randomUUID(), at: new Date().toISOString() });

  expect(await sync()).toBe(0);
  expect(await statusOf('9001')).toBe('open');
});

it('are asked for in a hundred requests a run, and the next run goes on where the last one stopped', async () => {
  const ids = Array.from({ length: 130 }, (_, n) => String(7000 + n));
  await created(ids);
  for (const id of ids) one.set(id, issue(id, 'unresolved'));

  await sync();
  const first = askedOfOne();
  await sync();
  const both = askedOfOne();
  await sync();

  expect(first).toHaveLength(100);
  expect(new Set(both).size).toBe(130);
  expect(both).toHaveLength(130);
  expect(askedOfOne().slice(130)).toEqual(first);
});
