import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createFeeds } from '#adapters/feeds';
import { createRedisStores } from '#adapters/redis/index';
import { RateLimitedError } from '#domain/errors';
import type { SyncTarget } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import { type GithubIssues, openGithubIssues } from '#tests/github-issues';
import { startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { RecordingLauncher } from '#tests/recording-launcher';
import { createSyncingActivities, type PulledPage, type SyncingDeps } from './index.ts';

const REPOSITORY = 'shop/web';
let postgres: TestPostgres;
let github: GithubIssues;
let scope: TenantScope;
let launcher: RecordingLauncher;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  github = await openGithubIssues(REPOSITORY);
  launcher = new RecordingLauncher();
  ({ scope } = await postgres.project());
  await postgres.stores.syncTargets.put(scope, { source: 'github', kind: 'repository', name: REPOSITORY, enabled: true });
});
afterEach(() => github.close());

function depsOf(replaced: Partial<SyncingDeps> = {}): SyncingDeps {
  const { inbox, projects, sourceConfig, syncTargets, credentials, sourceCredentials, changePublisher } = postgres.stores;
  const feeds = createFeeds({
    githubApiUrl: github.url,
    githubToken: 'good-token',
    sentryApiUrl: github.url,
    posthogApiUrl: github.url,
    redditAuthUrl: github.url,
    redditApiUrl: github.url,
    publicUrl: 'https://bugs.example.com',
    credentials,
    sourceCredentials,
    sourceConfig,
  });
  const log = { info() {}, warn() {}, error() {} };
  const { reports } = createRedisStores(inject('redisRest'));
  return { inbox, reports, projects, sourceConfig, syncTargets, feeds, launcher, changes: changePublisher, log, ...replaced };
}

const page = (deps = depsOf()): Promise<PulledPage> =>
  new MockActivityEnvironment().run(createSyncingActivities(deps).pullPage, {
    projectId: scope.projectId,
    source: 'github' as const,
    name: REPOSITORY,
  });
async function walk(deps = depsOf()): Promise<PulledPage[]> {
  const pages = [];
  do pages.push(await page(deps));
  while (pages.at(-1)?.more);
  return pages;
}
const target = async () => (await postgres.stores.syncTargets.get(scope, 'github', REPOSITORY)) as SyncTarget;
const rows = async () => {
  const found = await postgres.query('select delivery_key, event_type from deliveries where project_id = $1 order by id', [
    scope.projectId,
  ]);
  return found.map(({ delivery_key: key }) => String(key));
};

describe('the first reading of a repository', () => {
  it('takes what is open, without pull requests, page by page', async () => {
    github.fill(250);
    github.change(3, { state: 'closed', updated_at: '2026-03-02T09:00:00Z' });
    github.change(4, { pull_request: { url: 'x' }, updated_at: '2026-03-02T09:00:01Z' });
    const before = Date.now();

    const pages = await walk();

    expect(pages.map(({ more }) => more)).toEqual([true, true, false]);
    expect(new Set(await rows()).size).toBe(248);
    expect(pages.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(248);
    expect(await target()).toMatchObject({ cursor: null, lastError: null, lastCounts: { accepted: 248 } });
    // Before the first page was asked for, not after the last.
    expect(Date.parse((await target()).watermark!)).toBeLessThan(before);
    expect(launcher.of('wakeIngest')).toContain(scope.projectId);
  });

  it('jumps over nothing when issues change while it reads', async () => {
    github.fill(250);
    const deps = depsOf();

    await page(deps);
    for (const number of [1, 2, 3, 4, 5]) github.change(number, {});
    while ((await page(deps)).more);

    const ids = new Set((await rows()).map((key) => key.split(':')[2]));
    expect(ids.size).toBe(250);
  });

  it('goes on where it stopped when more than a page changed within one second', async () => {
    github.fill(230);
    for (const issue of github.state.issues) issue.updated_at = '2026-03-02T09:00:00Z';

    await walk();

    expect(new Set(await rows()).size).toBe(230);
  });
});

describe('later readings', () => {
  beforeEach(async () => {
    github.fill(120);
    await walk();
  });

  it('take what changed since, closed issues too', async () => {
    github.change(7, { state: 'closed' });
    github.change(8, { title: 'Renamed' });

    const [first] = await walk();

    expect(first).toMatchObject({ accepted: 2 });
    const asked = github.state.requests.findLast(({ path }) => path.endsWith('/issues'));
    expect(asked?.query).toMatchObject({ state: 'all', sort: 'updated', direction: 'asc' });
    expect(Date.parse(asked?.query['since'] ?? '')).toBeLessThan(Date.now());
  });

  it('ask for what changed, and are told in one request that nothing did', async () => {
    await walk();
    await walk();
    github.state.requests.length = 0;

    const pages = await walk();

    expect(pages).toMatchObject([{ unchanged: true, read: 0, more: true }, { more: false }]);
    expect(github.state.requests.find(({ path }) => path.endsWith('/issues'))?.status).toBe(304);
    github.change(9, { title: 'News' });
    expect((await walk())[0]).toMatchObject({ unchanged: false, accepted: 1 });
  });

  it('bring comments of people with the issue they belong to, and none of pull requests', async () => {
    github.change(11, {});
    github.change(12, { pull_request: { url: 'x' } });
    const at = github.state.issues[10]!.updated_at;
    github.state.comments.push({ id: 71, issue: 11, updated_at: at, login: 'sam' }, { id: 72, issue: 12, updated_at: at, login: 'sam' });

    await walk();

    expect((await rows()).filter((key) => key.includes(':comment:'))).toEqual([`pulled:comment:71:${at}`]);
  });

  it('bring webhooks that did not reach us, under their own delivery ids', async () => {
    github.state.hookUrl = `https://bugs.example.com/ingest/github?project_id=${scope.projectId}`;
    const delivery = (id: number, status: number, at = new Date().toISOString()) => ({
      id,
      guid: `guid-${id}`,
      event: 'issues',
      status_code: status,
      delivered_at: at,
      payload: { action: 'deleted', issue: { id } },
    });
    github.state.deliveries = [delivery(3, 202), delivery(2, 502), delivery(1, 502, '2026-01-01T00:00:00Z')];

    await walk();

    const found = await postgres.query(`select delivery_key, event_type from deliveries where project_id = $1 and event_type = 'issues'`, [
      scope.projectId,
    ]);
    expect(found).toEqual([{ delivery_key: 'guid-2', event_type: 'issues' }]);
  });
});

describe('what goes wrong', () => {
  it('a crash between the page and the note of it loses nothing and doubles nothing', async () => {
    github.fill(150);
    const real = postgres.stores.syncTargets;
    let crashes = 2;
    const syncTargets: SyncingDeps['syncTargets'] = {
      get: (...args) => real.get(...args),
      enabled: (...args) => real.enabled(...args),
      async record(...args) {
        if (crashes-- > 0) throw new Error('killed');
        return real.record(...args);
      },
    };
    const deps = depsOf({ syncTargets });

    await expect(page(deps)).rejects.toThrow('killed');
    expect(await target()).toMatchObject({ cursor: null, watermark: null });
    await walk(deps);

    expect((await rows()).length).toBe(150);
    expect(new Set(await rows()).size).toBe(150);
  });

  it.each([
    ['a secondary limit', 403, { 'retry-after': '90' }, 90],
    ['429', 429, { 'retry-after': '30' }, 30],
    ['no request left', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 600) }, 600],
  ])('%s is waited for as long as GitHub asks, and the place is kept', async (_what, status, headers, seconds) => {
    github.fill(150);
    const deps = depsOf();
    await page(deps);
    github.state.refusals.push({ status, headers: headers as Record<string, string> });

    const error = await page(deps).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(RateLimitedError);
    expect(Math.abs(((error as RateLimitedError).retryAfterSeconds ?? 0) - seconds)).toBeLessThan(15);
    expect((await target()).lastError).toMatch(/asks us to wait.*Reading goes on at \d\d:\d\d UTC/);
    while ((await page(deps)).more);
    expect(new Set(await rows()).size).toBe(150);
    expect((await target()).lastError).toBeNull();
  });

  it.each([
    [401, 'GitHub does not accept the credential any more'],
    [404, 'GitHub knows no issues of the repository, or the credential may not see it'],
  ])('%s is shown in words, and not tried again', async (status, words) => {
    github.state.refusals.push({ status });

    await expect(page()).rejects.toMatchObject({ retryable: false });

    expect((await target()).lastError).toBe(words);
  });

  it('one repository does not hold up another', async () => {
    await postgres.stores.syncTargets.put(scope, { source: 'github', kind: 'repository', name: 'shop/gone', enabled: true });
    github.fill(3);
    const gone = { projectId: scope.projectId, source: 'github' as const, name: 'shop/gone' };

    await expect(new MockActivityEnvironment().run(createSyncingActivities(depsOf()).pullPage, gone)).rejects.toThrow();
    await walk();

    expect((await target()).lastError).toBeNull();
    expect(await rows()).toHaveLength(3);
  });

  it('nothing is read of what is switched off, or of a project that is gone', async () => {
    github.fill(3);
    await postgres.stores.sourceConfig.setEnabled(scope, 'github', false);

    expect(await page()).toMatchObject({ off: true, more: false });
    expect(github.state.requests).toEqual([]);
    const nowhere = { projectId: randomUUID(), source: 'github' as const, name: REPOSITORY };
    await expect(new MockActivityEnvironment().run(createSyncingActivities(depsOf()).pullPage, nowhere)).rejects.toThrow('gone');
  });
});
