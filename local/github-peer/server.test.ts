import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillRepository, openReceiver, openTestPeer, PEER_TOKEN, type ReceivedWebhook, type TestPeer } from '#tests/github-peer';

const run = promisify(execFile);

let peer: TestPeer;
let folder: string;
beforeAll(async () => {
  peer = await openTestPeer();
  folder = await mkdtemp(join(tmpdir(), 'peer-clones-'));
});
afterAll(async () => {
  await peer.close();
  await rm(folder, { recursive: true, force: true });
});

function git(args: string[], token = PEER_TOKEN, cwd = folder) {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  const identity = { GIT_AUTHOR_NAME: 'T', GIT_AUTHOR_EMAIL: 't@example', GIT_COMMITTER_NAME: 'T', GIT_COMMITTER_EMAIL: 't@example' };
  const header = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraHeader', GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}` };
  const env = {
    PATH: process.env.PATH,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    ...header,
    ...identity,
  };
  return run('git', args, { cwd, env });
}

describe('git over HTTP', () => {
  test('clones what is there, takes a push, and shows it to the REST calls', async () => {
    const { names, base } = await fillRepository(peer, 'git-a');
    const clone = join(folder, 'a');
    await git(['clone', '--quiet', `${peer.url}/soulcaster/git-a.git`, clone]);
    await writeFile(join(clone, 'big.bin'), Buffer.alloc(2_000_000, 'x'));
    await git(['checkout', '--quiet', '-b', 'work'], PEER_TOKEN, clone);
    await git(['add', '.'], PEER_TOKEN, clone);
    await git(['commit', '--quiet', '-m', 'Big'], PEER_TOKEN, clone);

    await git(['push', '--quiet', 'origin', 'work'], PEER_TOKEN, clone);

    const pushed = (await git(['rev-parse', 'HEAD'], PEER_TOKEN, clone)).stdout.trim();
    const { data } = await peer.octokit.rest.git.getRef({ ...names, ref: 'heads/work' });
    expect(await readFile(join(clone, 'README.md'), 'utf8')).toBe('# Shop\n');
    expect(data.object.sha).toBe(pushed);
    expect((await peer.octokit.rest.git.getCommit({ ...names, commit_sha: pushed })).data.parents[0]?.sha).toBe(base);
  });

  test('refuses a wrong token for reading and writing', async () => {
    await fillRepository(peer, 'git-b');
    const url = `${peer.url}/soulcaster/git-b.git`;

    await expect(git(['clone', url, 'b'], 'wrong')).rejects.toThrow(/could not read Username|Authentication failed/);
    await git(['clone', '--quiet', url, 'b']);
    await expect(git(['push', url, 'main:stolen'], 'wrong', join(folder, 'b'))).rejects.toThrow(
      /could not read Username|Authentication failed/,
    );
  });

  test('does not know a repository that is not there, nor a path outside', async () => {
    await expect(git(['clone', `${peer.url}/soulcaster/gone.git`, 'gone'])).rejects.toThrow(/not found/);
    await expect(git(['clone', `${peer.url}/soulcaster/..%2f..%2fpeer.git`, 'out'])).rejects.toThrow(/not found/);
  });
});

describe('a caller', () => {
  test.each([
    [undefined, 401],
    ['Bearer wrong', 401],
    [`Digest ${PEER_TOKEN}`, 401],
    [`Bearer ${PEER_TOKEN}`, 200],
    [`token ${PEER_TOKEN}`, 200],
    [`Basic ${Buffer.from(`x:${PEER_TOKEN}`).toString('base64')}`, 200],
  ])('with %s is answered %i', async (authorization, status) => {
    const response = await fetch(`${peer.url}/user`, { headers: authorization ? { authorization } : {} });

    expect(response.status).toBe(status);
    if (status === 401) expect(await response.json()).toMatchObject({ message: 'Bad credentials', status: '401' });
  });

  test('by another name than its own is refused, so that a foreign page cannot read it', async () => {
    const status = await new Promise((resolve, reject) =>
      request(`${peer.url}/`, { headers: { host: 'evil.example' } }, (response) => resolve(response.statusCode))
        .on('error', reject)
        .end(),
    );

    expect(status).toBe(421);
  });

  test('that sends no JSON is told so', async () => {
    const headers = { authorization: `Bearer ${PEER_TOKEN}`, 'content-type': 'application/json' };

    const response = await fetch(`${peer.url}/user/repos`, { method: 'POST', headers, body: '{' });

    expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ message: 'Problems parsing JSON' })]);
  });
});

describe('a duplicate', () => {
  test('is refused as GitHub does: repository, branch, pull request', async () => {
    const { names, base } = await fillRepository(peer, 'twice', ['change']);
    const { rest } = peer.octokit;
    await rest.pulls.create({ ...names, head: 'change', base: 'main', title: 'One' });
    const refusals = [
      rest.repos.createForAuthenticatedUser({ name: 'twice' }),
      rest.git.createRef({ ...names, ref: 'refs/heads/change', sha: base }),
      rest.pulls.create({ ...names, head: 'change', base: 'main', title: 'Two' }),
    ].map((call) => call.catch((error: { status: number; message: string }) => `${error.status} ${error.message}`));

    expect(await Promise.all(refusals)).toEqual([
      expect.stringContaining('name already exists on this account'),
      expect.stringMatching(/^422 Reference already exists/),
      expect.stringContaining('A pull request already exists for soulcaster:change.'),
    ]);
  });

  test('of two at once only one is opened', async () => {
    const { names } = await fillRepository(peer, 'at-once', ['change']);
    const open = () => peer.octokit.rest.pulls.create({ ...names, head: 'change', base: 'main', title: 'One' });

    const settled = await Promise.allSettled([open(), open(), open()]);

    expect(settled.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });
});

describe('the page of a pull request', () => {
  async function openPage(repo: string, body = 'Why') {
    const { names } = await fillRepository(peer, repo, ['change']);
    const { data } = await peer.octokit.rest.pulls.create({
      ...names,
      head: 'change',
      base: 'main',
      title: '<b>Fix</b>',
      body,
      draft: true,
    });
    await peer.octokit.rest.checks.create({ ...names, name: 'unit', head_sha: data.head.sha, conclusion: 'success' });
    const response = await fetch(data.html_url);
    const text = await response.text();
    return { names, url: data.html_url, number: data.number, response, text, token: /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '' };
  }
  const send = (url: string, token: string, origin: string | null) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...(origin === null ? {} : { origin }) },
      body: new URLSearchParams({ token }),
      redirect: 'manual',
    });

  test('shows title, text, checks and changes, and no markup of theirs', async () => {
    const { response, text } = await openPage(
      'page-a',
      'One <script>alert(1)</script> [x](javascript:alert(1)) ![i](http://evil.example/i.png)',
    );

    expect(text).toContain('&#60;b&#62;Fix&#60;/b&#62;');
    expect(text).toContain('<strong>unit</strong> success');
    expect(text).toContain('<span class="added">+# Shop of change</span>');
    expect(text).not.toMatch(/<script|<img|<a href="(?!\/)/);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });

  test('merges with its token from its own address, and only then', async () => {
    const { names, url, number, token } = await openPage('page-b');

    const refused = await Promise.all([
      send(`${url}/merge`, token, null),
      send(`${url}/merge`, token, 'http://evil.example'),
      send(`${url}/merge`, token, 'null'),
      send(`${url}/merge`, 'guess', peer.url),
    ]);
    const open = await peer.octokit.rest.pulls.get({ ...names, pull_number: number });
    const merged = await send(`${url}/merge`, token, peer.url);
    const after = await peer.octokit.rest.pulls.get({ ...names, pull_number: number });
    const again = await send(`${url}/merge`, token, peer.url);

    expect(refused.map((response) => response.status)).toEqual([403, 403, 403, 409]);
    expect(open.data).toMatchObject({ state: 'open', merged: false });
    expect([merged.status, merged.headers.get('location')]).toEqual([303, `/soulcaster/page-b/pull/${number}`]);
    expect(after.data).toMatchObject({ state: 'closed', merged: true, draft: false });
    expect(again.status).toBe(409);
    const { data } = await peer.octokit.rest.git.getRef({ ...names, ref: 'heads/main' });
    expect(data.object.sha).toBe(after.data.merge_commit_sha);
  });

  test('closes without merging', async () => {
    const { names, url, number, token } = await openPage('page-c');

    await send(`${url}/close`, token, peer.url);

    expect((await peer.octokit.rest.pulls.get({ ...names, pull_number: number })).data).toMatchObject({ state: 'closed', merged: false });
    expect(await (await fetch(url)).text()).not.toContain('<form');
  });

  test('does not merge what is in conflict', async () => {
    const { names, commit, base } = await fillRepository(peer, 'page-d', ['change']);
    const { data: pull } = await peer.octokit.rest.pulls.create({ ...names, head: 'change', base: 'main', title: 'Late' });
    const { data: other } = await fillOther(names, await commit('# Other\n', [base]));
    await peer.octokit.rest.pulls.merge({ ...names, pull_number: other.number });

    const answer = peer.octokit.rest.pulls.merge({ ...names, pull_number: pull.number });

    await expect(answer).rejects.toMatchObject({ status: 405 });
    expect((await peer.octokit.rest.pulls.get({ ...names, pull_number: pull.number })).data).toMatchObject({
      mergeable: false,
      state: 'open',
    });
  });

  async function fillOther(names: { owner: string; repo: string }, sha: string) {
    await peer.octokit.rest.git.createRef({ ...names, ref: 'refs/heads/other', sha });
    return peer.octokit.rest.pulls.create({ ...names, head: 'other', base: 'main', title: 'First' });
  }

  test('of one that is not there is a page that says so', async () => {
    const response = await fetch(`${peer.url}/soulcaster/page-a/pull/99`);

    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  });
});

describe('webhooks', () => {
  const secret = 'hook-secret';
  const eventsOf = (received: ReceivedWebhook[]) => received.map(({ headers }) => headers['x-github-event']);

  async function listen(repo: string, url: string) {
    const filled = await fillRepository(peer, repo, ['change']);
    const config = { url, secret, content_type: 'json' };
    await peer.octokit.rest.repos.createWebhook({ ...filled.names, config, events: ['pull_request'] });
    return filled.names;
  }

  test('tell of a pull request, signed as GitHub signs', async () => {
    const receiver = await openReceiver();
    const names = await listen('hooks-a', receiver.url);

    const { data } = await peer.octokit.rest.pulls.create({ ...names, head: 'change', base: 'main', title: 'One', draft: true });
    await peer.octokit.rest.pulls.update({ ...names, pull_number: data.number, state: 'closed' });

    await expect.poll(() => eventsOf(receiver.received)).toEqual(['ping', 'pull_request', 'pull_request']);
    await receiver.close();
    const [, opened, closed] = receiver.received.map(({ headers, body }) => ({
      headers,
      body,
      payload: JSON.parse(body) as { action: string },
    }));
    expect([opened?.payload.action, closed?.payload.action]).toEqual(['opened', 'closed']);
    expect(closed?.payload).toMatchObject({
      number: data.number,
      pull_request: { state: 'closed', merged: false, head: { ref: 'change', repo: { full_name: 'soulcaster/hooks-a' } } },
      repository: { full_name: 'soulcaster/hooks-a' },
    });
    expect(closed?.headers['x-hub-signature-256']).toBe(`sha256=${createHmac('sha256', secret).update(closed!.body).digest('hex')}`);
    expect(new Set([opened?.headers['x-github-delivery'], closed?.headers['x-github-delivery']]).size).toBe(2);
  });

  test('are sent again, with the same id, until they are taken', async () => {
    const receiver = await openReceiver(0, (count) => (count < 3 ? 503 : 202));

    await listen('hooks-b', receiver.url);

    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(3);
    await receiver.close();
    expect(new Set(receiver.received.map(({ headers }) => headers['x-github-delivery'])).size).toBe(1);
  });

  test('that a stopped peer owed are sent by the next one', async () => {
    const receiver = await openReceiver();
    await receiver.close();
    const names = await listen('hooks-c', receiver.url);
    await peer.octokit.rest.pulls.create({ ...names, head: 'change', base: 'main', title: 'One' });

    await peer.stop();
    const later = await openReceiver(receiver.port);
    await peer.start();

    await expect.poll(() => eventsOf(later.received), { timeout: 10_000 }).toEqual(['ping', 'pull_request']);
    await later.close();
    expect((await peer.octokit.rest.pulls.list({ ...names })).data).toHaveLength(1);
  });
});
