import { join } from 'node:path';
import { RepositoryName } from '#domain/project';
import { BareRepository } from './git.ts';
import { presentPull, presentPullSimple, type PullCounts, type PullFacts } from './present-pull.ts';
import { ACCOUNT, presentRepository, presentUser, type RepositoryFacts } from './present-repository.ts';
import { notFound, Refusal, refusedRule } from './refusals.ts';
import type { PeerStore, PullRow, RepositoryRow } from './store.ts';
import type { Webhooks } from './webhooks.ts';

export interface OpenRepository {
  row: RepositoryRow;
  git: BareRepository;
}

/** What the REST calls and the pages do to repositories and pull requests; git is the truth about branches, SQLite about the rest. */
export class Peer {
  constructor(
    readonly store: PeerStore,
    readonly webhooks: Webhooks,
    readonly folder: string,
    /** Its own address, without a slash at the end. */
    readonly origin: string,
  ) {}

  async createRepository(name: string, description: string | null): Promise<OpenRepository> {
    if (!RepositoryName.safeParse(`${ACCOUNT}/${name}`).success || name.endsWith('.git'))
      throw refusedRule('Repository', 'name is invalid');
    if (this.store.repository(ACCOUNT, name)) {
      throw new Refusal(422, 'Repository creation failed.', [
        { resource: 'Repository', code: 'custom', field: 'name', message: 'name already exists on this account' },
      ]);
    }
    const git = await BareRepository.create(this.#folderOf(ACCOUNT, name));
    return { row: this.store.addRepository({ owner: ACCOUNT, name, description, created_at: now() }), git };
  }

  /** @throws {Refusal} 404 */
  open(owner: string, name: string): OpenRepository {
    const row = this.store.repository(owner, name);
    if (!row) throw notFound();
    return { row, git: new BareRepository(this.#folderOf(row.owner, row.name)) };
  }

  async facts({ row, git }: OpenRepository): Promise<RepositoryFacts> {
    const openIssues =
      this.store.pulls(row.id, { state: 'open' }).length + this.store.issues(row.id).filter((issue) => issue.state === 'open').length;
    return { row, openIssues, defaultBranch: await git.defaultBranch() };
  }

  async openPull(
    repository: OpenRepository,
    input: { title: string; body: string | null; head: string; base: string; draft: boolean },
  ): Promise<PullRow> {
    const { row, git } = repository;
    const [headSha, baseSha] = [await git.branch(input.head), await git.branch(input.base)];
    if (headSha === null) throw new Refusal(422, 'Validation Failed', [{ resource: 'PullRequest', field: 'head', code: 'invalid' }]);
    if (baseSha === null) throw new Refusal(422, 'Validation Failed', [{ resource: 'PullRequest', field: 'base', code: 'invalid' }]);
    if ((await git.forkPoint(baseSha, headSha)) === null) {
      throw refusedRule('PullRequest', `The ${input.head} branch has no history in common with ${input.base}`);
    }
    if ((await git.commitsBetween(baseSha, headSha)) === 0) {
      throw refusedRule('PullRequest', `No commits between ${input.base} and ${input.head}`);
    }
    // From here to the insert nothing waits, so two requests cannot both pass.
    if (this.store.pulls(row.id, { state: 'open', head: input.head, base: input.base }).length > 0) {
      throw refusedRule('PullRequest', `A pull request already exists for ${row.owner}:${input.head}.`);
    }
    const pull = this.store.addPull({
      repository_id: row.id,
      title: input.title,
      body: input.body,
      head: input.head,
      base: input.base,
      draft: Number(input.draft),
      head_sha: headSha,
      base_sha: baseSha,
      created_at: now(),
    });
    await this.#tell(repository, pull, 'opened');
    return pull;
  }

  /** @throws {Refusal} 404 */
  pull({ row }: OpenRepository, number: number): PullRow {
    const pull = Number.isSafeInteger(number) ? this.store.pull(row.id, number) : null;
    if (!pull) throw notFound();
    return pull;
  }

  async setState(repository: OpenRepository, pull: PullRow, state: 'open' | 'closed'): Promise<PullRow> {
    if (pull.state === state) return pull;
    if (pull.merged_at !== null) throw refusedRule('PullRequest', 'state cannot be changed. The pull request was merged.');
    const ends = await this.ends(repository, pull);
    const saved = this.store.savePull({
      ...pull,
      state,
      head_sha: ends.headSha,
      base_sha: ends.baseSha,
      closed_at: state === 'closed' ? now() : null,
      updated_at: now(),
    });
    await this.#tell(repository, saved, state === 'closed' ? 'closed' : 'reopened');
    return saved;
  }

  async markReady(repository: OpenRepository, pull: PullRow): Promise<PullRow> {
    if (pull.draft === 0) return pull;
    const saved = this.store.savePull({ ...pull, draft: 0, updated_at: now() });
    await this.#tell(repository, saved, 'ready_for_review');
    return saved;
  }

  /**
   * A merge commit on the base branch, then the record of it. Cut off in between, a second call finds the merge in git and records it.
   * @throws {Refusal} 405 closed, a draft, or in conflict
   */
  async merge(repository: OpenRepository, pull: PullRow): Promise<PullRow> {
    const { row, git } = repository;
    if (pull.state === 'closed') throw new Refusal(405, 'Pull Request is not mergeable');
    if (pull.draft === 1) throw new Refusal(405, 'Pull Request is still a draft');
    const { headSha, baseSha } = await this.ends(repository, pull);
    let mergeSha = baseSha;
    if (!(await git.contains(baseSha, headSha))) {
      const tree = await git.mergedTree(baseSha, headSha);
      if (tree === null) throw new Refusal(405, 'Pull Request is not mergeable');
      const person = { name: 'Soulcaster', email: 'peer@soulcaster.invalid', date: now() };
      const message = `Merge pull request #${pull.number} from ${row.owner}/${pull.head}\n\n${pull.title}`;
      mergeSha = await git.writeCommit({ tree, parents: [baseSha, headSha], message, author: person, committer: person });
      if (!(await git.moveBranch(pull.base, mergeSha, baseSha)))
        throw new Refusal(409, 'Base branch was modified. Review and try the merge again.');
    }
    const saved = this.store.savePull({
      ...pull,
      state: 'closed',
      head_sha: headSha,
      base_sha: baseSha,
      merged_at: now(),
      merge_sha: mergeSha,
      closed_at: now(),
      updated_at: now(),
    });
    await this.#tell(repository, saved, 'closed');
    return saved;
  }

  /** Commits of its two branches: while it is open, where they are now. */
  async ends({ git }: OpenRepository, pull: PullRow): Promise<{ headSha: string; baseSha: string }> {
    if (pull.state === 'closed') return { headSha: pull.head_sha, baseSha: pull.base_sha };
    return { headSha: (await git.branch(pull.head)) ?? pull.head_sha, baseSha: (await git.branch(pull.base)) ?? pull.base_sha };
  }

  async pullFacts(repository: OpenRepository, pull: PullRow): Promise<PullFacts> {
    return { pull, repository: await this.facts(repository), ...(await this.ends(repository, pull)) };
  }

  async pullSimple(repository: OpenRepository, pull: PullRow) {
    return presentPullSimple(this.origin, await this.pullFacts(repository, pull));
  }

  async pullFull(repository: OpenRepository, pull: PullRow) {
    const facts = await this.pullFacts(repository, pull);
    return presentPull(this.origin, facts, await this.#counts(repository, facts));
  }

  /** From where the branches parted to the head: what GitHub shows as the pull request's changes. */
  async range({ git }: OpenRepository, ends: { headSha: string; baseSha: string }): Promise<{ from: string; to: string }> {
    return { from: (await git.forkPoint(ends.baseSha, ends.headSha)) ?? ends.baseSha, to: ends.headSha };
  }

  async #counts(repository: OpenRepository, facts: PullFacts): Promise<PullCounts> {
    const { git } = repository;
    const { from, to } = await this.range(repository, facts);
    const files = await git.changedFiles(from, to);
    return {
      commits: await git.commitsBetween(facts.baseSha, facts.headSha),
      additions: files.reduce((sum, file) => sum + file.additions, 0),
      deletions: files.reduce((sum, file) => sum + file.deletions, 0),
      changedFiles: files.length,
      mergeable: facts.pull.state === 'closed' ? null : (await git.mergedTree(facts.baseSha, facts.headSha)) !== null,
    };
  }

  async #tell(repository: OpenRepository, pull: PullRow, action: 'opened' | 'closed' | 'reopened' | 'ready_for_review'): Promise<void> {
    this.webhooks.emit(repository.row, 'pull_request', {
      action,
      number: pull.number,
      pull_request: await this.pullFull(repository, pull),
      repository: presentRepository(this.origin, await this.facts(repository)),
      sender: presentUser(this.origin),
    });
  }

  #folderOf(owner: string, name: string): string {
    return join(this.folder, 'repositories', owner, `${name.toLowerCase()}.git`);
  }
}

/** GitHub's times have whole seconds. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
