import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { startGithubPeer } from '#local/github-peer/server';

export const PEER_TOKEN = 'peer-token';

/** A peer in a folder of its own, and Octokit to speak with it. `restart` ends it and starts another on the same folder and port. */
export async function openTestPeer() {
  const folder = await mkdtemp(join(tmpdir(), 'github-peer-'));
  let peer = await startGithubPeer({ dataDir: folder, token: PEER_TOKEN, port: 0 });
  const { url, port } = peer;
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  return {
    url,
    folder,
    octokit: new Octokit({ baseUrl: url, auth: PEER_TOKEN, log: quiet }),
    stop: () => peer.stop(),
    start: async () => {
      peer = await startGithubPeer({ dataDir: folder, token: PEER_TOKEN, port });
    },
    close: async () => {
      await peer.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type TestPeer = Awaited<ReturnType<typeof openTestPeer>>;

/** A repository with one commit on `main` and one more, that changes README.md, on each branch named. */
export async function fillRepository({ octokit }: TestPeer, repo: string, branches: readonly string[] = []) {
  const names = { owner: 'soulcaster', repo };
  await octokit.rest.repos.createForAuthenticatedUser({ name: repo });
  const commit = async (content: string, parents: string[]) => {
    const tree = await octokit.rest.git.createTree({ ...names, tree: [{ path: 'README.md', mode: '100644', type: 'blob', content }] });
    const made = await octokit.rest.git.createCommit({ ...names, message: `Say ${content}`, tree: tree.data.sha, parents });
    return made.data.sha;
  };
  const base = await commit('# Shop\n', []);
  await octokit.rest.git.createRef({ ...names, ref: 'refs/heads/main', sha: base });
  for (const branch of branches) {
    await octokit.rest.git.createRef({ ...names, ref: `refs/heads/${branch}`, sha: await commit(`# Shop of ${branch}\n`, [base]) });
  }
  return { names, base, commit };
}

export interface ReceivedWebhook {
  headers: IncomingHttpHeaders;
  body: string;
}

/** Listens for webhooks; `answer` says with which status. */
export async function openReceiver(port = 0, answer: (count: number) => number = () => 202) {
  const received: ReceivedWebhook[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString('utf8');
    received.push({ headers: request.headers, body });
    response.writeHead(answer(received.length)).end();
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
