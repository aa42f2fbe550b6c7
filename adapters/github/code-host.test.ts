import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { createEmulator } from 'emulate';
import { freePorts } from '#local/free-port';
import { startGithubPeer } from '#local/github-peer/server';
import { codeHostContract } from '#tests/contracts/code-host';
import { createCodeHosts } from './index.ts';

const noCredentials = { get: async () => null };

codeHostContract('the local GitHub peer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'code-host-'));
  const token = 'peer-token';
  const peer = await startGithubPeer({ dataDir: folder, token, port: 0 });
  const octokit = new Octokit({ baseUrl: peer.url, auth: token });
  let made = 0;
  return {
    hosts: createCodeHosts({
      githubApiUrl: peer.url,
      githubWebUrl: peer.url,
      peerUrl: peer.url,
      peerToken: token,
      credentials: noCredentials,
    }),
    apiUrl: peer.url,
    token,
    makeRepository: async () => {
      const { data } = await octokit.rest.repos.createForAuthenticatedUser({ name: `shop-${++made}` });
      const names = { owner: data.owner.login, repo: data.name };
      const { data: tree } = await octokit.rest.git.createTree({
        ...names,
        tree: [{ path: 'README.md', mode: '100644', type: 'blob', content: '# Shop\n' }],
      });
      const { data: commit } = await octokit.rest.git.createCommit({ ...names, message: 'First', tree: tree.sha, parents: [] });
      await octokit.rest.git.createRef({ ...names, ref: 'refs/heads/main', sha: commit.sha });
      return { repository: data.full_name, baseCommit: commit.sha };
    },
    close: async () => {
      await peer.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
});

codeHostContract('emulate', async () => {
  const [port = 0] = await freePorts(1);
  const token = 'emulate-token';
  const emulator = await createEmulator({
    service: 'github',
    port,
    seed: { tokens: { [token]: { login: 'octo', scopes: ['repo'] } }, github: { users: [{ login: 'octo', name: 'Octo' }] } },
  });
  const octokit = new Octokit({ baseUrl: emulator.url, auth: token });
  let made = 0;
  return {
    hosts: createCodeHosts({
      githubApiUrl: emulator.url,
      githubWebUrl: emulator.url,
      peerUrl: emulator.url,
      peerToken: token,
      credentials: noCredentials,
    }),
    apiUrl: emulator.url,
    token,
    makeRepository: async () => {
      const { data } = await octokit.rest.repos.createForAuthenticatedUser({ name: `shop-${++made}`, auto_init: true });
      const { data: ref } = await octokit.rest.git.getRef({ owner: data.owner.login, repo: data.name, ref: 'heads/main' });
      return { repository: data.full_name, baseCommit: ref.object.sha };
    },
    close: () => emulator.close(),
  };
});
