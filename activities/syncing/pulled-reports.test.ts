import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { createIngestionActivities } from '#activities/ingestion/index';
import { createFeeds } from '#adapters/feeds';
import { createRedisStores, type RedisStores } from '#adapters/redis/index';
import { reportId } from '#domain/ids';
import type { TenantScope } from '#domain/project';
import { type GithubIssues, openGithubIssues } from '#tests/github-issues';
import { delivery, startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { RecordingLauncher } from '#tests/recording-launcher';
import { createSyncingActivities, type PulledPage } from './index.ts';

const REPOSITORY = 'shop/web';
const QUOTA = 3;
let postgres: TestPostgres;
let redis: RedisStores;
let github: GithubIssues;
let scope: TenantScope;
let sync: () => Promise<void>;

beforeAll(async () => {
  postgres = await startTestPostgres();
  redis = createRedisStores(inject('redisRest'));
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  github = await openGithubIssues(REPOSITORY);
  ({ scope } = await postgres.project());
  // A quota of its own: the local owner is the same in every test.
  scope = { ...scope, ownerId: randomUUID() };
  await postgres.stores.syncTargets.put(scope, { source: 'github', kind: 'repository', name: REPOSITORY, enabled: true });
  const { inbox, sourceConfig, syncTargets, credentials, sourceCredentials, erasedFacts, changePublisher: changes } = postgres.stores;
  const launcher = new RecordingLauncher();
  const log = { info() {}, warn() {}, error() {} };
  const projects = { find: async (id: string) => ({ ...(await postgres.stores.projects.find(id))!, ownerId: scope.ownerId }) };
  const addresses = { sentryApiUrl: github.url, posthogApiUrl: github.url, redditAuthUrl: github.url, redditApiUrl: github.url };
  const feeds = createFeeds({
    ...{ githubApiUrl: github.url, githubToken: 'good-token', publicUrl: 'https://bugs.example.com' },
    ...{ ...addresses, credentials, sourceCredentials, sourceConfig },
  });
  const shared = { projects, inbox, sourceConfig, launcher, changes, log };
  const { pullPage } = createSyncingActivities({ ...shared, reports: redis.reports, syncTargets, feeds });
  const { storeBatch } = createIngestionActivities({ ...shared, ...redis, erasedFacts, reportQuota: QUOTA });
  sync = async () => {
    const environment = new MockActivityEnvironment();
    let page: PulledPage;
    do page = await environment.run(pullPage, { projectId: scope.projectId, source: 'github' as const, name: REPOSITORY });
    while (page.more);
    while ((await storeBatch({ projectId: scope.projectId })).more);
  };
});
afterEach(() => github.close());

const report = async (id: number) => (await redis.reports.getMany(scope, [reportId(scope.projectId, 'github', String(id))]))[0];

it('an issue is a report that closes, opens again and changes its words with it', async () => {
  github.fill(1);
  await sync();
  const states = [(await report(5001))?.status];
  for (const [i, state] of (['closed', 'open'] as const).entries()) {
    github.change(1, {
      state,
      title: `Export stops, ${state}`,
      updated_at: new Date(Date.now() + i * 1000).toISOString().replace(/\.\d+Z/, 'Z'),
    });
    await sync();
    states.push((await report(5001))?.status);
  }

  expect(states).toEqual(['open', 'closed', 'open']);
  expect(await report(5001)).toMatchObject({ occurrences: 1, title: expect.stringContaining('Export') });
});

it('what came by webhook and is pulled too happened once', async () => {
  github.fill(1);
  const [issue] = github.state.issues;
  const hook = { action: 'opened', issue, repository: { full_name: REPOSITORY }, sender: {} };
  await postgres.stores.inbox.accept(scope, delivery(scope, { source: 'github', eventType: 'issues', body: JSON.stringify(hook) }));

  await sync();

  expect(await report(5001)).toMatchObject({ occurrences: 1, status: 'open' });
});

it('what is over the quota waits, and none of it is lost', async () => {
  github.fill(5);

  await sync();

  const rows = await postgres.query(
    'select state, count(*)::int as count from deliveries where project_id = $1 group by state order by state',
    [scope.projectId],
  );
  expect(rows).toEqual([
    { state: 'parked', count: 2 },
    { state: 'stored', count: 3 },
  ]);
});
