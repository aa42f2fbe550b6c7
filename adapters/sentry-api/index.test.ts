import { afterEach, expect, it } from 'vitest';
import { RateLimitedError, VendorRefusedError } from '#domain/errors';
import type { FeedPage, FeedRow } from '#domain/ports/index';
import { openVendor, type VendorAnswer, type VendorRequest } from '#tests/vendor-stand-in';
import { SentryFeed } from './index.ts';

let vendor: Awaited<ReturnType<typeof openVendor>>;
afterEach(() => vendor.close());

const issue = (id: number, fields = {}) => ({
  id: String(id),
  shortId: `WEB-${id}`,
  title: `TypeError ${id}`,
  status: 'unresolved',
  substatus: 'new',
  firstSeen: '2026-03-02T08:00:00Z',
  lastSeen: '2026-03-02T09:15:00Z',
  ...fields,
});
/** 60 issues, 25 a page, as docs.sentry.io/api/pagination has cursors. */
async function open(answer?: (request: VendorRequest) => VendorAnswer | null) {
  const issues = Array.from({ length: 60 }, (_, n) => issue(n, n % 2 ? {} : { firstSeen: '2026-01-01T00:00:00Z' }));
  vendor = await openVendor((request) => {
    const special = answer?.(request);
    if (special) return special;
    if (request.headers.authorization !== 'Bearer sntrys_x') return { status: 401 };
    const event = /^\/api\/0\/issues\/(\d+)\/events\/latest\/$/.exec(request.path);
    if (event) return event[1] === '3' ? { status: 404 } : { body: { eventID: `e${event[1]}`, groupID: event[1], title: 'TypeError' } };
    if (request.path !== '/api/0/projects/acme/web/issues/') return { status: 404 };
    const closed = request.query['query']?.startsWith('is:') && request.query['query'] !== 'is:unresolved';
    if (closed) return { body: [] };
    const from = Number(request.query['cursor']?.split(':')[1] ?? 0);
    const size = Number(request.query['limit']);
    const isMore = from + size < issues.length;
    const link = (rel: string, results: boolean, at: number) =>
      `<https://sentry.io${request.path}?&cursor=0:${at}:0>; rel="${rel}"; results="${results}"; cursor="0:${at}:0"`;
    const headers = { link: `${link('previous', from > 0, from - size)}, ${link('next', isMore, from + size)}` };
    return { headers, body: issues.slice(from, from + size) };
  });
  return new SentryFeed({ apiUrl: vendor.url, token: 'sntrys_x', organization: 'acme', project: 'web' });
}
async function readAll(feed: SentryFeed, since: string | null): Promise<FeedRow[]> {
  const rows = [];
  for (let cursor: string | null = null; ;) {
    const page: FeedPage = await feed.read({ ...start, since, cursor });
    rows.push(...page.rows);
    if (!page.more) return rows;
    cursor = page.cursor;
  }
}
const start = { since: '2026-03-01T00:00:00.000Z', cursor: null, etag: null };

it('reads all issues seen since, page by page, and the latest event of each new one', async () => {
  const feed = await open();

  const rows = await readAll(feed, start.since);

  expect(new Set(rows.map(({ key }) => key)).size).toBe(60);
  expect(vendor.requests[0]?.query).toMatchObject({ query: 'lastSeen:>=2026-03-01T00:00:00', statsPeriod: '' });
  // Every second issue is new; the events of one of these are gone.
  expect(rows.filter(({ payload }) => 'event' in (payload as object))).toHaveLength(29);
  expect(rows[1]?.payload).toMatchObject({ issue: { id: '1' }, event: { eventID: 'e1' } });
});

it('takes what is unresolved the first time, and nothing else', async () => {
  const feed = await open();

  const rows = await readAll(feed, null);

  expect(vendor.requests[0]?.query['query']).toBe('is:unresolved');
  expect(vendor.requests.filter(({ query }) => query['query']?.match(/resolved|ignored/u)).length).toBe(3);
  expect(rows).toHaveLength(60);
});

it('then looks at what was resolved or archived, in six requests at most, and tells of it only where it is known', async () => {
  const closed = (query: string, page: number) =>
    Array.from({ length: 100 }, (_, n) => issue(1000 * (query === 'is:resolved' ? 1 : 2) + 100 * page + n, { status: query.slice(3) }));
  const feed = await open(({ query: { query, cursor } }) => {
    if (query !== 'is:resolved' && query !== 'is:ignored') return null;
    const page = Number(cursor?.split(':')[1] ?? 0);
    return { body: closed(query, page), headers: { link: `<x>; rel="next"; results="true"; cursor="0:${page + 1}:0"` } };
  });

  const rows = (await readAll(feed, start.since)).filter(({ onlyIfKnown }) => onlyIfKnown !== undefined);

  const asked = vendor.requests.filter(({ query }) => query['query']?.startsWith('is:')).map(({ query }) => query);
  expect(asked.map(({ query, cursor }) => [query, cursor])).toEqual([
    ['is:resolved', undefined],
    ['is:resolved', '0:1:0'],
    ['is:resolved', '0:2:0'],
    ['is:ignored', undefined],
    ['is:ignored', '0:1:0'],
    ['is:ignored', '0:2:0'],
  ]);
  expect(asked[0]).toMatchObject({ sort: 'date', limit: '100', statsPeriod: '' });
  expect(rows).toHaveLength(600);
  expect(rows[0]).toMatchObject({ onlyIfKnown: '1000', key: expect.stringContaining('resolved'), payload: { issue: { id: '1000' } } });
});

it.each([
  [429, { 'retry-after': '12' }, RateLimitedError],
  [403, {}, VendorRefusedError],
  [302, { location: 'https://elsewhere.example.com/' }, VendorRefusedError],
])('%i', async (status, headers, type) => {
  const feed = await open(() => ({ status, headers: headers as Record<string, string> }));

  const error = await feed.read(start).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(type);
  expect(String((error as Error).message)).not.toContain('sntrys_x');
  expect(vendor.requests).toHaveLength(1);
});

it('an answer that is no JSON is tried again later', async () => {
  const feed = await open(() => ({ body: '<html>' }));

  await expect(feed.read(start)).rejects.toMatchObject({ retryable: true, message: 'Sentry gave an answer that cannot be read.' });
});
