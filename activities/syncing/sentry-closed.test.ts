import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { createIngestionActivities } from '#activities/ingestion/index';
import { createRedisStores, type RedisStores } from '#adapters/redis/index';
import { SentryFeed } from '#adapters/sentry-api/index';
import { reportId } from '#domain/ids';
import type { TenantScope } from '#domain/project';
import * as samples from '#domain/sources/sentry/samples-pulled';
import { delivery, startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { RecordingLauncher } from '#tests/recording-launcher';
import { openVendor } from '#tests/vendor-stand-in';
import { createSyncingActivities, type PulledPage } from './index.ts';

/* Issues that were resolved at Sentry while its hooks did not reach us, and are not seen any more. */

const DOWN_SINCE = '2026-03-05T00:00:00.000Z';
let postgres: TestPostgres;
let redis: RedisStores;
let vendor: Awaited<ReturnType<typeof openVendor>>;
let scope: TenantScope;
/** What is resolved there. */
let resolved: { id: string }[];

beforeAll(async () => {
  postgres = await startTestPostgres();
  redis = createRedisStores(inject('redisRest'));
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  resolved = [];
  vendor = await openVendor(({ query }) => ({ body: query['query'] === 'is:resolved' ? resolved : [] }));
  ({ scope } = await postgres.project());
  scope = { ...scope, ownerId: randomUUID() };
  await postgres.stores.syncTargets.put(scope, { source: 'sentry', kind: 'project', name: 'sentry', enabled: true });
  await postgres.stores.syncTargets.record(scope, 'sentry', 'sentry', { watermark: DOWN_SINCE });
});
afterEach(() => vendor.close());

function activities(reportQuota: number) {
  const { inbox, sourceConfig, syncTargets, erasedFacts, changePublisher: changes } = postgres.stores;
  const feed = new SentryFeed({ apiUrl: vendor.url, token: 't', organization: 'acme', project: 'web' });
  const shared = {
    ...{ inbox, sourceConfig, changes, launcher: new RecordingLauncher(), log: { info() {}, warn() {}, error() {} } },
    projects: { find: async (id: string) => ({ ...(await postgres.stores.projects.find(id))!, ownerId: scope.ownerId }) },
  };
  const feeds = { open: async () => feed, openSubreddit: () => feed };
  return {
    pullPage: createSyncingActivities({ ...shared, reports: redis.reports, syncTargets, feeds }).pullPage,
    storeBatch: createIngestionActivities({ ...shared, ...redis, erasedFacts, reportQuota }).storeBatch,
  };
}

async function sync(reportQuota = 100): Promise<number> {
  const { pullPage, storeBatch } = activities(reportQuota);
  const of = { projectId: scope.projectId, source: 'sentry' as const, name: 'sentry' };
  let [accepted, more] = [0, true];
  while (more) {
    const page: PulledPage = await new MockActivityEnvironment().run(pullPage, of);
    [accepted, more] = [accepted + page.accepted, page.more];
  }
  await storeBatch({ projectId: scope.projectId });
  return accepted;
}

const created = async (id: string, reportQuota = 100) => {
  const body = JSON.stringify({ action: 'created', data: { issue: issue(id, 'unresolved') } });
  await postgres.stores.inbox.accept(scope, delivery(scope, { eventType: 'issue', body }));
  await activities(reportQuota).storeBatch({ projectId: scope.projectId });
};
const issue = (id: string, status: string) => samples.pulledIssue({ id, status, lastSeen: '2026-03-01T09:00:00Z' }).issue;
const statusOf = async (id: string) => (await redis.reports.get(scope, reportId(scope.projectId, 'sentry', id)))?.status;

it('close what is known here, once, and bring nothing that is not', async () => {
  await created('9001');
  await created('9002');
  resolved = [issue('9001', 'resolved'), issue('9099', 'resolved')];

  expect(await sync()).toBe(1);

  expect([await statusOf('9001'), await statusOf('9002'), await statusOf('9099')]).toEqual(['closed', 'open', undefined]);
  expect(await sync()).toBe(0);
});

it('close what waits for room as well', async () => {
  await created('9001', 0);
  resolved = [issue('9001', 'resolved')];
  expect(await sync(0)).toBe(1);

  await postgres.stores.inboxUpkeep.releaseParked(scope, 10);
  await activities(100).storeBatch({ projectId: scope.projectId });

  expect(await statusOf('9001')).toBe('closed');
});
