import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SAMPLE_ROOT_COMMIT } from '#domain/sample';
import { startGithubPeer, type RunningGithubPeer } from '../github-peer/server.ts';
import { peerClient, placeRepository, placeWebhook, type PeerAccess } from './place-repository.ts';
import { runTestsOf } from './run-tests.ts';

const Ref = z.object({ object: z.object({ sha: z.string() }) });

let folder: string;
let peer: RunningGithubPeer;
let access: PeerAccess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'place-repository-'));
  peer = await startGithubPeer({ dataDir: folder, token: 'secret', port: 0 });
  access = { peerUrl: peer.url, peerToken: 'secret' };
});
afterAll(async () => {
  await peer.stop();
  await rm(folder, { recursive: true, force: true });
});

const headOf = async (repository: string, branch: string) =>
  (await peerClient(access).ask(Ref, { path: `/repos/${repository}/git/ref/heads/${branch}` })).object.sha;

describe('placing the repository', () => {
  test('puts the sample’s root commit on main, and again changes nothing', async () => {
    const first = await placeRepository(access, 'shop-a');
    const again = await placeRepository(access, 'shop-a');

    expect([first, again]).toEqual(['soulcaster/shop-a', 'soulcaster/shop-a']);
    expect(await headOf('soulcaster/shop-a', 'main')).toBe(SAMPLE_ROOT_COMMIT);
  });

  test('completes one that was made and never pushed to', async () => {
    await peerClient(access).send({ method: 'POST', path: '/user/repos', body: { name: 'shop-b' } });

    await placeRepository(access, 'shop-b');

    expect(await headOf('soulcaster/shop-b', 'main')).toBe(SAMPLE_ROOT_COMMIT);
  });
});

test('placing a webhook again gives the one there is its new secret', async () => {
  const repository = await placeRepository(access, 'shop-c');
  const received: { event: string; signature: string; body: string }[] = [];
  const receiver = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString();
    received.push({ event: String(request.headers['x-github-event']), signature: String(request.headers['x-hub-signature-256']), body });
    response.end();
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;

  await placeWebhook(access, repository, url, 'first-secret');
  await placeWebhook(access, repository, url, 'second-secret');
  await peerClient(access).send({ method: 'POST', path: `/repos/${repository}/issues`, body: { title: 'Broken' } });

  await expect.poll(() => received.map(({ event }) => event)).toEqual(['ping', 'issues']);
  receiver.closeAllConnections();
  receiver.close();
  const { body, signature } = received[1]!;
  expect(signature).toBe(`sha256=${createHmac('sha256', 'second-secret').update(body).digest('hex')}`);
});

test('the tests of a branch run in a sandbox and are read by name', async () => {
  const repository = await placeRepository(access, 'shop-d');

  const { commit, passed, failed } = await runTestsOf(access, repository, 'main');

  expect(commit).toBe(SAMPLE_ROOT_COMMIT);
  expect(passed).toHaveLength(16);
  expect(failed).toHaveLength(5);
  expect(failed).toContain('an order without a note has an empty field');
});
