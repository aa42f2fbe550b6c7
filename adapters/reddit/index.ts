import { z } from 'zod';
import { NotFoundError, RateLimitedError, VendorRefusedError } from '#domain/errors';
import type { Feed, FeedPage, FeedPosition, FeedRow } from '#domain/ports/index';
import { OWN_EVENT } from '#domain/sources/index';
import { askVendor } from '../vendor-http/index.ts';
import { createRedditToken, type RedditApp, type RedditToken } from './token.ts';

const SORTS = ['new', 'hot', 'top'] as const;
const PAGE = 100;
/** Posts looked at again in each poll, to see whether they were taken away: the newest. */
const WATCHED = 300;
/** Where Reddit refuses and names no time. */
const WAIT_SECONDS = 64;

const Post = z.looseObject({
  id: z.string().min(1).max(20),
  created_utc: z.number().catch(0),
  edited: z.union([z.number(), z.literal(false)]).catch(false),
  removed_by_category: z.string().nullish().catch(null),
  selftext: z.string().catch(''),
});
type Post = z.infer<typeof Post>;
const Listing = z.object({ data: z.object({ children: z.array(z.object({ kind: z.string(), data: z.unknown() })) }) });

const Cursor = z.object({
  /** 0..2: that sort; from 3 on: that hundred of what is watched. */
  step: z.number().int().min(0),
  /** Of this poll; part of what a removal is called. */
  poll: z.string(),
  /** Id → when it was posted and whether it was gone; the newest first. */
  watched: z.array(z.object({ id: z.string(), at: z.number(), gone: z.boolean() })).max(2 * WATCHED),
});
type Cursor = z.infer<typeof Cursor>;

export interface RedditOptions extends Omit<RedditApp, 'userAgent'> {
  /** https://oauth.reddit.com, or a stand-in. */
  apiUrl: string;
  /** Reddit wants to know who asks: platform, app and version. */
  userAgent?: string;
}

/** The app of this installation: one token for all subreddits. Source: www.reddit.com/dev/api; support.reddithelp.com, Data API. */
export function createReddit({ apiUrl, userAgent = 'node:soulcaster:v1', ...app }: RedditOptions) {
  const token = createRedditToken({ ...app, userAgent });
  return { subreddit: (name: string): Feed => new SubredditFeed({ apiUrl, userAgent, token, name }) };
}

/** One poll: new, hot and top, then the posts of earlier polls, of which Reddit's listings no longer say that they were removed. */
class SubredditFeed implements Feed {
  readonly #apiUrl: string;
  readonly #userAgent: string;
  readonly #token: RedditToken;
  readonly #name: string;
  constructor(options: { apiUrl: string; userAgent: string; token: RedditToken; name: string }) {
    this.#apiUrl = options.apiUrl;
    this.#userAgent = options.userAgent;
    this.#token = options.token;
    this.#name = options.name;
  }

  async check(signal?: AbortSignal): Promise<string> {
    await this.#ask(`/r/${encodeURIComponent(this.#name)}/about`, {}, signal);
    return this.#name;
  }

  async read({ cursor: given }: FeedPosition, signal?: AbortSignal): Promise<FeedPage> {
    const cursor = cursorOf(given);
    const sort = SORTS[cursor.step];
    if (sort) return this.#listing(sort, cursor, signal);
    return this.#watched(cursor, signal);
  }

  async #listing(sort: (typeof SORTS)[number], cursor: Cursor, signal?: AbortSignal): Promise<FeedPage> {
    const path = `/r/${encodeURIComponent(this.#name)}/${sort}`;
    const { posts, waitSeconds } = await this.#ask(path, { limit: String(PAGE), ...(sort === 'top' && { t: 'week' }) }, signal);
    const known = new Map(cursor.watched.map((one) => [one.id, one]));
    const rows = posts.flatMap((post) => rowsOf(post, known.get(post.id)?.gone, cursor.poll));
    for (const post of posts) known.set(post.id, { id: post.id, at: post.created_utc, gone: isGone(post) });
    return pageOf(rows, waitSeconds, { ...cursor, step: cursor.step + 1, watched: [...known.values()] });
  }

  async #watched(cursor: Cursor, signal?: AbortSignal): Promise<FeedPage> {
    const from = (cursor.step - SORTS.length) * PAGE;
    const asked = cursor.watched.slice(from, from + PAGE);
    if (asked.length === 0) return pageOf([], 0, { ...cursor, step: cursor.step + 1 });
    const ids = asked.map(({ id }) => `t3_${id}`).join(',');
    const { posts, waitSeconds } = await this.#ask('/api/info', { id: ids }, signal);
    const found = new Map(posts.map((post) => [post.id, post]));
    const rows: FeedRow[] = [];
    const watched = cursor.watched.map((one) => {
      if (!asked.includes(one)) return one;
      const post = found.get(one.id);
      // One that Reddit no longer gives at all is gone too.
      const gone = !post || isGone(post);
      if (post && gone === one.gone) rows.push(...rowsOf(post, one.gone, cursor.poll));
      else if (post && !gone) rows.push(row(`post:${one.id}:back:${cursor.poll}`, { post }));
      else if (gone && !one.gone) rows.push(row(`removed:${one.id}:${cursor.poll}`, { removed: one.id }));
      return { ...one, gone };
    });
    return pageOf(rows, waitSeconds, { ...cursor, step: cursor.step + 1, watched });
  }

  async #ask(path: string, query: Record<string, string>, signal?: AbortSignal): Promise<{ posts: Post[]; waitSeconds: number }> {
    const url = new URL(path, this.#apiUrl);
    for (const [name, value] of Object.entries({ ...query, raw_json: '1' })) url.searchParams.set(name, value);
    const authorization = `Bearer ${await this.#token.get(signal)}`;
    try {
      const { json, headers } = await askVendor({
        service: 'Reddit',
        subject: `r/${this.#name}`,
        url,
        headers: { authorization, 'user-agent': this.#userAgent },
        signal,
      });
      const children = Listing.safeParse(json).data?.data.children ?? [];
      const posts = children.filter(({ kind }) => kind === 't3').flatMap(({ data }) => Post.safeParse(data).data ?? []);
      return { posts, waitSeconds: waitAfter(headers) };
    } catch (error) {
      throw this.#explained(error);
    }
  }

  #explained(error: unknown): unknown {
    if (error instanceof NotFoundError)
      return new NotFoundError(`There is no r/${this.#name} on Reddit, or it was banned.`, { cause: error, details: error.details });
    if (!(error instanceof VendorRefusedError)) return error;
    const { status } = error.details;
    if (status === 401) this.#token.forget();
    // A private subreddit and an address that asks too much are both answered with 403; and a token may have just ended.
    if (status === 403 || status === 401)
      return new RateLimitedError(`Reddit does not let us read r/${this.#name} now: it is private, or we ask too often.`, {
        cause: error,
        details: error.details,
        retryAfterSeconds: status === 401 ? 1 : WAIT_SECONDS,
      });
    if (status === 302 || status === 301)
      return new NotFoundError(`There is no r/${this.#name} on Reddit.`, { cause: error, details: error.details });
    return error;
  }
}

/** Reddit counts requests of the app; with none left, until when. */
function waitAfter(headers: Headers): number {
  const remaining = Number(headers.get('x-ratelimit-remaining') ?? Number.NaN);
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  return remaining < 1 && Number.isFinite(reset) ? Math.min(3_600, Math.max(1, Math.ceil(reset))) : 0;
}

function isGone({ removed_by_category: by, selftext }: Post): boolean {
  return Boolean(by) || ['[removed]', '[deleted]'].includes(selftext.trim());
}

/** @param wasGone undefined: never seen before */
function rowsOf(post: Post, wasGone: boolean | undefined, poll: string): FeedRow[] {
  if (isGone(post)) return wasGone !== false ? [] : [row(`removed:${post.id}:${poll}`, { removed: post.id })];
  return [row(wasGone ? `post:${post.id}:back:${poll}` : `post:${post.id}:${post.edited || post.created_utc}`, { post })];
}

const row = (version: string, payload: object): FeedRow => ({ key: `pulled:${version}`, eventType: OWN_EVENT.pulled, payload });

function cursorOf(given: string | null): Cursor {
  const known = given === null ? null : Cursor.safeParse(JSON.parse(given)).data;
  return known ?? { step: 0, poll: new Date().toISOString(), watched: [] };
}

/** After the last step the cursor stands at the next poll's start, with what it has to look at again. */
function pageOf(rows: FeedRow[], waitSeconds: number, cursor: Cursor): FeedPage {
  const watched = [...cursor.watched].sort((a, b) => b.at - a.at);
  const isLast = cursor.step >= SORTS.length && (cursor.step - SORTS.length) * PAGE >= Math.min(watched.length, WATCHED);
  const next: Cursor = isLast
    ? { step: 0, poll: new Date().toISOString(), watched: watched.slice(0, WATCHED) }
    : { ...cursor, watched: watched.slice(0, 2 * WATCHED) };
  return { rows, skipped: 0, cursor: JSON.stringify(next), more: !isLast, etag: null, unchanged: false, waitSeconds };
}
