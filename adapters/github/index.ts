import { FixRefusedError } from '#domain/errors';
import type { Credentials } from '#domain/ports/accounts';
import type { CodeHosts } from '#domain/ports/code-host';
import { GithubRepository } from './code-host.ts';
import { createOctokit } from './octokit.ts';

export interface CodeHostsOptions {
  githubApiUrl: string;
  githubWebUrl: string;
  /** Used where a user has no credential of their own. */
  githubToken?: string;
  /** The local GitHub peer, where one runs. */
  peerUrl?: string;
  peerToken?: string;
  credentials: Pick<Credentials, 'get'>;
}

/** GitHub and the local peer; the credential is chosen (and decrypted) when a repository is opened, and lives no longer than that. */
export function createCodeHosts(options: CodeHostsOptions): CodeHosts {
  const { githubApiUrl, githubWebUrl, githubToken, peerUrl, peerToken, credentials } = options;
  return {
    async open({ kind, repository, userId }) {
      if (kind === 'local') {
        if (!peerUrl || !peerToken)
          throw new FixRefusedError('no_credential', 'No local GitHub peer runs here, and this project lives on one.');
        const octokit = createOctokit({ apiUrl: peerUrl, token: peerToken, spaceWrites: false });
        return new GithubRepository({ octokit, repository, webUrl: peerUrl, token: peerToken });
      }
      const token = (await credentials.get(userId, 'github')) ?? githubToken;
      if (!token) {
        throw new FixRefusedError('no_credential', 'Nothing may act on this repository: sign in with GitHub, or set GITHUB_TOKEN.');
      }
      const octokit = createOctokit({ apiUrl: githubApiUrl, token, spaceWrites: true });
      return new GithubRepository({ octokit, repository, webUrl: githubWebUrl, token });
    },
  };
}
