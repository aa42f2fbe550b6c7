import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ErrorBody, PollStarted, SubredditsBody, SyncBody, SyncStarted } from '#domain/api-contract';
import { tenantScope } from '#domain/project';
import { type Ask, startTestApi, type TestApi } from '#tests/api';
import { type GithubIssues, openGithubIssues } from '#tests/github-issues';
import { repositoryName, subredditNames } from './sync-names.ts';

let api: TestApi;
let github: GithubIssues;
let projectId: string;

beforeAll(async () => {
  github = await openGithubIssues('Shop/Web');
  api = await startTestApi({ env: { GITHUB_API_URL: github.url, GITHUB_TOKEN: 'good-token' } });
});
afterAll(async () => {
  await api.stop();
  await github.close();
});
beforeEach(async () => {
  projectId = await api.project();
  api.launcher.calls.length = 0;
});
afterEach(() => {
  api.launcher.down = false;
});

const ask = (path: string, more: Ask = {}) => api.ask(`${path}?project_id=${projectId}`, more);
const post = (path: string, body: unknown = {}) => ask(path, { method: 'POST', body });

describe('a repository', () => {
  it.each(['shop/web', 'https://github.com/shop/web/issues?q=is%3Aopen', 'git@github.com:shop/web.git'])(
    'named %s is read from now on, as GitHub spells it',
    async (repo) => {
      const answer = await post('/config/github/repos', { repo });

      expect(answer.status).toBe(200);
      expect(SyncBody.parse(answer.body)).toMatchObject({ name: 'Shop/Web', enabled: true, last_run_at: null, watermark: null });
      expect(api.launcher.of('setSync')).toMatchObject([{ projectId, kind: 'repository', name: 'Shop/Web', wanted: true }]);
      expect((await ask('/config/github/repos')).body.items).toHaveLength(1);
    },
  );

  it('that is not there, or cannot be read, is refused in words', async () => {
    const gone = await post('/config/github/repos', { repo: 'shop/gone' });
    const none = await post('/config/github/repos', { repo: 'not a repository' });
    const local = await api.ask(`/projects/${projectId}`, { method: 'PATCH', body: { code_host: 'local' } });
    const peerless = await post('/config/github/repos', { repo: 'shop/web' });

    expect([gone.status, ErrorBody.parse(gone.body).error.message]).toEqual([
      404,
      'GitHub knows no repository of this name, or the credential may not see it',
    ]);
    expect(none.status).toBe(422);
    expect(ErrorBody.parse(none.body).error.details).toHaveProperty('repo');
    expect([local.status, peerless.status]).toEqual([200, 422]);
    expect((await ask('/config/github/repos')).body.items).toEqual([]);
  });

  it('is switched off, on, and removed', async () => {
    await post('/config/github/repos', { repo: 'shop/web' });
    const off = await post('/config/github/repos', { repo: 'SHOP/web', enabled: false });
    const gone = await ask('/config/github/repos/shop/web', { method: 'DELETE' });
    const again = await ask('/config/github/repos/shop/web', { method: 'DELETE' });

    expect(off.body).toMatchObject({ name: 'Shop/Web', enabled: false });
    expect([gone.status, again.status]).toEqual([204, 404]);
    expect(api.launcher.of('setSync')).toMatchObject([{ wanted: true }, { wanted: false }, { wanted: false }]);
  });

  it('is read at once, and regularly from then on', async () => {
    const answer = await post('/ingest/github/sync/shop/web');

    expect(answer.status).toBe(202);
    expect(SyncStarted.parse(answer.body)).toMatchObject({ status: 'started', name: 'Shop/Web' });
    expect((await ask('/config/github/repos')).body.items).toMatchObject([{ name: 'Shop/Web', enabled: true }]);
    expect((await post('/ingest/github/sync/a%20b/c')).status).toBe(422);
  });

  it('is kept while Temporal is down; its schedule is made later', async () => {
    api.launcher.down = true;

    expect((await post('/config/github/repos', { repo: 'shop/web' })).status).toBe(200);
    expect((await post('/ingest/github/sync/shop/web')).status).toBe(503);
    expect((await ask('/config/github/repos')).body.items).toHaveLength(1);
  });

  it('of another project is not seen', async () => {
    await post('/config/github/repos', { repo: 'shop/web' });
    const other = await api.project();

    expect((await api.ask(`/config/github/repos?project_id=${other}`)).body.items).toEqual([]);
    expect((await api.ask(`/config/github/repos/shop/web?project_id=${other}`, { method: 'DELETE' })).status).toBe(404);
    expect((await api.ask(`/config/github/repos?project_id=${projectId}`, { token: null })).status).toBe(401);
  });
});

describe('subreddits', () => {
  it('are trimmed, in lower case, and each once; those not named any more go', async () => {
    const first = await post('/config/reddit/subreddits', { subreddits: [' ShopSoftware ', 'r/shopsoftware', 'Carts'] });
    const second = await post('/config/reddit/subreddits', { subreddits: ['carts'] });

    expect(SubredditsBody.parse(first.body)).toMatchObject({ subreddits: ['shopsoftware', 'carts'], project_id: projectId });
    expect(second.body.subreddits).toEqual(['carts']);
    expect((await ask('/config/reddit/subreddits')).body.subreddits).toEqual(['carts']);
    expect((await post('/config/reddit/subreddits', { subreddits: ['../x'] })).body.error.details).toHaveProperty(['subreddits.0']);
  });

  it('stay polled while another project is on them', async () => {
    await post('/config/reddit/subreddits', { subreddits: ['shared'] });
    const other = await api.project();
    await api.ask(`/config/reddit/subreddits?project_id=${other}`, { method: 'POST', body: { subreddits: ['shared'] } });

    await post('/config/reddit/subreddits', { subreddits: [] });
    expect(api.launcher.of('setSync').at(-1)).toMatchObject({ name: 'shared', wanted: true });
    await api.ask(`/config/reddit/subreddits?project_id=${other}`, { method: 'POST', body: { subreddits: [] } });
    expect(api.launcher.of('setSync').at(-1)).toMatchObject({ name: 'shared', wanted: false });
  });

  it('are polled at once when asked', async () => {
    expect(PollStarted.parse((await post('/admin/trigger-poll')).body)).toEqual({ status: 'skipped', polled: 0, syncs: [] });
    await post('/config/reddit/subreddits', { subreddits: ['carts'] });

    expect((await post('/admin/trigger-poll')).body).toMatchObject({ status: 'ok', polled: 1, syncs: [{ name: 'carts' }] });
  });
});

it.each(['sentry', 'posthog'] as const)('%s is pulled once its credential is set', async (source) => {
  const without = await post(`/ingest/${source}/sync`);
  const project = await api.adapters.projects.find(projectId);
  await api.adapters.sourceCredentials.put(tenantScope(project!), source, { token: 'secret-token', key: 'secret-key', project: '7' });
  const withIt = await post(`/ingest/${source}/sync`);

  expect([without.status, without.body.error.code]).toEqual([409, 'no_credential']);
  expect([withIt.status, withIt.body.status]).toEqual([202, 'started']);
});

it.each([
  ['shop/web', 'shop/web'],
  ['https://github.com/shop/web.git', 'shop/web'],
  ['http://127.0.0.1:8055/soulcaster/shop', 'soulcaster/shop'],
  ['github.com/shop/web/', 'shop/web'],
  ['ssh://git@github.com/shop/web.git', 'shop/web'],
])('%s names %s', (given, name) => {
  expect(repositoryName(given)).toBe(name);
});

it.each(['shop', '', '/', 'https://github.com/shop', 'shop/..', 'a b/c', '-x/y'])('%j names no repository', (given) => {
  expect(() => repositoryName(given)).toThrow('cannot be read');
});

it('addresses of subreddits name them', () => {
  expect(subredditNames(['https://www.reddit.com/r/Carts/', '/r/carts', 'R/other_1'])).toEqual(['carts', 'other_1']);
});
