import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Feed } from '#domain/ports/index';
import { fillRepository, openTestPeer, PEER_TOKEN, type TestPeer } from '#tests/github-peer';
import { createOctokit } from './octokit.ts';
import { RepositoryFeed } from './repository-feed.ts';

let peer: TestPeer;
let feed: Feed;
const names = { owner: 'soulcaster', repo: 'shop' };

beforeAll(async () => {
  peer = await openTestPeer();
  await fillRepository(peer, 'shop');
  const octokit = createOctokit({ apiUrl: peer.url, token: PEER_TOKEN, spaceWrites: false });
  feed = new RepositoryFeed({ octokit, repository: 'soulcaster/shop', hookUrl: null });
});
afterAll(() => peer.close());

/** Every row from `since`, and the ETag of the first page. */
async function readAll(since: string | null, etag: string | null = null) {
  const rows = [];
  let cursor: string | null = null;
  let first: string | null = null;
  for (;;) {
    const page = await feed.read({ since, cursor, etag });
    rows.push(...page.rows);
    first ??= page.etag;
    if (!page.more) return { rows, etag: first, unchanged: page.unchanged };
    cursor = page.cursor;
  }
}

it('reads the local peer as it reads GitHub: what is open, then what changed, then nothing', async () => {
  const { rest } = peer.octokit;
  for (let n = 1; n <= 105; n++) await rest.issues.create({ ...names, title: `Export ${n} stops` });
  await rest.issues.update({ ...names, issue_number: 5, state: 'closed' });

  const open = await readAll(null);
  expect(new Set(open.rows.map(({ key }) => key)).size).toBe(104);
  expect(open.rows[0]?.payload).toMatchObject({
    issue: { title: 'Export 1 stops', state: 'open' },
    repository: { full_name: 'soulcaster/shop' },
  });

  const since = new Date(Date.now() + 1_000).toISOString();
  const quiet = await readAll(since);
  expect(quiet.rows).toEqual([]);
  expect(await feed.read({ since, cursor: null, etag: quiet.etag })).toMatchObject({ unchanged: true, more: false });
});

it('brings what was closed and opened again since', async () => {
  const { rest } = peer.octokit;
  const since = new Date(Date.now() - 1_000).toISOString();
  const { data: issue } = await rest.issues.create({ ...names, title: 'Search hangs' });
  const states = [];
  for (const state of ['closed', 'open'] as const) {
    await rest.issues.update({ ...names, issue_number: issue.number, state });
    const { rows } = await readAll(since);
    states.push(
      rows
        .map(({ payload }) => (payload as { issue: { number: number; state: string } }).issue)
        .find(({ number }) => number === issue.number)?.state,
    );
  }

  expect(states).toEqual(['closed', 'open']);
});

it('knows whether the repository is there', async () => {
  expect(await feed.check()).toBe('soulcaster/shop');
});
