import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Octokit } from '@octokit/rest';
import { afterEach, describe, expect, test } from 'vitest';
import { FixRefusedError, RateLimitedError, UnavailableError, VendorRefusedError } from '#domain/errors';
import { startGithubPeer } from '#local/github-peer/server';
import { createCodeHosts, type CodeHostsOptions } from './index.ts';

const run = promisify(execFile);
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe('the credential', () => {
  test('is the own one of the user before the one of the installation', async () => {
    const github = await answering((request, response) =>
      respond(response, 200, { default_branch: String(request.headers.authorization) }),
    );
    const hosts = createCodeHosts(options({ githubApiUrl: github, githubToken: 'installation', tokens: { 'u-1': 'own' } }));

    const own = await hosts.open({ kind: 'github', repository: 'o/r', userId: 'u-1' });
    const other = await hosts.open({ kind: 'github', repository: 'o/r', userId: 'u-2' });

    expect(await own.defaultBranch()).toBe('token own');
    expect(await other.defaultBranch()).toBe('token installation');
  });

  test.each([
    ['github', {}],
    ['local', { peerUrl: 'http://127.0.0.1:1' }],
    ['local', { peerToken: 'x' }],
  ] as const)('where there is none for %s, nothing is opened', async (kind, given) => {
    const hosts = createCodeHosts(options(given));

    const opened = hosts.open({ kind, repository: 'o/r', userId: 'u-1' });

    await expect(opened).rejects.toMatchObject({ constructor: FixRefusedError, code: 'no_credential' });
  });

  test('clones from the peer without standing in the address, and a wrong one does not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clone-'));
    const peer = await startGithubPeer({ dataDir: join(folder, 'peer'), token: 'right', port: 0 });
    closers.push(() => peer.stop().then(() => rm(folder, { recursive: true })));
    const octokit = new Octokit({ baseUrl: peer.url, auth: 'right' });
    await octokit.rest.repos.createForAuthenticatedUser({ name: 'shop' });
    const names = { owner: 'soulcaster', repo: 'shop' };
    const tree = await octokit.rest.git.createTree({ ...names, tree: [{ path: 'a', mode: '100644', type: 'blob', content: 'A' }] });
    const commit = await octokit.rest.git.createCommit({ ...names, message: 'First', tree: tree.data.sha, parents: [] });
    await octokit.rest.git.createRef({ ...names, ref: 'refs/heads/main', sha: commit.data.sha });
    const clone = async (peerToken: string, to: string) => {
      const host = await createCodeHosts(options({ peerUrl: peer.url, peerToken })).open({
        kind: 'local',
        repository: 'soulcaster/shop',
        userId: 'u',
      });
      const { url, authorization } = host.cloneSource();
      const env = { PATH: process.env.PATH, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraHeader' };
      await run('git', ['clone', '--quiet', url, join(folder, to)], {
        env: { ...env, GIT_CONFIG_VALUE_0: `Authorization: ${authorization}` },
      });
      return url;
    };

    const url = await clone('right', 'good');

    expect(url).toBe(`${peer.url}/soulcaster/shop.git`);
    expect(await readFile(join(folder, 'good/a'), 'utf8')).toBe('A');
    await expect(clone('wrong', 'bad')).rejects.toThrow(/128|terminal prompts disabled|Authentication failed/);
    await expect(
      createCodeHosts(options({ peerUrl: peer.url, peerToken: 'wrong' }))
        .open({ kind: 'local', repository: 'soulcaster/shop', userId: 'u' })
        .then((host) => host.defaultBranch()),
    ).rejects.toBeInstanceOf(VendorRefusedError);
  });
});

describe('a refusal', () => {
  const limited = { 'retry-after': '120' };
  const now = () => Math.floor(Date.now() / 1000);

  test.each([
    ['a credential that ended', 401, 'Bad credentials <b>', {}, VendorRefusedError, undefined],
    ['a credential that may not', 403, 'Resource not accessible <b>', {}, VendorRefusedError, undefined],
    ['a secondary limit', 403, 'You have exceeded a secondary rate limit <b>', limited, RateLimitedError, 120],
    ['too many requests', 429, 'Too many requests <b>', limited, RateLimitedError, 120],
    ['a validation', 422, 'Validation Failed <b>', {}, VendorRefusedError, undefined],
    ['a failure of its own', 502, 'Server Error <b>', {}, UnavailableError, undefined],
  ] as const)('for %s (%i) becomes ours', async (_, status, message, headers, kind, retryAfterSeconds) => {
    const github = await answering((_request, response) => respond(response, status, { message }, headers));

    const asked = openAt(github).then((host) => host.defaultBranch());

    const error = await asked.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ retryAfterSeconds, message: expect.not.stringContaining('<b>') });
  });

  test('for the primary limit says when it ends', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now() + 300) };
    const github = await answering((_request, response) => respond(response, 403, { message: 'API rate limit exceeded' }, headers));

    const error = await openAt(github)
      .then((host) => host.defaultBranch())
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(RateLimitedError);
    expect((error as RateLimitedError).retryAfterSeconds).toBeGreaterThan(295);
  });

  test('a short limit is waited out', async () => {
    let asked = 0;
    const github = await answering((_request, response) =>
      ++asked === 1
        ? respond(response, 429, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '1' })
        : respond(response, 200, { default_branch: 'main' }),
    );

    const host = await openAt(github);

    expect(await host.defaultBranch()).toBe('main');
    expect(asked).toBe(2);
  });

  test('nobody there is unavailable', async () => {
    const host = await openAt('http://127.0.0.1:9');

    await expect(host.defaultBranch()).rejects.toBeInstanceOf(UnavailableError);
  });
});

function openAt(githubApiUrl: string) {
  return createCodeHosts(options({ githubApiUrl, githubToken: crypto.randomUUID() })).open({
    kind: 'github',
    repository: 'o/r',
    userId: 'u-1',
  });
}

function options(given: Partial<CodeHostsOptions> & { tokens?: Record<string, string> }): CodeHostsOptions {
  const { tokens = {}, ...rest } = given;
  return {
    githubApiUrl: 'http://127.0.0.1:9',
    githubWebUrl: 'http://127.0.0.1:9',
    credentials: { get: async (userId) => tokens[userId] ?? null },
    ...rest,
  };
}

async function answering(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function respond(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
