import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { HttpClient, UnexpectedAnswerError } from './http-client.ts';
import { buildSampleRepository } from './repository.ts';

const run = promisify(execFile);

export interface PeerAccess {
  peerUrl: string;
  peerToken: string;
}

export function peerClient({ peerUrl, peerToken }: PeerAccess): HttpClient {
  return new HttpClient(peerUrl, { authorization: `Bearer ${peerToken}` });
}

/** git's own configuration for one command: the credential in a header, never in the address or on the command line. */
export function gitCredential(peerToken: string): Record<string, string | undefined> {
  const basic = Buffer.from(`x-access-token:${peerToken}`).toString('base64');
  return {
    PATH: process.env.PATH,
    HOME: tmpdir(),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
}

/**
 * Makes a repository of this name at the peer and pushes the sample's commit to its `main`. One that is complete already stays as it is,
 * with what was merged since.
 * @returns owner/name
 */
export async function placeRepository(access: PeerAccess, name: string): Promise<string> {
  const peer = peerClient(access);
  const { login } = await peer.ask(z.object({ login: z.string() }), { path: '/user' });
  const made = await peer.send({ method: 'POST', path: '/user/repos', body: { name } });
  if (made.status !== 201 && made.status !== 422) throw new UnexpectedAnswerError('POST /user/repos', made.status, made.text);
  const { status } = await peer.send({ path: `/repos/${login}/${name}/git/ref/heads/main` });
  if (status !== 200) await push(access, `${login}/${name}`);
  return `${login}/${name}`;
}

async function push({ peerUrl, peerToken }: PeerAccess, repository: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'soulcaster-sample-'));
  try {
    await buildSampleRepository(folder);
    await run('git', ['push', '--quiet', `${peerUrl}/${repository}.git`, 'refs/heads/main'], {
      cwd: folder,
      env: gitCredential(peerToken),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const Hook = z.object({ id: z.number(), config: z.object({ url: z.string().optional() }) });

/** Registers a webhook at the peer, or gives the one for this address its present secret. */
export async function placeWebhook(access: PeerAccess, repository: string, url: string, secret: string): Promise<void> {
  const peer = peerClient(access);
  const path = `/repos/${repository}/hooks`;
  const known = (await peer.ask(z.array(Hook), { path })).find((hook) => hook.config.url === url);
  const body = { events: ['issues', 'pull_request', 'check_run'], active: true, config: { url, secret, content_type: 'json' } };
  if (known) await peer.ask(Hook, { method: 'PATCH', path: `${path}/${known.id}`, body });
  else await peer.ask(Hook, { method: 'POST', path, body });
}
