import { MalformedPayloadError } from '../../errors.ts';
import type { NormalizedReport } from '../../report.ts';
import { OWN_EVENT } from '../definition.ts';
import type { DeliveryFacts, Parsed, ParseDelivery } from '../parsed.ts';
import { cleanText, factsOf, firstLine, httpUrl, identityOf, isoTime } from '../text.ts';
import { RedditPost, RedditPulled } from './schema.ts';

const GONE = ['[removed]', '[deleted]'];

/**
 * Reads a post: one that somebody sends, or a row of our own poll. The external id is the post's id without its kind, so that the
 * same post is one fact whoever sends it. A post that its author or a moderator took away closes what was known of it.
 * Source: www.reddit.com/dev/api, listings and links.
 */
export const parseReddit: ParseDelivery = (eventType, payload, facts): Parsed => {
  if (eventType === OWN_EVENT.pulled) return pulledOutcome(payload, facts);
  const post = RedditPost.safeParse(payload).data;
  if (!post) throw new MalformedPayloadError('A Reddit post is a JSON object.');
  return removal(post, facts) ?? { outcome: 'report', report: postReport(post, facts) };
};

function pulledOutcome(payload: unknown, facts: DeliveryFacts): Parsed {
  const { post, removed } = RedditPulled.safeParse(payload).data ?? {};
  const removedId = postId(removed);
  if (removedId !== null) return closed(removedId, facts);
  if (!post) throw new MalformedPayloadError('A pulled row of Reddit without a post.');
  const gone = removal(post, facts);
  if (gone) return gone;
  const report = postReport(post, facts);
  if (report.externalId === null) throw new MalformedPayloadError('A pulled post without an id.');
  return {
    outcome: 'edited',
    report: { ...report, externalId: report.externalId },
    at: isoTime(post.edited ?? post.created_utc, facts.receivedAt),
  };
}

function removal(post: RedditPost, facts: DeliveryFacts): Parsed | null {
  const gone = Boolean(post.removed_by_category) || GONE.includes((post.selftext ?? post.body ?? '').trim());
  if (!gone) return null;
  const externalId = postIdOf(post);
  return externalId === null ? { outcome: 'filtered', rule: 'a post that was removed' } : closed(externalId, facts);
}

function closed(externalId: string, facts: DeliveryFacts): Parsed {
  return { outcome: 'status', externalId, status: 'closed', at: facts.receivedAt, orStore: null, gone: 'the post was removed at Reddit' };
}

function postReport(post: RedditPost, facts: DeliveryFacts): NormalizedReport {
  const title = firstLine(200, post.title);
  if (title === null) throw new MalformedPayloadError('A Reddit post without a title.');
  const of = (name: string) => {
    const value = post.metadata?.[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
  };
  const permalink = absolute(post.permalink ?? of('permalink'));
  const url = post.url ?? of('url');
  const author = firstLine(200, post.author, of('author'));
  return {
    externalId: postIdOf(post),
    title,
    body: [post.selftext, post.body, post.title, url].map((text) => cleanText(text ?? '', 10_000)).find((text) => text !== '') ?? title,
    kind: 'human',
    occurredAt: isoTime(post.created_utc ?? post.created_at ?? of('created_utc'), facts.receivedAt),
    author: author !== null && GONE.includes(author) ? null : author,
    level: null,
    exceptions: [],
    senderGroup: null,
    url: permalink ?? httpUrl(url),
    status: 'open',
    trust: 'anonymous',
    metadata: factsOf([
      ['subreddit', post.subreddit],
      ['permalink', permalink],
      ['author', author],
      ['flair', post.link_flair_text],
      ['created_utc', post.created_utc],
      ['score', post.score],
      ['num_comments', post.num_comments],
      ['url', url],
      ...Object.entries(post.metadata ?? {}),
    ]),
  };
}

/** `t3_1abc2d`, `1abc2d`, or what the address of the post says. */
function postIdOf(post: RedditPost): string | null {
  const ofAddress = /\/comments\/([a-z0-9]{1,20})(?:\/|$)/iu.exec(post.permalink?.slice(0, 2000) ?? '')?.[1];
  return postId(post.external_id) ?? postId(post.id) ?? postId(post.name) ?? postId(ofAddress);
}

function postId(id: string | null | undefined): string | null {
  return identityOf(id?.trim().replace(/^t3_/u, ''));
}

function absolute(permalink: string | null | undefined): string | null {
  return httpUrl(permalink?.startsWith('/') ? `https://www.reddit.com${permalink}` : permalink);
}
