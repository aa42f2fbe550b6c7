import { afterEach, expect, it } from 'vitest';
import { openVendor } from '#tests/vendor-stand-in';
import { PostHogFeed } from './index.ts';

let vendor: Awaited<ReturnType<typeof openVendor>>;
afterEach(() => vendor.close());

interface StandInEvent {
  id: string;
  event: string;
  timestamp: string;
}
/** Events as posthog.com/docs/api/events lists them: newest first, `before` exclusive, `next` an address. */
async function open(events: StandInEvent[], wanted: string[] | null = null) {
  vendor = await openVendor(({ path, query, headers }) => {
    if (headers.authorization !== 'Bearer phx_x' || path !== '/api/projects/77/events/') return { status: 403 };
    const limit = Number(query['limit']);
    const found = events
      .filter(({ event }) => query['event'] === undefined || event === query['event'])
      .filter(({ timestamp }) => timestamp > (query['after'] ?? '') && (query['before'] === undefined || timestamp < query['before']))
      .sort((a, b) => b.timestamp.localeCompare(a.timestamp));
    const next = found.length > limit ? `https://us.posthog.com${path}?before=${found[limit - 1]?.timestamp}` : null;
    return { body: { next, results: found.slice(0, limit).map((event) => ({ ...event, distinct_id: 'u1', properties: {} })) } };
  });
  return new PostHogFeed({ apiUrl: vendor.url, key: 'phx_x', projectId: '77', events: wanted });
}
async function readAll(feed: PostHogFeed, since: string | null): Promise<string[]> {
  const keys = [];
  let cursor: string | null = null;
  for (;;) {
    const page = await feed.read({ since, cursor, etag: null });
    keys.push(...page.rows.map(({ key }) => key));
    if (!page.more) return keys;
    cursor = page.cursor;
  }
}
const at = (n: number) => new Date(Date.parse('2026-03-02T08:00:00.000Z') + n * 1000).toISOString();

it('reads every exception since, over as many pages as there are, and none of other events', async () => {
  const exceptions = Array.from({ length: 250 }, (_, n) => ({ id: `e${n}`, event: '$exception', timestamp: at(n) }));
  const feed = await open([...exceptions, { id: 'view', event: '$pageview', timestamp: at(5) }]);

  const keys = await readAll(feed, at(-1));

  expect(new Set(keys).size).toBe(250);
  expect(keys).not.toContain('pulled:event:view');
});

it('loses none of the events of one moment that stand on two pages', async () => {
  const events = Array.from({ length: 130 }, (_, n) => ({ id: `e${n}`, event: '$exception', timestamp: at(n < 90 ? 10 + n : 5) }));
  events.push(...Array.from({ length: 10 }, (_, n) => ({ id: `z${n}`, event: '$exception', timestamp: at(n - 20) })));

  expect(new Set(await readAll(await open(events), at(-100))).size).toBe(140);
});

it('asks for the event types that are let in, or for all', async () => {
  await readAll(await open([], ['checkout failed']), at(0));
  expect(vendor.requests.map(({ query }) => query['event'])).toEqual(['checkout failed']);
  await vendor.close();

  await readAll(await open([], ['*']), at(0));
  expect(vendor.requests.map(({ query }) => query['event'])).toEqual([undefined]);
});

it('goes a day back the first time', async () => {
  await readAll(await open([]), null);

  const after = Date.parse(vendor.requests[0]?.query['after'] ?? '');
  expect(Math.abs(Date.now() - 24 * 3_600_000 - after)).toBeLessThan(60_000);
});
