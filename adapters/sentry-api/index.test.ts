import { afterEach, expect, it } from 'vitest';
import { RateLimitedError, VendorRefusedError } from '#domain/errors';
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
const start = { since: '2026-03-01T00:00:00.000Z', cursor: null, etag: null };

it('reads all issues seen since, page by page, and the latest event of each new one', async () => {
  const feed = await open();
  const rows = [];

  let position = { ...start, cursor: null as string | null };
  for (;;) {
    const page = await feed.read(position);
    rows.push(...page.rows);
    if (!page.more) break;
    position = { ...start, cursor: page.cursor };
  }

  expect(new Set(rows.map(({ key }) => key)).size).toBe(60);
  expect(vendor.requests[0]?.query).toMatchObject({ query: 'lastSeen:>=2026-03-01T00:00:00', statsPeriod: '' });
  // Every second issue is new; the events of one of these are gone.
  expect(rows.filter(({ payload }) => 'event' in (payload as object))).toHaveLength(29);
  expect(rows[1]?.payload).toMatchObject({ issue: { id: '1' }, event: { eventID: 'e1' } });
});

it('takes what is unresolved the first time', async () => {
  const feed = await open();

  await feed.read({ ...start, since: null });

  expect(vendor.requests[0]?.query['query']).toBe('is:unresolved');
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
