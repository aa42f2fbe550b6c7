import { z } from 'zod';
import { NotFoundError, VendorRefusedError } from '#domain/errors';
import type { ClosedFact, Feed, FeedPage, FeedPosition, OpenFact } from '#domain/ports/index';
import { OWN_EVENT, SOURCES } from '#domain/sources/index';
import { ISSUE_IS_OVER } from '#domain/sources/posthog/schema';
import { eachAtOnce } from '../vendor-http/each-at-once.ts';
import { askVendor } from '../vendor-http/index.ts';

const PAGE = 100;
/** How far the first walk goes back. */
const FIRST_HOURS = 24;

/** PostHog allows 480 requests a minute and 4,800 an hour for all who ask about a project. */
const ISSUES_AT_ONCE = 4;
const MAY_NOT_READ_ISSUES =
  'The key may not read the issues of error tracking, so what is resolved at PostHog stays open here: give it the scope error_tracking:read.';

const Issue = z.looseObject({ id: z.string(), status: z.string() });
const Event = z.looseObject({ id: z.string().min(1).max(200), timestamp: z.string() });
const Events = z.object({ next: z.string().nullish(), results: z.array(z.unknown()) });

const Cursor = z.object({
  after: z.string(),
  /** Which of the event types. */
  type: z.number().int().min(0),
  /** Exclusive end; null: now. */
  before: z.string().nullable(),
});
type Cursor = z.infer<typeof Cursor>;

export interface PostHogFeedOptions {
  /** https://us.posthog.com, eu, or where PostHog is hosted. */
  apiUrl: string;
  key: string;
  projectId: string;
  /** Event types that are wanted; `*` among them: all. */
  events: readonly string[] | null;
}

/**
 * Events of a project since, one type after the other, the newest first; and how issues of error tracking stand, which no event tells.
 * Source: posthog.com/docs/api/events; posthog.com/docs/api/error-tracking, Retrieve error tracking issues; posthog.com/docs/api, Rate limiting.
 */
export class PostHogFeed implements Feed {
  readonly #apiUrl: string;
  readonly #key: string;
  readonly #projectId: string;
  /** null: of every type. */
  readonly #events: readonly (string | null)[];
  constructor({ apiUrl, key, projectId, events }: PostHogFeedOptions) {
    const byDefault = SOURCES.posthog.filters.find(({ name }) => name === 'events')?.byDefault ?? [];
    const wanted = events !== null && events.length > 0 ? events : byDefault;
    this.#apiUrl = apiUrl;
    this.#key = key;
    this.#projectId = projectId;
    this.#events = wanted.includes('*') ? [null] : wanted;
  }

  async check(signal?: AbortSignal): Promise<string> {
    await this.#ask({ limit: '1' }, signal);
    return 'posthog';
  }

  async read(position: FeedPosition, signal?: AbortSignal): Promise<FeedPage> {
    const cursor = cursorOf(position);
    const event = this.#events[cursor.type] ?? null;
    const { results, next } = await this.#ask(
      {
        limit: String(PAGE),
        after: cursor.after,
        ...(event !== null && { event }),
        ...(cursor.before !== null && { before: cursor.before }),
      },
      signal,
    );
    const events = results.flatMap((result) => Event.safeParse(result).data ?? []);
    const rows = events.map((one) => ({ key: `pulled:event:${one.id}`, eventType: OWN_EVENT.pulled, payload: { event: one } }));
    const following = next ? earlier(cursor, events.at(-1)?.timestamp) : this.#nextType(cursor);
    return {
      rows,
      skipped: results.length - events.length,
      cursor: following && JSON.stringify(following),
      more: following !== null,
      etag: null,
      unchanged: false,
      waitSeconds: 0,
    };
  }

  /** One request for each: the list of issues takes neither ids nor a time. Where the key has no scope for it, says so and asks no more. */
  async closedAmong(facts: readonly OpenFact[], signal?: AbortSignal) {
    const issues = facts.flatMap(({ externalId, url }) => {
      const id = /^issue:([\w-]{1,100})$/u.exec(externalId)?.[1];
      return id === undefined ? [] : [{ id, url }];
    });
    try {
      const looked = await eachAtOnce(issues, ISSUES_AT_ONCE, (issue) => this.#closedIssue(issue, signal));
      return { closed: looked.flat(), found: [], waitSeconds: 0 };
    } catch (error) {
      if (error instanceof VendorRefusedError && error.details['status'] === 403)
        return { closed: [], found: [], waitSeconds: 0, note: MAY_NOT_READ_ISSUES };
      throw error;
    }
  }

  /** One that was merged into another is not there any more, as a deleted one; PostHog does not say into which. */
  async #closedIssue({ id, url }: { id: string; url: string | null }, signal?: AbortSignal): Promise<ClosedFact[]> {
    try {
      const issue = Issue.safeParse(await this.#get(`error_tracking/issues/${id}/`, {}, 'an issue of error tracking', signal)).data;
      if (issue?.id !== id || !ISSUE_IS_OVER.includes(issue.status)) return [];
      return [{ externalId: `issue:${id}`, state: issue.status, eventType: OWN_EVENT.pulled, payload: { issue } }];
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      if (this.#isElsewhere(url)) return [];
      return [{ externalId: `issue:${id}`, state: 'gone', eventType: OWN_EVENT.pulled, payload: { gone: { id } } }];
    }
  }

  /** Destinations may send from another project than the one that the credential is of. */
  #isElsewhere(url: string | null): boolean {
    const named = /\/project\/(\d{1,20})\//u.exec(url ?? '')?.[1];
    return named !== undefined && named !== this.#projectId;
  }

  #nextType({ after, type }: Cursor): Cursor | null {
    return type + 1 < this.#events.length ? { after, type: type + 1, before: null } : null;
  }

  async #ask(query: Record<string, string>, signal?: AbortSignal): Promise<z.infer<typeof Events>> {
    return Events.catch({ next: null, results: [] }).parse(await this.#get('events/', query, 'the events of the project', signal));
  }

  async #get(path: string, query: Record<string, string>, subject: string, signal?: AbortSignal): Promise<unknown> {
    const url = new URL(`/api/projects/${encodeURIComponent(this.#projectId)}/${path}`, this.#apiUrl);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const headers = { authorization: `Bearer ${this.#key}` };
    return (await askVendor({ service: 'PostHog', subject, url, headers, signal })).json;
  }
}

function cursorOf({ since, cursor }: FeedPosition): Cursor {
  const known = cursor === null ? null : Cursor.safeParse(JSON.parse(cursor)).data;
  return known ?? { after: since ?? new Date(Date.now() - FIRST_HOURS * 3_600_000).toISOString(), type: 0, before: null };
}

/** Goes on a millisecond late, so that events of one time that stand on two pages are not lost; those met again are the same deliveries. */
function earlier(cursor: Cursor, oldest: string | undefined): Cursor | null {
  const at = Date.parse(oldest ?? '');
  if (Number.isNaN(at)) return null;
  const late = new Date(at + 1).toISOString();
  const stuck = cursor.before !== null && Date.parse(late) >= Date.parse(cursor.before);
  return { ...cursor, before: stuck ? new Date(at).toISOString() : late };
}
