import type { Octokit, RestEndpointMethodTypes } from '@octokit/rest';
import { ConflictError } from '#domain/errors';
import type { CodeHost, PullRequestState, TreeChange } from '#domain/ports/code-host';
import { statusOf, translateError } from './errors.ts';

/** Not a mail address of anybody: the commit is ours, whoever's credential carries it. */
const AUTHOR = { name: 'Soulcaster', email: 'fixes@soulcaster.invalid' };

type Pull = Pick<
  RestEndpointMethodTypes['pulls']['list']['response']['data'][number],
  'number' | 'html_url' | 'state' | 'draft' | 'merged_at'
> & {
  head: { ref: string };
};

export interface GithubRepositoryOptions {
  octokit: Octokit;
  /** owner/name. */
  repository: string;
  /** Where the repository is cloned from: https://github.com, or the peer. */
  webUrl: string;
  token: string;
}

/** A repository by GitHub's REST API. Writes go by the git data calls: no local git, no hooks, nothing half pushed. */
export class GithubRepository implements CodeHost {
  readonly repository: string;
  readonly #octokit: Octokit;
  readonly #names: { owner: string; repo: string };
  readonly #webUrl: string;
  readonly #token: string;

  constructor({ octokit, repository, webUrl, token }: GithubRepositoryOptions) {
    const [owner = '', repo = ''] = repository.split('/');
    this.repository = repository;
    this.#octokit = octokit;
    this.#names = { owner, repo };
    this.#webUrl = webUrl.replace(/\/$/, '');
    this.#token = token;
  }

  cloneSource(): { url: string; authorization: string | null } {
    const basic = Buffer.from(`x-access-token:${this.#token}`).toString('base64');
    return { url: `${this.#webUrl}/${this.repository}.git`, authorization: `Basic ${basic}` };
  }

  async defaultBranch(): Promise<string> {
    const { data } = await this.#ask('the repository', () => this.#octokit.rest.repos.get(this.#names));
    return data.default_branch;
  }

  async headOf(branch: string): Promise<string> {
    const { data } = await this.#ask('the branch', () => this.#octokit.rest.git.getRef({ ...this.#names, ref: `heads/${branch}` }));
    return data.object.sha;
  }

  async commitToBranch(input: Parameters<CodeHost['commitToBranch']>[0]): Promise<{ commit: string }> {
    const commit = await this.#ask('the commit', () => this.#commit(input));
    try {
      await this.#octokit.rest.git.createRef({ ...this.#names, ref: `refs/heads/${input.branch}`, sha: commit });
    } catch (error) {
      await this.#acceptSameBranch(error, input.branch, commit);
    }
    return { commit };
  }

  async openDraftPullRequest(input: { branch: string; base: string; title: string; body: string }): Promise<PullRequestState> {
    const known = await this.#findPull(input.branch, input.base);
    if (known) return known;
    try {
      const { data } = await this.#octokit.rest.pulls.create({
        ...this.#names,
        head: input.branch,
        base: input.base,
        title: input.title,
        body: input.body,
        draft: true,
      });
      return stateOf(data);
    } catch (error) {
      // Another try of ours may have opened it in between.
      const opened = statusOf(error) === 422 ? await this.#findPull(input.branch, input.base) : null;
      if (opened) return opened;
      throw translateError(error, 'the draft pull request');
    }
  }

  async pullRequest(number: number): Promise<PullRequestState> {
    const { data } = await this.#ask('the pull request', () => this.#octokit.rest.pulls.get({ ...this.#names, pull_number: number }));
    return stateOf(data);
  }

  async closePullRequest(number: number): Promise<void> {
    await this.#ask('the pull request', async () => {
      const { data } = await this.#octokit.rest.pulls.get({ ...this.#names, pull_number: number });
      if (data.state === 'open') await this.#octokit.rest.pulls.update({ ...this.#names, pull_number: number, state: 'closed' });
    });
  }

  async #commit(input: Parameters<CodeHost['commitToBranch']>[0]): Promise<string> {
    const { git } = this.#octokit.rest;
    const base = await git.getCommit({ ...this.#names, commit_sha: input.baseCommit });
    const entries = [];
    for (const change of input.changes) entries.push(await this.#entry(change));
    const tree = await git.createTree({ ...this.#names, base_tree: base.data.tree.sha, tree: entries });
    const person = { ...AUTHOR, date: input.committedAt };
    const { data } = await git.createCommit({
      ...this.#names,
      message: input.message,
      tree: tree.data.sha,
      parents: [input.baseCommit],
      author: person,
      committer: person,
    });
    return data.sha;
  }

  async #entry({ path, content, mode }: TreeChange) {
    if (content === null) return { path, mode, type: 'blob' as const, sha: null };
    const { data } = await this.#octokit.rest.git.createBlob({
      ...this.#names,
      content: Buffer.from(content).toString('base64'),
      encoding: 'base64',
    });
    return { path, mode, type: 'blob' as const, sha: data.sha };
  }

  /** A branch that is there already is what an earlier try of ours made, if it is at the same commit. */
  async #acceptSameBranch(error: unknown, branch: string, commit: string): Promise<void> {
    const head = statusOf(error) === 422 ? await this.headOf(branch).catch(() => null) : null;
    if (head === null) throw translateError(error, 'the branch');
    if (head !== commit)
      throw new ConflictError('The branch exists with another commit', { code: 'branch_exists', cause: error, details: { branch } });
  }

  async #findPull(branch: string, base: string): Promise<PullRequestState | null> {
    const head = `${this.#names.owner}:${branch}`;
    const { data } = await this.#ask('pull requests', () => this.#octokit.rest.pulls.list({ ...this.#names, head, base, state: 'all' }));
    const pull = data.find(({ state }) => state === 'open') ?? data[0];
    return pull ? stateOf(pull) : null;
  }

  async #ask<T>(subject: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw translateError(error, subject);
    }
  }
}

function stateOf(pull: Pull): PullRequestState {
  const state = pull.merged_at !== null ? 'merged' : pull.state === 'open' ? 'open' : 'closed';
  return { number: pull.number, url: pull.html_url, state, draft: pull.draft ?? false, headBranch: pull.head.ref };
}
