import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FixRefusedError, InternalError, NotFoundError, TooLargeError } from '#domain/errors';
import type { SourceTrees, TreeComparison } from '#domain/ports/source-trees';
import { fetchError, git, tryGit } from './run-git.ts';

const FETCH_MS = 300_000;
const MAX_BUNDLE_BYTES = 134_217_728;
const HEX = /^[0-9a-f]{40}$/;
const BASE = 'refs/soulcaster/base';
const CHANGE = 'refs/soulcaster/change';

/** One bare repository per fix at <dataDir>/fixes/<jobId>/repo.git; see the port. */
export function createGitTrees(options: { dataDir: string }): SourceTrees {
  return new GitTrees(join(resolve(options.dataDir), 'fixes'));
}

class GitTrees implements SourceTrees {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async fetchBase(input: Parameters<SourceTrees['fetchBase']>[0]): Promise<{ commit: string; rootCommits: string[] | null }> {
    const { branch, commit, source, wholeHistory, signal } = input;
    if (commit !== null) hex(commit);
    const gitDir = await this.#repository(input.jobId);
    const known = await this.#revision(gitDir, BASE);
    const isThere = known !== null && (commit === null || commit === known) && !(wholeHistory && existsSync(join(gitDir, 'shallow')));
    if (!isThere) {
      const depth = wholeHistory ? (existsSync(join(gitDir, 'shallow')) ? ['--unshallow'] : []) : ['--depth=1'];
      const env = credential(source);
      const fetch = (ref: string) =>
        tryGit(
          ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', ...depth, source.url, `+${ref}:${BASE}`],
          {
            gitDir,
            env,
            timeoutMs: FETCH_MS,
            signal,
          },
        );
      let fetched = await fetch(`refs/heads/${branch}`);
      // The branch may have moved on since this fix decided on a commit.
      if (fetched.exitCode === 0 && commit !== null && (await this.#revision(gitDir, BASE)) !== commit)
        fetched = await this.#moveTo(gitDir, commit, fetch);
      if (fetched.exitCode !== 0) throw fetchError(fetched.stderr);
    }
    const base = await this.#revision(gitDir, BASE);
    if (base === null) throw new NotFoundError('the code host has no such branch or commit');
    if (!wholeHistory) return { commit: base, rootCommits: null };
    const roots = await git(['rev-list', '--max-parents=0', base], { gitDir });
    return { commit: base, rootCommits: roots.toString('utf8').trim().split('\n') };
  }

  async #moveTo(gitDir: string, commit: string, fetch: (ref: string) => ReturnType<typeof tryGit>): ReturnType<typeof tryGit> {
    const isThere = (await tryGit(['cat-file', '-e', `${commit}^{commit}`], { gitDir })).exitCode === 0;
    return isThere ? tryGit(['update-ref', BASE, commit], { gitDir }) : fetch(commit);
  }

  async listFiles(jobId: string, tree: string): Promise<{ path: string; sizeBytes: number }[]> {
    const listing = await git(['ls-tree', '-r', '-z', '--long', '--full-tree', hex(tree)], { gitDir: this.#gitDir(jobId) });
    return listing
      .toString('utf8')
      .split('\0')
      .flatMap((record) => {
        const found = /^100(?:644|755) blob [0-9a-f]+ +(\d+)\t([\s\S]+)$/.exec(record);
        return found ? [{ path: found[2] as string, sizeBytes: Number(found[1]) }] : [];
      });
  }

  async readFile(jobId: string, tree: string, path: string, maxBytes: number): Promise<Uint8Array | null> {
    const gitDir = this.#gitDir(jobId);
    const name = `${hex(tree)}:${path}`;
    const type = await tryGit(['cat-file', '-t', name], { gitDir });
    if (type.exitCode !== 0 || type.stdout.toString('utf8').trim() !== 'blob') return null;
    const size = Number((await git(['cat-file', '-s', name], { gitDir })).toString('utf8'));
    return size > maxBytes ? null : git(['cat-file', 'blob', name], { gitDir, maxBytes });
  }

  async readFiles(jobId: string, tree: string, paths: string[]): Promise<Map<string, Uint8Array>> {
    // One name a line: a path with a line break cannot be asked for.
    const asked = paths.filter((path) => !path.includes('\n'));
    const input = asked.map((path) => `${hex(tree)}:${path}\n`).join('');
    return readBatch(asked, await git(['cat-file', '--batch'], { gitDir: this.#gitDir(jobId), input }));
  }

  async pack(jobId: string, trees: Record<string, string>): Promise<Uint8Array> {
    const gitDir = this.#gitDir(jobId);
    const refs: string[] = [];
    for (const [name, tree] of Object.entries(trees)) {
      if (!/^[a-z]+$/.test(name)) throw new InternalError('a packed tree has a bad name');
      const ref = `refs/heads/${name}`;
      await git(['update-ref', ref, await this.#parentless(gitDir, tree)], { gitDir });
      refs.push(ref);
    }
    try {
      return await git(['bundle', 'create', '--quiet', '-', ...refs], { gitDir, maxBytes: MAX_BUNDLE_BYTES });
    } catch (error) {
      if (!(error instanceof TooLargeError)) throw error;
      throw new FixRefusedError('repository_too_large', 'The repository is larger than a sandbox takes (128 MiB packed).', {
        cause: error,
      });
    }
  }

  async #parentless(gitDir: string, tree: string): Promise<string> {
    return (await git(['commit-tree', '-m', 'base', `${hex(tree)}^{tree}`], { gitDir })).toString('utf8').trim();
  }

  async acceptChange(jobId: string, bundle: Uint8Array): Promise<string> {
    const gitDir = this.#gitDir(jobId);
    const { commit, pack } = readBundle(bundle);
    // Fetching from a bundle checks nothing (git 2.39, whatever its settings); this checks each object of the pack and keeps none of a bad one.
    const indexed = await tryGit(['index-pack', '--strict', '--fix-thin', '--stdin'], { gitDir, input: pack });
    const tree = indexed.exitCode === 0 ? await tryGit(['rev-parse', '--verify', '--quiet', `${commit}^{tree}`], { gitDir }) : indexed;
    if (tree.exitCode !== 0) throw unsafeChange(new Error(tree.stderr));
    await git(['update-ref', CHANGE, commit], { gitDir });
    return tree.stdout.toString('utf8').trim();
  }

  async compare(jobId: string, fromTree: string, toTree: string, maxPatchBytes: number): Promise<TreeComparison> {
    const gitDir = this.#gitDir(jobId);
    const trees = [hex(fromTree), hex(toTree)];
    const plain = ['--no-renames', '--no-ext-diff', '--no-textconv', '--no-color', '--ignore-submodules=none'];
    const raw = await git(['diff-tree', '-r', '-z', '--raw', '--full-index', ...plain, ...trees], { gitDir });
    const numstat = await git(['diff-tree', '-r', '-z', '--numstat', ...plain, ...trees], { gitDir });
    const patch = await this.#patch(
      gitDir,
      ['diff-tree', '-r', '-p', '--src-prefix=a/', '--dst-prefix=b/', ...plain, ...trees],
      maxPatchBytes,
    );
    return { raw: raw.toString('utf8'), numstat: numstat.toString('utf8'), patch };
  }

  async #patch(gitDir: string, args: string[], maxBytes: number): Promise<string> {
    try {
      const patch = await git(args, { gitDir });
      if (patch.length <= maxBytes) return patch.toString('utf8');
      const cut = patch.subarray(0, maxBytes);
      return cut.subarray(0, cut.lastIndexOf(0x0a) + 1).toString('utf8');
    } catch (error) {
      // The gate has its own words for a change of that size.
      if (error instanceof TooLargeError) return '';
      throw error;
    }
  }

  async overlay(jobId: string, base: string, from: string, paths: string[]): Promise<string> {
    const gitDir = this.#gitDir(jobId);
    const env = { GIT_INDEX_FILE: join(this.#root, jobId, 'overlay.index') };
    await git(['read-tree', `${hex(base)}^{tree}`], { gitDir, env });
    const lines: string[] = [];
    for (const path of paths) {
      const found = (await git(['ls-tree', '-z', '--full-tree', hex(from), '--', `:(literal)${path}`], { gitDir })).toString('utf8');
      const entry = /^(\d{6}) blob ([0-9a-f]{40})\t/.exec(found);
      lines.push(entry ? `${entry[1]} ${entry[2]}\t${path}` : `0 ${'0'.repeat(40)}\t${path}`);
    }
    await git(['update-index', '-z', '--index-info'], { gitDir, env, input: lines.map((line) => `${line}\0`).join('') });
    return (await git(['write-tree'], { gitDir, env })).toString('utf8').trim();
  }

  async remove(jobId: string): Promise<void> {
    await rm(join(this.#root, safeId(jobId)), { recursive: true, force: true });
  }

  #gitDir(jobId: string): string {
    return join(this.#root, safeId(jobId), 'repo.git');
  }

  async #repository(jobId: string): Promise<string> {
    const gitDir = this.#gitDir(jobId);
    if (!existsSync(join(gitDir, 'HEAD'))) {
      await mkdir(gitDir, { recursive: true, mode: 0o700 });
      await git(['init', '--quiet', '--bare', '--template=', '--initial-branch=none'], { gitDir });
    }
    await removeLocks(gitDir);
    return gitDir;
  }

  async #revision(gitDir: string, ref: string): Promise<string | null> {
    const found = await tryGit(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], { gitDir });
    return found.exitCode === 0 ? found.stdout.toString('utf8').trim() : null;
  }
}

/** The answers of `git cat-file --batch`, one for each name asked for. */
function readBatch(paths: readonly string[], answers: Buffer): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let at = 0;
  for (const path of paths) {
    const end = answers.indexOf(0x0a, at);
    const found = /^[0-9a-f]{40} (\w+) (\d+)$/.exec(answers.subarray(at, end).toString('utf8'));
    at = end + 1;
    if (!found) continue;
    const size = Number(found[2]);
    if (found[1] === 'blob') files.set(path, answers.subarray(at, at + size));
    at += size + 1;
  }
  return files;
}

/** The commit of branch `change` and the pack, from the file format of bundles (gitformat-bundle, versions 2 and 3). */
function readBundle(bundle: Uint8Array): { commit: string; pack: Uint8Array } {
  const bytes = Buffer.from(bundle);
  const end = bytes.indexOf('\n\n');
  const header = bytes.subarray(0, Math.max(0, end)).toString('utf8');
  const found = /^([0-9a-f]{40}) refs\/heads\/change$/m.exec(header);
  if (!/^# v[23] git bundle\n/.test(header) || !found) throw unsafeChange(new Error('not a bundle with a branch named change'));
  return { commit: found[1] as string, pack: bytes.subarray(end + 2) };
}

function unsafeChange(cause: Error): FixRefusedError {
  return new FixRefusedError('unsafe_change', 'Git refused what came out of the sandbox.', { cause });
}

/** Locks of a git process that died with its worker; a job's activities run one after another, so nobody holds one now. */
async function removeLocks(gitDir: string): Promise<void> {
  const top = (await readdir(gitDir)).map((name) => join(gitDir, name));
  const refs = (await readdir(join(gitDir, 'refs'), { recursive: true })).map((name) => join(gitDir, 'refs', name));
  const locks = [...top, ...refs].filter((path) => path.endsWith('.lock'));
  await Promise.all(locks.map((path) => rm(path, { force: true })));
}

/** The header goes to this URL alone, through the environment of the one process: no argument list, file or URL holds it. */
function credential(source: { url: string; authorization: string | null }): Record<string, string> {
  if (source.authorization === null) return {};
  return {
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: `http.${new URL(source.url).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: ${source.authorization}`,
    GIT_CONFIG_KEY_1: 'http.followRedirects',
    GIT_CONFIG_VALUE_1: 'false',
  };
}

function hex(id: string): string {
  if (!HEX.test(id)) throw new InternalError('a git id must be 40 hex digits');
  return id;
}

function safeId(jobId: string): string {
  if (!/^[\w-]{1,80}$/.test(jobId)) throw new InternalError('a job id has other characters than letters, digits and hyphens');
  return jobId;
}
