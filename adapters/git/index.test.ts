import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseTreeDiff } from '#domain/fixing/tree-diff';
import type { SourceTrees } from '#domain/ports/source-trees';
import { createGitTrees } from './index.ts';

const AUTHOR = ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'protocol.file.allow=always'];
let folder: string;
let upstream: string;
let trees: SourceTrees;
let job = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soulcaster-git-'));
  upstream = join(folder, 'upstream');
  run(folder, ['init', '-q', '-b', 'main', upstream]);
  await commit({
    'a.txt': 'one\n',
    '.gitattributes': 'ignored.txt export-ignore\n* -text\n',
    'ignored.txt': 'kept\r\n',
    'dir/b c.txt': 'b\n',
  });
  await commit({ 'a.txt': 'two\n' });
  trees = createGitTrees({ dataDir: join(folder, 'data') });
});
beforeEach(() => void job++);
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(cwd: string, args: string[]): string {
  return execFileSync('git', [...AUTHOR, ...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

async function commit(files: Record<string, string>): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(upstream, path)), { recursive: true });
    await writeFile(join(upstream, path), text);
  }
  run(upstream, ['add', '-A']);
  run(upstream, ['commit', '-q', '-m', 'c']);
  return run(upstream, ['rev-parse', 'HEAD']);
}

const jobId = () => `job-${job}`;
const fetchBase = (changes: Partial<Parameters<SourceTrees['fetchBase']>[0]> = {}) =>
  trees.fetchBase({
    jobId: jobId(),
    source: { url: `file://${upstream}`, authorization: null },
    branch: 'main',
    commit: null,
    wholeHistory: false,
    ...changes,
  });

/** Clones a bundle's branch, changes the checkout, and bundles the result as branch `change`, as a sandbox does. */
async function changeInClone(edit: (clone: string) => Promise<void> | void): Promise<Uint8Array> {
  const { commit: base } = await fetchBase();
  const file = join(folder, `${jobId()}.bundle`);
  await writeFile(file, await trees.pack(jobId(), { base }));
  const clone = join(folder, `${jobId()}-clone`);
  run(folder, ['clone', '-q', '-b', 'base', file, clone]);
  await edit(clone);
  run(clone, ['add', '-A', '-f']);
  run(clone, ['checkout', '-q', '-b', 'change']);
  run(clone, ['commit', '-q', '--allow-empty', '-m', 'x']);
  run(clone, ['bundle', 'create', '-q', 'out.bundle', 'change']);
  return readFile(join(clone, 'out.bundle'));
}

describe('fetching the base', () => {
  it('takes the tip of the branch without its history, once', async () => {
    const first = await fetchBase();
    const moved = await commit({ 'later.txt': 'x\n' });
    const again = await fetchBase();

    expect(first).toEqual({ commit: expect.stringMatching(/^[0-9a-f]{40}$/), rootCommits: null });
    expect(again.commit).toBe(first.commit);
    expect(moved).not.toBe(first.commit);
    run(upstream, ['reset', '-q', '--hard', first.commit]);
  });

  it('takes the commit a run decided on, also after the branch moved and the disk was lost', async () => {
    const { commit: decided } = await fetchBase();
    await commit({ 'later.txt': 'x\n' });
    await trees.remove(jobId());

    expect((await fetchBase({ commit: decided })).commit).toBe(decided);
    run(upstream, ['reset', '-q', '--hard', decided]);
  });

  it('knows the root commit where it is asked for the history, also after a fetch without it', async () => {
    await fetchBase();

    const { rootCommits } = await fetchBase({ wholeHistory: true });

    expect(rootCommits).toEqual([run(upstream, ['rev-list', '--max-parents=0', 'HEAD'])]);
  });

  it('goes on where a killed worker left locks', async () => {
    const { commit: base } = await fetchBase();
    const gitDir = join(folder, 'data/fixes', jobId(), 'repo.git');
    await writeFile(join(gitDir, 'shallow.lock'), '');
    await writeFile(join(gitDir, 'refs/soulcaster/base.lock'), '');

    await expect(fetchBase({ wholeHistory: true })).resolves.toMatchObject({ commit: base });
  });

  it('says that there is no such branch or repository, and which host cannot be reached', async () => {
    await expect(fetchBase({ branch: 'absent' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(fetchBase({ source: { url: `file://${folder}/absent`, authorization: null } })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(fetchBase({ source: { url: 'http://127.0.0.1:9/x.git', authorization: null } })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it('sends the credential as a header, follows no redirect with it, and leaves it nowhere', async () => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(request.url?.startsWith('/moved') ? 302 : 403, { location: 'http://127.0.0.1:9/stolen' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;

    await expect(fetchBase({ source: { url: `${url}/x.git`, authorization: 'Basic canary' } })).rejects.toMatchObject({
      code: 'vendor_refused',
    });
    await expect(fetchBase({ source: { url: `${url}/moved.git`, authorization: 'Basic canary' } })).rejects.toMatchObject({
      code: 'unavailable',
    });
    await new Promise((resolve) => server.close(resolve));

    expect(seen).toEqual(['Basic canary', 'Basic canary']);
    const left = spawnSync('grep', ['-rl', 'canary', join(folder, 'data')], { encoding: 'utf8' });
    expect(left.stdout).toBe('');
  });
});

describe('trees', () => {
  it('lists and reads files as they are', async () => {
    const { commit: base } = await fetchBase();

    expect(await trees.listFiles(jobId(), base)).toContainEqual({ path: 'dir/b c.txt', sizeBytes: 2 });
    expect(Buffer.from((await trees.readFile(jobId(), base, 'a.txt', 100)) ?? []).toString()).toBe('two\n');
    expect(await trees.readFile(jobId(), base, 'a.txt', 2)).toBeNull();
    expect(await trees.readFile(jobId(), base, 'dir', 100)).toBeNull();
    expect(await trees.readFile(jobId(), base, '../x', 100)).toBeNull();
  });

  it('reads many files at once and leaves out what is none', async () => {
    const { commit: base } = await fetchBase();

    const files = await trees.readFiles(jobId(), base, ['absent', 'dir/b c.txt', 'dir', 'ignored.txt', 'a\nb']);

    expect([...files].map(([path, content]) => [path, Buffer.from(content).toString()])).toEqual([
      ['dir/b c.txt', 'b\n'],
      ['ignored.txt', 'kept\r\n'],
    ]);
  });

  it('packs every file, also those that an archive would leave out or rewrite, and no history', async () => {
    const { commit: base } = await fetchBase({ wholeHistory: true });
    const file = join(folder, 'packed.bundle');
    await writeFile(file, await trees.pack(jobId(), { base }));

    run(folder, ['clone', '-q', '-b', 'base', file, join(folder, 'packed')]);

    expect(await readFile(join(folder, 'packed/ignored.txt'), 'utf8')).toBe('kept\r\n');
    expect(run(join(folder, 'packed'), ['log', '--format=%s %an'])).toBe('base Soulcaster');
  });

  it('takes a change back, tells what changed and lays its tests over the base', async () => {
    const bundle = await changeInClone(async (clone) => {
      await writeFile(join(clone, 'a.txt'), 'three\n');
      await mkdir(join(clone, 'test'));
      await writeFile(join(clone, 'test/new [1].test.js'), 'x\n');
      await rm(join(clone, 'ignored.txt'));
      await symlink('/etc/passwd', join(clone, 'link'));
    });
    const { commit: base } = await fetchBase();

    const tree = await trees.acceptChange(jobId(), bundle);
    const { raw, numstat, patch } = await trees.compare(jobId(), base, tree, 10_000);
    const overlaid = await trees.overlay(jobId(), base, tree, ['test/new [1].test.js', 'ignored.txt']);

    expect(parseTreeDiff(raw, numstat).map(({ path, status, newMode }) => `${status} ${newMode} ${path}`)).toEqual([
      'M 100644 a.txt',
      'D 000000 ignored.txt',
      'A 120000 link',
      'A 100644 test/new [1].test.js',
    ]);
    expect(patch).toContain('-two\n+three\n');
    expect((await trees.compare(jobId(), base, tree, 100)).patch.length).toBeLessThanOrEqual(100);
    const overlaidFiles = (await trees.listFiles(jobId(), overlaid)).map((file) => file.path);
    expect(overlaidFiles).toEqual(['.gitattributes', 'a.txt', 'dir/b c.txt', 'test/new [1].test.js']);
    expect(Buffer.from((await trees.readFile(jobId(), overlaid, 'a.txt', 100)) ?? []).toString()).toBe('two\n');
  });

  it('refuses objects that git finds dangerous, and what is no bundle', async () => {
    const bundle = await changeInClone((clone) => {
      const blob = run(clone, ['hash-object', '-w', 'a.txt']);
      const evil = execFileSync('git', ['mktree'], { cwd: clone, input: `100644 blob ${blob}\t.git\n`, encoding: 'utf8' }).trim();
      run(clone, ['checkout', '-q', '--orphan', 'x']);
      const made = run(clone, ['commit-tree', '-m', 'evil', evil]);
      run(clone, ['update-ref', 'refs/heads/change', made]);
      run(clone, ['bundle', 'create', '-q', 'evil.bundle', 'change']);
      run(clone, ['update-ref', '-d', 'refs/heads/change']);
    });
    const evil = await readFile(join(folder, `${jobId()}-clone`, 'evil.bundle'));

    await expect(trees.acceptChange(jobId(), evil)).rejects.toMatchObject({ code: 'unsafe_change' });
    await expect(trees.acceptChange(jobId(), new TextEncoder().encode('no bundle'))).rejects.toMatchObject({ code: 'unsafe_change' });
    await expect(trees.acceptChange(jobId(), bundle)).resolves.toMatch(/^[0-9a-f]{40}$/);
  });

  it('removes everything of a job, twice', async () => {
    await fetchBase();

    await trees.remove(jobId());
    await trees.remove(jobId());

    expect(existsSync(join(folder, 'data/fixes', jobId()))).toBe(false);
    await expect(trees.remove('../x')).rejects.toMatchObject({ code: 'internal' });
  });
});
