import { z } from 'zod';
import { NotFoundError, VendorRefusedError } from '#domain/errors';
import type { Feed, FeedPage, FeedPosition, FeedRow, OpenFact } from '#domain/ports/index';
import { OWN_EVENT } from '#domain/sources/index';
import { eachAtOnce } from '../vendor-http/each-at-once.ts';
import { askVendor, waitOf } from '../vendor-http/index.ts';
import { isNumber, isShortId, Issue, standingOf, type Standing } from './standing.ts';

/** Each new issue costs a second request, for its latest event. */
const PAGE = 25;
const AT_ONCE = 4;

/** Closed issues cost no second request. */
const CLOSED_PAGE = 100;
const CLOSED_PAGES = 3;
/** Archived ones were called ignored, and this word is good for both. */
const CLOSED = ['is:resolved', 'is:ignored'] as const;

export interface SentryFeedOptions {
  /** https://sentry.io, or where Sentry is hosted. */
  apiUrl: string;
  token: string;
  /** Slugs. */
  organization: string;
  project: string;
}

/** Where a walk is in its second part, among the issues that are closed now. */
const ClosedPart = z.object({
  closed: z
    .number()
    .int()
    .min(0)
    .max(CLOSED.length - 1),
  page: z.number().int().min(0),
  cursor: z.string().nullable(),
});
type ClosedPart = z.infer<typeof ClosedPart>;

/**
 * Issues of a project that were seen since, the newest first, each new one with its latest event. The first walk takes what is unresolved.
 * Each later one ends with what is resolved or archived: Sentry says of no issue when that was, so the last ones seen are looked at, at
 * most 300 of each in six requests, and told only where they are known. Older ones are found by asking for each that is open here.
 * Source: docs.sentry.io/api/events, List a Project's Issues, Retrieve an Issue and Retrieve an Issue Event; docs.sentry.io/api/organizations,
 * Resolve a Short ID; docs.sentry.io/api/pagination.
 */
export class SentryFeed implements Feed {
  readonly #apiUrl: string;
  readonly #token: string;
  readonly #organization: string;
  readonly #project: string;
  constructor({ apiUrl, token, organization, project }: SentryFeedOptions) {
    this.#apiUrl = apiUrl;
    this.#token = token;
    this.#organization = organization;
    this.#project = project;
  }

  async check(signal?: AbortSignal): Promise<string> {
    await this.#ask(`/api/0/projects/${this.#path()}/`, {}, 'the project of these names', signal);
    return 'sentry';
  }

  async read({ since, cursor }: FeedPosition, signal?: AbortSignal): Promise<FeedPage> {
    const part = closedPartOf(cursor);
    if (part) return this.#readClosed(part, signal);
    const query = since === null ? 'is:unresolved' : `lastSeen:>=${since.slice(0, 19)}`;
    const { issues, skipped, next, waitSeconds } = await this.#list({ query, limit: String(PAGE), cursor }, signal);
    const rows = await eachAtOnce(issues, AT_ONCE, (issue) => this.#row(issue, since, signal));
    const following = next ?? (since === null ? null : JSON.stringify({ closed: 0, page: 0, cursor: null } satisfies ClosedPart));
    return { rows, skipped, cursor: following, more: following !== null, etag: null, unchanged: false, waitSeconds };
  }

  /** One request for each that is an issue, by its number or, where no more is known, its short id. */
  async closedAmong(facts: readonly OpenFact[], signal?: AbortSignal) {
    let waitSeconds = 0;
    const issues = facts.filter(({ externalId }) => isNumber(externalId) || isShortId(externalId));
    const looked = await eachAtOnce(issues, AT_ONCE, async (fact): Promise<Standing> => {
      const answer = await this.#standing(fact.externalId, signal);
      if (answer !== null) waitSeconds = Math.max(waitSeconds, waitAfter(answer.headers));
      return standingOf(fact, answer?.json ?? null, this.#organization);
    });
    const found = looked.flatMap(({ into }) => (into ? [{ key: keyOf(into), eventType: OWN_EVENT.pulled, payload: { issue: into } }] : []));
    return { closed: looked.flatMap(({ closed }) => closed ?? []), found, waitSeconds };
  }

  /** null: Sentry knows none of that id. An older one looks up short ids only for who may read the organization, which nothing else needs. */
  async #standing(id: string, signal?: AbortSignal) {
    const of = `/api/0/organizations/${encodeURIComponent(this.#organization)}`;
    if (isNumber(id)) return this.#askIfThere(`${of}/issues/${id}/`, signal);
    try {
      return await this.#askIfThere(`${of}/shortids/${encodeURIComponent(id)}/`, signal);
    } catch (error) {
      if (error instanceof VendorRefusedError && error.details['status'] === 403) return null;
      throw error;
    }
  }

  async #readClosed({ closed, page, cursor }: ClosedPart, signal?: AbortSignal): Promise<FeedPage> {
    const asked = { query: CLOSED[closed]!, sort: 'date', limit: String(CLOSED_PAGE), cursor };
    const { issues, skipped, next, waitSeconds } = await this.#list(asked, signal);
    const rows = issues.map((issue) => ({ key: keyOf(issue), eventType: OWN_EVENT.pulled, payload: { issue }, onlyIfKnown: issue.id }));
    const following = next !== null && page + 1 < CLOSED_PAGES ? { closed, page: page + 1, cursor: next } : nextClosed(closed);
    const more = following !== null;
    return { rows, skipped, cursor: following && JSON.stringify(following), more, etag: null, unchanged: false, waitSeconds };
  }

  async #list({ cursor, ...query }: { query: string; sort?: string; limit: string; cursor: string | null }, signal?: AbortSignal) {
    const path = `/api/0/projects/${this.#path()}/issues/`;
    const asked = { ...query, statsPeriod: '', ...(cursor !== null && { cursor }) };
    const { json, headers } = await this.#ask(path, asked, 'the issues of the project', signal);
    const all = z.array(z.unknown()).catch([]).parse(json);
    const issues = all.flatMap((issue) => Issue.safeParse(issue).data ?? []);
    return { issues, skipped: all.length - issues.length, next: nextCursor(headers.get('link')), waitSeconds: waitAfter(headers) };
  }

  async #row(issue: Issue, since: string | null, signal?: AbortSignal): Promise<FeedRow> {
    const isNew = since === null || !issue.firstSeen || Date.parse(issue.firstSeen) >= Date.parse(since);
    const event = isNew ? await this.#latestEvent(issue.id, signal) : null;
    return { key: keyOf(issue), eventType: OWN_EVENT.pulled, payload: event === null ? { issue } : { issue, event } };
  }

  /** null: its events are gone already. */
  async #latestEvent(issueId: string, signal?: AbortSignal): Promise<unknown> {
    return (await this.#askIfThere(`/api/0/issues/${encodeURIComponent(issueId)}/events/latest/`, signal))?.json ?? null;
  }

  async #askIfThere(path: string, signal?: AbortSignal) {
    try {
      return await this.#ask(path, {}, 'an issue of the project', signal);
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }

  #path(): string {
    return `${encodeURIComponent(this.#organization)}/${encodeURIComponent(this.#project)}`;
  }

  #ask(path: string, query: Record<string, string>, subject: string, signal?: AbortSignal) {
    const url = new URL(path, this.#apiUrl);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return askVendor({ service: 'Sentry', subject, url, headers: { authorization: `Bearer ${this.#token}` }, signal });
  }
}

/** One row an hour is enough to say that an issue still happens; a change of its state is told at once. */
function keyOf({ id, lastSeen, status, substatus }: Issue): string {
  return ['pulled:issue', id, (lastSeen ?? '').slice(0, 13), status, substatus].join(':');
}

/** Cursors of Sentry's own are numbers and colons. */
function closedPartOf(cursor: string | null): ClosedPart | null {
  return cursor?.startsWith('{') ? (ClosedPart.safeParse(JSON.parse(cursor)).data ?? null) : null;
}

function nextClosed(closed: number): ClosedPart | null {
  return closed + 1 < CLOSED.length ? { closed: closed + 1, page: 0, cursor: null } : null;
}

/** `<…>; rel="next"; results="true"; cursor="0:25:0"`; only the cursor is taken, the address is not followed. */
function nextCursor(link: string | null): string | null {
  const next = link?.split(',').find((part) => part.includes('rel="next"') && part.includes('results="true"'));
  return /cursor="([^"]{1,200})"/.exec(next ?? '')?.[1] ?? null;
}

function waitAfter(headers: Headers): number {
  return headers.get('x-sentry-rate-limit-remaining') === '0' ? waitOf(resetOf(headers)) : 0;
}

/** Sentry says when, in seconds since 1970. */
function resetOf(headers: Headers): Headers {
  const reset = Number(headers.get('x-sentry-rate-limit-reset'));
  return new Headers(Number.isFinite(reset) ? { 'retry-after': String(reset - Date.now() / 1000) } : {});
}
