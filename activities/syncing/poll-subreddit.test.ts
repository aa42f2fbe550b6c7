import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { createFeeds } from '#adapters/feeds';
import { createRedisStores } from '#adapters/redis/index';
import { RateLimitedError } from '#domain/errors';
import type { TenantScope } from '#domain/project';
import { startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { RecordingLauncher } from '#tests/recording-launcher';
import { openReddit, type RedditStandIn } from '#tests/reddit';
import { createSyncingActivities, type PulledPage } from './index.ts';

const SUBREDDIT = 'shopsoftware';
let postgres: TestPostgres;
let reddit: RedditStandIn;
let scope: TenantScope;
let read: () => Promise<PulledPage>;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  await postgres.query('delete from sync_targets');
  reddit = await openReddit(SUBREDDIT);
  ({ scope } = await postgres.project());
  await follow(scope);
  const { inbox, projects, sourceConfig, syncTargets, credentials, sourceCredentials, changePublisher } = postgres.stores;
  const feeds = createFeeds({
    githubApiUrl: reddit.url,
    sentryApiUrl: reddit.url,
    posthogApiUrl: reddit.url,
    redditAuthUrl: reddit.url,
    redditApiUrl: reddit.url,
    redditClientId: 'app-id',
    redditClientSecret: 'app-secret',
    publicUrl: 'https://bugs.example.com',
    credentials,
    sourceCredentials,
    sourceConfig,
  });
  const log = { info() {}, warn() {}, error() {} };
  const launcher = new RecordingLauncher();
  const { pollSubreddit } = createSyncingActivities({
    ...{ inbox, projects, sourceConfig, syncTargets, feeds, launcher, log },
    reports: createRedisStores(inject('redisRest')).reports,
    changes: changePublisher,
  });
  read = () => new MockActivityEnvironment().run(pollSubreddit, { subreddit: SUBREDDIT });
});
afterEach(() => reddit.close());

const follow = (of: TenantScope) =>
  postgres.stores.syncTargets.put(of, { source: 'reddit', kind: 'subreddit', name: SUBREDDIT, enabled: true });
const post = (n: number, fields = {}) => ({ id: `p${n}`, title: `Export ${n} stops`, created_utc: 1_772_443_000 + n, ...fields });
async function poll(): Promise<PulledPage[]> {
  const pages = [];
  do pages.push(await read());
  while (pages.at(-1)?.more);
  return pages;
}
const keys = async (of = scope) =>
  (await postgres.query('select delivery_key from deliveries where project_id = $1 order by id', [of.projectId])).map(
    ({ delivery_key: key }) => String(key),
  );
const target = async () => (await postgres.stores.syncTargets.get(scope, 'reddit', SUBREDDIT))!;

it('reads new, hot and top with one token, and a post that is in all of them once', async () => {
  reddit.state.posts = Array.from({ length: 40 }, (_, n) => post(n));

  await poll();
  await poll();

  expect(await keys()).toHaveLength(40);
  expect(reddit.state.tokens).toBe(1);
  const asked = reddit.requests.filter(({ path }) => path.startsWith('/r/'));
  expect(asked.slice(0, 3).map(({ path }) => path)).toEqual(['new', 'hot', 'top'].map((sort) => `/r/${SUBREDDIT}/${sort}`));
  expect(asked[0]).toMatchObject({ query: { limit: '100' }, headers: { 'user-agent': expect.stringContaining('soulcaster') } });
  expect(await target()).toMatchObject({ lastError: null, lastCounts: { accepted: 0 } });
});

it('serves every project on it with the same requests', async () => {
  const { scope: other } = await postgres.project();
  await follow(other);
  reddit.state.posts = [post(1), post(2)];

  await poll();

  expect(await keys(scope)).toEqual(await keys(other));
  expect(await keys(other)).toHaveLength(2);
  expect(reddit.requests.filter(({ path }) => path.endsWith('/new'))).toHaveLength(1);
});

it('tells of posts that were removed, once, and of one that came back', async () => {
  reddit.state.posts = [post(1), post(2)];
  await poll();
  reddit.state.posts = [post(1, { removed: true }), post(2)];
  await poll();
  await poll();

  const removed = (await keys()).filter((key) => key.startsWith('pulled:removed:p1'));
  expect(removed).toHaveLength(1);
  reddit.state.posts = [post(1), post(2)];
  await poll();
  expect((await keys()).filter((key) => key.startsWith('pulled:post:p1:back'))).toHaveLength(1);
});

it('waits as long as Reddit says when no request is left', async () => {
  reddit.state.posts = [post(1)];
  reddit.state.remaining = 0;

  expect(await read()).toMatchObject({ accepted: 1, more: true, waitSeconds: 120 });
});

it.each([
  [429, { 'retry-after': '17' }, 17],
  [403, {}, 64],
])('%i is waited for, and the place is kept', async (status, headers, seconds) => {
  reddit.state.posts = [post(1)];
  await read();
  reddit.state.refusal = { status, headers: headers as Record<string, string> };

  const error = await read().catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(RateLimitedError);
  expect((error as RateLimitedError).retryAfterSeconds).toBe(seconds);
  expect((await target()).lastError).toContain('Reading goes on at');
  await poll();
  expect(await keys()).toHaveLength(1);
});

it('gets another token when the one it holds has ended', async () => {
  reddit.state.posts = [post(1)];
  await read();
  reddit.state.goodToken = 'another';

  await expect(read()).rejects.toBeInstanceOf(RateLimitedError);
  await poll();

  expect(reddit.state.tokens).toBe(2);
});
