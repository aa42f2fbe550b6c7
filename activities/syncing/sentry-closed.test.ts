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
/** What its lists of resolved issues say, and what it answers of one issue, by its number or its short id; of an unknown one, that. */
let resolved: { id: string }[];
let one: Map<string, object>;
let ofUnknown: number;

beforeAll(async () => {
  postgres = await startTestPostgres();
  redis = createRedisStores(inject('redisRest'));
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  resolved = [];
  one = new Map();
  ofUnknown = 404;
  vendor = await openVendor(({ path, query }) => {
    const [, by, id] = /^\/api\/0\/organizations\/acme\/(issues|shortids)\/([\w-]+)\/$/.exec(path) ?? [];
    if (id === undefined) return { body: query['query'] === 'is:resolved' ? resolved : [] };
    const group = one.get(id) as ReturnType<typeof issue> | undefined;
    if (!group) return { status: ofUnknown, body: { detail: 'The requested resource does not exist' } };
    const found = { organizationSlug: 'acme', projectSlug: 'web', groupId: group.id, group, shortId: group.shortId };
    return { body: by === 'shortids' ? found : group };
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
const issue = (id: string, status: string, fields = {}) =>
  samples.pulledIssue({
    ...{ id, status, shortId: `WEB-${id}`, lastSeen: '2026-03-01T09:00:00Z' },
    ...{ permalink: `https://acme.sentry.io/issues/${id}/`, ...fields },
  }).issue;
const created = async (ids: string[], reportQuota?: number, fields = {}) => {
  for (const id of ids) {
    const body = JSON.stringify({ action: 'created', data: { issue: issue(id, 'unresolved', fields) } });
    await postgres.stores.inbox.accept(scope, delivery(scope, { eventType: 'issue', body }));
  }
  await pulling(reportQuota).store();
};
const reportOf = (id: string) => reportId(scope.projectId, 'sentry', id);
const statusOf = async (id: string) => (await redis.reports.get(scope, reportOf(id)))?.status;
const askedOfOne = () => vendor.requests.flatMap(({ path }) => /\/organizations\/acme\/issues\/(\d+)\//.exec(path)?.[1] ?? []);

it('close what is known here, once, and bring nothing that is not', async () => {
  await created(['9001', '9002']);
  one.set('9001', issue('9001', 'resolved'));
  one.set('9002', issue('9002', 'unresolved'));
  resolved = [issue('9001', 'resolved'), issue('9099', 'resolved')];

  // By the list, and by being asked for, as it is open here until what was read is stored.
  expect(await sync()).toBe(2);

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
  one.set('9004', issue('9004', 'unresolved'));

  expect(await sync()).toBe(2);

  const states = await Promise.all(['9001', '9002', '9003', '9004'].map(statusOf));
  expect(states).toEqual(['closed', 'closed', 'open', 'open']);
});

it('that were deleted there are told as that, not as fixed, and are asked about once', async () => {
  await created(['9001']);

  expect(await sync()).toBe(1);
  expect(await sync()).toBe(0);

  expect(await redis.reports.get(scope, reportOf('9001'))).toMatchObject({ status: 'closed', metadata: { removed: 'deleted at Sentry' } });
  expect(askedOfOne()).toEqual(['9001']);
});

it('that were merged into another one are told as that, are of its group, and bring it here where it was not', async () => {
  await created(['9001', '9002']);
  for (const id of ['9001', '9050']) one.set(id, issue('9050', 'unresolved'));
  one.set('9002', issue('9002', 'unresolved'));

  expect(await sync()).toBe(2);
  expect(await sync()).toBe(0);

  const [merged, into] = await redis.reports.getMany(scope, ['9001', '9050'].map(reportOf));
  expect(merged).toMatchObject({ status: 'closed', senderGroup: 'issue:9050', metadata: { removed: 'merged into WEB-9050 at Sentry' } });
  expect(merged?.metadata).toMatchObject({ short_id: 'WEB-9001' });
  expect(into).toMatchObject({ status: 'open', senderGroup: 'issue:9050' });
  expect(await statusOf('9002')).toBe('open');
});

it.each(['https://other.sentry.io/issues/9001/', 'https://sentry.io/organizations/other/issues/9001/'])(
  'of another organization, as %s, are not there for this token, and stay open',
  async (url) => {
    await created(['9001'], undefined, { permalink: url });

    expect(await sync()).toBe(0);

    expect(await statusOf('9001')).toBe('open');
  },
);

it('that are known by their short id alone are closed too, and left alone where Sentry knows none of it or may not say', async () => {
  for (const shortId of ['WEB-1A', 'WEB-2B', 'WEB-3C']) await created([''], undefined, { shortId });
  one.set('WEB-1A', issue('9001', 'resolved', { shortId: 'WEB-1A' }));
  one.set('WEB-2B', issue('9002', 'unresolved', { shortId: 'WEB-2B' }));

  expect(await sync()).toBe(1);
  ofUnknown = 403;
  expect(await sync()).toBe(0);

  expect(await Promise.all(['WEB-1A', 'WEB-2B', 'WEB-3C'].map(statusOf))).toEqual(['closed', 'open', 'open']);
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
