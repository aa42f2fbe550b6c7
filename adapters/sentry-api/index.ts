import { z } from 'zod';
import { NotFoundError } from '#domain/errors';
import type { Feed, FeedPage, FeedPosition, FeedRow } from '#domain/ports/index';
import { OWN_EVENT } from '#domain/sources/index';
import { askVendor, waitOf } from '../vendor-http/index.ts';

/** Each new issue costs a second request, for its latest event. */
const PAGE = 25;
const AT_ONCE = 4;

const Issue = z.looseObject({
  id: z.string().min(1).max(100),
  firstSeen: z.string().nullish(),
  lastSeen: z.string().nullish(),
  status: z.string().nullish(),
  substatus: z.string().nullish(),
});
type Issue = z.infer<typeof Issue>;

export interface SentryFeedOptions {
  /** https://sentry.io, or where Sentry is hosted. */
  apiUrl: string;
  token: string;
  /** Slugs. */
  organization: string;
  project: string;
}

/**
 * Issues of a project that were seen since, the newest first, each new one with its latest event. The first walk takes what is unresolved.
 * Source: docs.sentry.io/api/events, List a Project's Issues and Retrieve an Issue Event; docs.sentry.io/api/pagination.
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
    const query = since === null ? 'is:unresolved' : `lastSeen:>=${since.slice(0, 19)}`;
    const { json, headers } = await this.#ask(
      `/api/0/projects/${this.#path()}/issues/`,
      { query, statsPeriod: '', limit: String(PAGE), ...(cursor !== null && { cursor }) },
      'the issues of the project',
      signal,
    );
    const issues = z.array(z.unknown()).catch([]).parse(json);
    const known = issues.flatMap((issue) => Issue.safeParse(issue).data ?? []);
    const rows: FeedRow[] = [];
    for (let i = 0; i < known.length; i += AT_ONCE)
      rows.push(...(await Promise.all(known.slice(i, i + AT_ONCE).map((issue) => this.#row(issue, since, signal)))));
    const next = nextCursor(headers.get('link'));
    const waitSeconds = headers.get('x-sentry-rate-limit-remaining') === '0' ? waitOf(resetOf(headers)) : 0;
    return { rows, skipped: issues.length - known.length, cursor: next, more: next !== null, etag: null, unchanged: false, waitSeconds };
  }

  async #row(issue: Issue, since: string | null, signal?: AbortSignal): Promise<FeedRow> {
    const isNew = since === null || !issue.firstSeen || Date.parse(issue.firstSeen) >= Date.parse(since);
    const event = isNew ? await this.#latestEvent(issue.id, signal) : null;
    // One row an hour is enough to say that an issue still happens; a change of its state is told at once.
    const hour = (issue.lastSeen ?? '').slice(0, 13);
    const key = ['pulled:issue', issue.id, hour, issue.status, issue.substatus].join(':');
    return { key, eventType: OWN_EVENT.pulled, payload: event === null ? { issue } : { issue, event } };
  }

  /** null: its events are gone already. */
  async #latestEvent(issueId: string, signal?: AbortSignal): Promise<unknown> {
    try {
      const id = encodeURIComponent(issueId);
      return (await this.#ask(`/api/0/issues/${id}/events/latest/`, {}, 'the latest event of an issue', signal)).json;
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

/** `<…>; rel="next"; results="true"; cursor="0:25:0"`; only the cursor is taken, the address is not followed. */
function nextCursor(link: string | null): string | null {
  const next = link?.split(',').find((part) => part.includes('rel="next"') && part.includes('results="true"'));
  return /cursor="([^"]{1,200})"/.exec(next ?? '')?.[1] ?? null;
}

/** Sentry says when, in seconds since 1970. */
function resetOf(headers: Headers): Headers {
  const reset = Number(headers.get('x-sentry-rate-limit-reset'));
  return new Headers(Number.isFinite(reset) ? { 'retry-after': String(reset - Date.now() / 1000) } : {});
}
