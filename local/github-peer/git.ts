import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export class GitFailedError extends Error {
  override readonly name = 'GitFailedError';
  constructor(
    readonly command: string,
    readonly exitCode: number,
    readonly stderr: string,
  ) {
    super(`git ${command} ended with ${exitCode}: ${stderr.slice(0, 500)}`);
  }
}

export interface Person {
  name: string;
  email: string;
  /** ISO 8601. */
  date: string;
}

export interface CommitFacts {
  sha: string;
  tree: string;
  parents: string[];
  message: string;
  author: Person;
  committer: Person;
}

export interface TreeEntry {
  path: string;
  mode: string;
  type: string;
  /** null deletes. */
  sha: string | null;
  sizeBytes?: number;
}

export interface FileChange {
  path: string;
  status: 'added' | 'removed' | 'modified' | 'changed';
  sha: string;
  additions: number;
  deletions: number;
}

/** Pushes are taken, checked and on disk before they are answered; no hook ever runs. */
const SETTINGS = `[http]
\treceivepack = true
[core]
\thooksPath = /dev/null
\tfsync = committed,reference
[receive]
\tfsckObjects = true
`;
const NO_SHA = '0'.repeat(40);
/** Exit codes by which git says that something is not so, or not there. */
const NO: ReadonlySet<number> = new Set([1, 128]);

/** One bare repository, by git's plumbing alone: no work tree, no hooks, none of the user's configuration. */
export class BareRepository {
  constructor(readonly folder: string) {}

  /** Makes the repository; one that is there already stays as it is. */
  static async create(folder: string): Promise<BareRepository> {
    const fresh = `${folder}.${randomUUID()}`;
    await mkdir(dirname(folder), { recursive: true });
    await git(['init', '--quiet', '--bare', '--initial-branch=main', fresh]);
    await appendFile(join(fresh, 'config'), SETTINGS);
    await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }));
    return new BareRepository(folder);
  }

  /** Commit id of a branch, or null. */
  branch(name: string): Promise<string | null> {
    return this.#resolve(`refs/heads/${name}^{commit}`);
  }

  /** Commit id that a full or short id names, or null. */
  commitId(revision: string): Promise<string | null> {
    return /^[0-9a-f]{4,40}$/.test(revision) ? this.#resolve(`${revision}^{commit}`) : Promise.resolve(null);
  }

  async branches(): Promise<{ name: string; sha: string }[]> {
    const lines = await this.run(['for-each-ref', '--format=%(objectname) %(refname:lstrip=2)', 'refs/heads']);
    return linesOf(lines).map((line) => ({ sha: line.slice(0, 40), name: line.slice(41) }));
  }

  /** What HEAD names if it exists, else the first branch there is, else `main`. */
  async defaultBranch(): Promise<string> {
    const head = (await this.run(['symbolic-ref', '--short', 'HEAD'])).trim();
    if ((await this.branch(head)) !== null) return head;
    return (await this.branches())[0]?.name ?? head;
  }

  isBranchName(name: string): Promise<boolean> {
    return this.#yes(['check-ref-format', '--branch', name]);
  }

  /** `blob`, `tree`, `commit`, or null where there is no such object. */
  async typeOf(sha: string): Promise<string | null> {
    return /^[0-9a-f]{40}$/.test(sha) ? this.#maybe(['cat-file', '-t', sha]) : null;
  }

  async writeBlob(bytes: Uint8Array): Promise<string> {
    return (await this.run(['hash-object', '-w', '--stdin', '--no-filters'], bytes)).trim();
  }

  async readBlob(sha: string): Promise<Buffer> {
    return this.#bytes(['cat-file', 'blob', sha]);
  }

  /** Applies entries to a tree (or to none) and writes the result. */
  async writeTree(base: string | null, entries: readonly TreeEntry[]): Promise<string> {
    const index = { GIT_INDEX_FILE: join(this.folder, `index.${randomUUID()}`) };
    try {
      if (base !== null) await this.run(['read-tree', base], undefined, index);
      const lines = entries.map((entry) =>
        entry.sha === null ? `0 ${NO_SHA}\t${entry.path}\0` : `${entry.mode} ${entry.sha}\t${entry.path}\0`,
      );
      await this.run(['update-index', '-z', '--index-info'], lines.join(''), index);
      return (await this.run(['write-tree'], undefined, index)).trim();
    } finally {
      await rm(index.GIT_INDEX_FILE, { force: true });
    }
  }

  async readTree(sha: string, recursive: boolean): Promise<TreeEntry[]> {
    const lines = await this.run(['ls-tree', '-z', '-l', ...(recursive ? ['-r', '-t'] : []), sha]);
    return lines
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const [facts, path] = [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)];
        const [mode = '', type = '', id = '', size = '-'] = facts.split(/ +/);
        return { path, mode, type, sha: id, ...(size === '-' ? {} : { sizeBytes: Number(size) }) };
      });
  }

  async writeCommit(input: Omit<CommitFacts, 'sha'>): Promise<string> {
    const args = ['commit-tree', input.tree, ...input.parents.flatMap((parent) => ['-p', parent]), '-F', '-'];
    return (await this.run(args, input.message, { ...identity('AUTHOR', input.author), ...identity('COMMITTER', input.committer) })).trim();
  }

  async readCommit(sha: string): Promise<CommitFacts> {
    const text = await this.run(['log', '-1', '--format=%H%x00%T%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B', sha]);
    const [
      id = '',
      tree = '',
      parents = '',
      authorName = '',
      authorEmail = '',
      authored = '',
      name = '',
      email = '',
      committed = '',
      body = '',
    ] = text.split('\0');
    return {
      sha: id,
      tree,
      parents: parents.split(' ').filter((parent) => parent !== ''),
      message: body.replace(/\n+$/, ''),
      author: { name: authorName, email: authorEmail, date: isoOfEpoch(authored) },
      committer: { name, email, date: isoOfEpoch(committed) },
    };
  }

  /** False when the branch is there already. */
  createBranch(name: string, sha: string): Promise<boolean> {
    return this.#moved(name, sha, NO_SHA);
  }

  /** False when the branch is no longer at `from`. */
  moveBranch(name: string, to: string, from: string): Promise<boolean> {
    return this.#moved(name, to, from);
  }

  contains(commit: string, ancestor: string): Promise<boolean> {
    return this.#yes(['merge-base', '--is-ancestor', ancestor, commit]);
  }

  async commitsBetween(base: string, head: string): Promise<number> {
    return Number(await this.run(['rev-list', '--count', `${base}..${head}`]));
  }

  /** Where the two histories parted; null where they never met. */
  forkPoint(base: string, head: string): Promise<string | null> {
    return this.#maybe(['merge-base', base, head]);
  }

  async changedFiles(from: string, to: string): Promise<FileChange[]> {
    const raw = (await this.run(['diff', '--raw', '-z', '--no-renames', '--abbrev=40', from, to])).split('\0');
    const counts = new Map<string, [number, number]>();
    for (const line of (await this.run(['diff', '--numstat', '-z', '--no-renames', from, to])).split('\0')) {
      const [added = '', removed = '', path] = line.split('\t');
      if (path !== undefined) counts.set(path, [Number(added) || 0, Number(removed) || 0]);
    }
    const changes: FileChange[] = [];
    for (let i = 0; i + 1 < raw.length; i += 2) {
      const [, , , sha = '', letter = ''] = raw[i]!.split(' ');
      const path = raw[i + 1]!;
      const [additions, deletions] = counts.get(path) ?? [0, 0];
      changes.push({ path, status: statusOf(letter), sha, additions, deletions });
    }
    return changes;
  }

  diff(from: string, to: string, path?: string): Promise<string> {
    return this.run([
      'diff',
      '--no-color',
      '--no-ext-diff',
      '--no-textconv',
      '--no-renames',
      from,
      to,
      ...(path === undefined ? [] : ['--', path]),
    ]);
  }

  /** Tree of a merge without conflicts, or null. */
  mergedTree(base: string, head: string): Promise<string | null> {
    return this.#maybe(['merge-tree', '--write-tree', '--no-messages', base, head]);
  }

  async run(args: string[], input?: string | Uint8Array, env?: Record<string, string>): Promise<string> {
    return (await this.#bytes(args, input, env)).toString('utf8');
  }

  #bytes(args: string[], input?: string | Uint8Array, env?: Record<string, string>): Promise<Buffer> {
    return git(args, input, { GIT_DIR: this.folder, ...env });
  }

  async #yes(args: string[]): Promise<boolean> {
    return (await this.#maybe(args)) !== null;
  }

  /** What git says, or null where it says no. */
  async #maybe(args: string[]): Promise<string | null> {
    try {
      return (await this.run(args)).trim();
    } catch (error) {
      if (error instanceof GitFailedError && NO.has(error.exitCode)) return null;
      throw error;
    }
  }

  #resolve(revision: string): Promise<string | null> {
    return this.#maybe(['rev-parse', '--verify', '--quiet', '--end-of-options', revision]);
  }

  #moved(name: string, to: string, from: string): Promise<boolean> {
    return this.#yes(['update-ref', `refs/heads/${name}`, to, from]);
  }
}

function git(args: string[], input?: string | Uint8Array, env: Record<string, string> = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { env: { ...gitEnvironment(), ...env } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    // git may end before it has read everything; its exit code then says why.
    child.stdin.on('error', () => undefined);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new GitFailedError(args[0] ?? '', code ?? -1, Buffer.concat(err).toString('utf8')));
    });
    child.stdin.end(input);
  });
}

/** What git may know of its surroundings: where programs are, and nothing of the user's configuration. */
export function gitEnvironment(): Record<string, string> {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' };
}

function identity(role: 'AUTHOR' | 'COMMITTER', person: Person): Record<string, string> {
  const seconds = Math.floor(Date.parse(person.date) / 1000);
  return { [`GIT_${role}_NAME`]: person.name, [`GIT_${role}_EMAIL`]: person.email, [`GIT_${role}_DATE`]: `@${seconds} +0000` };
}

function isoOfEpoch(seconds: string): string {
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

function statusOf(letter: string): FileChange['status'] {
  if (letter.startsWith('A')) return 'added';
  if (letter.startsWith('D')) return 'removed';
  return letter.startsWith('M') ? 'modified' : 'changed';
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
