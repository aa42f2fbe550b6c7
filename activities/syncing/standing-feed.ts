import { z } from 'zod';
import type { Feed, FeedPage, FeedPosition, ReportStore } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { SourceName } from '#domain/report';

/** Reports asked about in one page, and in one walk: some vendors take a request for each. */
const PAGE = 25;
const MOST_A_WALK = 100;

const Place = z.object({
  /** Where the vendor's feed goes on. */
  feed: z.string().nullable(),
  /** How many of our reports this walk has looked at; null: it still reads what changed. */
  asked: z.number().int().nullable(),
  /** Where among our open reports the look goes on, in this walk or the next; null: at the newest. */
  after: z.string().nullable(),
});
type Place = z.infer<typeof Place>;

/**
 * A feed that ends each walk with a look at our own open reports: what was closed at the vendor while its webhooks did not reach us, and
 * what is not there any more. At most 100 of them; the next walk goes on where this one stopped, and after the last begins again.
 */
export class StandingFeed implements Feed {
  readonly #feed: Feed & Required<Pick<Feed, 'closedAmong'>>;
  readonly #openReports: (after: string | null) => ReturnType<ReportStore['list']>;

  constructor(feed: Feed & Required<Pick<Feed, 'closedAmong'>>, { reports, scope, source }: OpenReportsOf) {
    this.#feed = feed;
    this.#openReports = (after) => reports.list(scope, { source, status: 'open', limit: PAGE, ...(after !== null && { cursor: after }) });
  }

  check(signal?: AbortSignal): Promise<string> {
    return this.#feed.check(signal);
  }

  async read({ since, cursor, etag }: FeedPosition, signal?: AbortSignal): Promise<FeedPage> {
    const place = placeOf(cursor);
    if (place.asked !== null) return this.#lookAtOurs({ ...place, asked: place.asked }, signal);
    const page = await this.#feed.read({ since, cursor: place.feed, etag }, signal);
    const next = { ...place, feed: page.cursor, asked: page.more ? null : 0 };
    return { ...page, cursor: JSON.stringify(next satisfies Place), more: true };
  }

  async #lookAtOurs({ feed, asked, after }: Place & { asked: number }, signal?: AbortSignal): Promise<FeedPage> {
    const { items, nextCursor } = await this.#openReports(after);
    const facts = items.flatMap(({ externalId, url, lastSeenAt }) => (externalId === null ? [] : [{ externalId, url, lastSeenAt }]));
    const lastSeen = new Map(facts.map(({ externalId, lastSeenAt }) => [externalId, lastSeenAt]));
    const { closed, found, waitSeconds, note } = await this.#feed.closedAmong(facts, signal);
    const total = asked + items.length;
    const more = nextCursor !== null && total < MOST_A_WALK && note === undefined;
    // Once for each time that it was seen: what a person opens again here stays open until it happens again.
    const over = closed.map(({ externalId, state, ...row }) => ({
      ...row,
      key: `pulled:closed:${externalId}:${state}:${lastSeen.get(externalId)}`,
    }));
    return {
      // What others were merged into comes first, so that they find it.
      rows: [...found, ...over],
      skipped: 0,
      cursor: JSON.stringify({ feed, asked: more ? total : null, after: nextCursor } satisfies Place),
      more,
      etag: null,
      unchanged: false,
      waitSeconds: more ? waitSeconds : 0,
      ...(note !== undefined && { note }),
    };
  }
}

interface OpenReportsOf {
  reports: Pick<ReportStore, 'list'>;
  scope: TenantScope;
  source: SourceName;
}

/** Cursors of before this look are the feed's own. */
function placeOf(cursor: string | null): Place {
  const start = { feed: cursor, asked: null, after: null };
  return (cursor?.startsWith('{') && Place.safeParse(JSON.parse(cursor)).data) || start;
}
