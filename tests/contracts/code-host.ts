import { Octokit } from '@octokit/rest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConflictError, NotFoundError } from '#domain/errors';
import type { CodeHost, CodeHosts } from '#domain/ports/code-host';

export interface CodeHostUnderTest {
  hosts: CodeHosts;
  apiUrl: string;
  token: string;
  /** A repository with one commit on `main`, of a name nobody had before. */
  makeRepository(): Promise<{ repository: string; baseCommit: string }>;
  close(): Promise<void>;
}

const COMMITTED_AT = '2026-11-20T10:15:30.000Z';
const text = (value: string) => new TextEncoder().encode(value);

/** What every CodeHost must do, whatever GitHub it speaks to. */
export function codeHostContract(name: string, start: () => Promise<CodeHostUnderTest>): void {
  describe(`${name} as a code host`, () => {
    let under: CodeHostUnderTest;
    let octokit: Octokit;
    beforeAll(async () => {
      under = await start();
      const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
      octokit = new Octokit({ baseUrl: under.apiUrl, auth: under.token, log: quiet });
    });
    afterAll(() => under.close());

    async function open(): Promise<{ host: CodeHost; baseCommit: string; names: { owner: string; repo: string } }> {
      const { repository, baseCommit } = await under.makeRepository();
      const [owner = '', repo = ''] = repository.split('/');
      return { host: await under.hosts.open({ kind: 'local', repository, userId: 'u-1' }), baseCommit, names: { owner, repo } };
    }

    async function filesAt(names: { owner: string; repo: string }, commit: string): Promise<Map<string, string>> {
      const { data } = await octokit.rest.git.getTree({ ...names, tree_sha: commit, recursive: '1' });
      const blobs = data.tree.filter((entry) => entry.type === 'blob');
      const contents = await Promise.all(
        blobs.map(async ({ path, sha }) => {
          const blob = await octokit.rest.git.getBlob({ ...names, file_sha: sha });
          return [path, Buffer.from(blob.data.content, 'base64').toString('utf8')] as const;
        }),
      );
      return new Map(contents);
    }

    async function openPull(host: CodeHost, baseCommit: string, branch = 'soulcaster/c-1') {
      const changes = [{ path: 'new.txt', content: text('new\n'), mode: '100644' as const }];
      await host.commitToBranch({ branch, baseCommit, message: 'A change', committedAt: COMMITTED_AT, changes });
      return host.openDraftPullRequest({ branch, base: 'main', title: 'A change', body: 'Why' });
    }

    test('says which branch is the default one and where a branch is', async () => {
      const { host, baseCommit } = await open();

      expect(await host.defaultBranch()).toBe('main');
      expect(await host.headOf('main')).toBe(baseCommit);
    });

    test('does not know a branch or a repository that is not there', async () => {
      const { host } = await open();
      const other = await under.hosts.open({ kind: 'local', repository: `${host.repository}-gone`, userId: 'u-1' });

      await expect(host.headOf('gone')).rejects.toBeInstanceOf(NotFoundError);
      await expect(other.defaultBranch()).rejects.toBeInstanceOf(NotFoundError);
    });

    test('commits added and changed files to a new branch and leaves the base as it is', async () => {
      const { host, baseCommit, names } = await open();
      const before = await filesAt(names, baseCommit);
      const changes = [
        { path: 'src/a.txt', content: text('Ä "quoted"\r\n'), mode: '100644' as const },
        { path: 'bin/run', content: text('#!/bin/sh\n'), mode: '100755' as const },
      ];

      const { commit } = await host.commitToBranch({
        branch: 'soulcaster/c-1',
        baseCommit,
        message: 'Add',
        committedAt: COMMITTED_AT,
        changes,
      });

      expect(await filesAt(names, commit)).toEqual(new Map([...before, ['src/a.txt', 'Ä "quoted"\r\n'], ['bin/run', '#!/bin/sh\n']]));
      expect(await host.headOf('soulcaster/c-1')).toBe(commit);
      expect(await host.headOf('main')).toBe(baseCommit);
      const { data } = await octokit.rest.git.getCommit({ ...names, commit_sha: commit });
      expect(data.parents.map((parent) => parent.sha)).toEqual([baseCommit]);
      expect(data.author).toMatchObject({ name: 'Soulcaster', date: expect.stringContaining('2026-11-20T10:15:30') });
      const { data: tree } = await octokit.rest.git.getTree({ ...names, tree_sha: commit, recursive: '1' });
      expect(tree.tree.find((entry) => entry.path === 'bin/run')?.mode).toBe('100755');
    });

    test('removes a file', async () => {
      const { host, baseCommit, names } = await open();
      const [path = ''] = [...(await filesAt(names, baseCommit)).keys()];
      const changes = [
        { path, content: null, mode: '100644' as const },
        { path: 'kept.txt', content: text('kept'), mode: '100644' as const },
      ];

      const { commit } = await host.commitToBranch({
        branch: 'soulcaster/c-1',
        baseCommit,
        message: 'Remove',
        committedAt: COMMITTED_AT,
        changes,
      });

      const after = await filesAt(names, commit);
      expect(after.has(path)).toBe(false);
      expect(after.get('kept.txt')).toBe('kept');
    });

    test('the same commit to the same branch again changes nothing', async () => {
      const { host, baseCommit } = await open();
      const changes = [{ path: 'a.txt', content: text('a'), mode: '100644' as const }];
      const input = { branch: 'soulcaster/c-1', baseCommit, message: 'Add', committedAt: COMMITTED_AT, changes };

      const first = await host.commitToBranch(input);
      const second = await host.commitToBranch(input);

      expect(second).toEqual(first);
      expect(await host.headOf('soulcaster/c-1')).toBe(first.commit);
    });

    test('another commit does not move a branch that is there', async () => {
      const { host, baseCommit } = await open();
      const input = { branch: 'soulcaster/c-1', baseCommit, message: 'Add', committedAt: COMMITTED_AT };
      const { commit } = await host.commitToBranch({ ...input, changes: [{ path: 'a.txt', content: text('a'), mode: '100644' }] });

      const other = host.commitToBranch({ ...input, changes: [{ path: 'a.txt', content: text('b'), mode: '100644' }] });

      await expect(other).rejects.toBeInstanceOf(ConflictError);
      expect(await host.headOf('soulcaster/c-1')).toBe(commit);
    });

    test('opens a draft once, and finds it again', async () => {
      const { host, baseCommit } = await open();

      const first = await openPull(host, baseCommit);
      const again = await host.openDraftPullRequest({ branch: 'soulcaster/c-1', base: 'main', title: 'Other words', body: '' });

      expect(first).toMatchObject({
        state: 'open',
        draft: true,
        headBranch: 'soulcaster/c-1',
        url: expect.stringMatching(/^http.*\/pull\/\d+$/),
      });
      expect(again).toEqual(first);
      expect(await host.pullRequest(first.number)).toEqual(first);
    });

    test('closes a pull request, and closing it again is no error', async () => {
      const { host, baseCommit } = await open();
      const { number } = await openPull(host, baseCommit);

      await host.closePullRequest(number);
      await host.closePullRequest(number);

      expect((await host.pullRequest(number)).state).toBe('closed');
    });

    test('a merged pull request is merged, not closed', async () => {
      const { host, baseCommit, names } = await open();
      await host.commitToBranch({
        branch: 'soulcaster/c-1',
        baseCommit,
        message: 'A change',
        committedAt: COMMITTED_AT,
        changes: [{ path: 'new.txt', content: text('new\n'), mode: '100644' }],
      });
      const { data } = await octokit.rest.pulls.create({ ...names, head: 'soulcaster/c-1', base: 'main', title: 'By a person' });
      await octokit.rest.pulls.merge({ ...names, pull_number: data.number, merge_method: 'merge' });

      expect(await host.pullRequest(data.number)).toMatchObject({ state: 'merged', draft: false });
    });

    test('does not know a pull request that is not there', async () => {
      const { host } = await open();

      await expect(host.pullRequest(4711)).rejects.toBeInstanceOf(NotFoundError);
    });
  });
}
