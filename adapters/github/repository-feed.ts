import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import type { Feed, FeedPage, FeedPosition, FeedRow } from '#domain/ports/index';
import { OWN_EVENT } from '#domain/sources/index';
import { statusOf, translateError } from './errors.ts';
import { readMissedDeliveries } from './missed-deliveries.ts';

const PAGE = 100;

const Cursor = z.object({
  phase: z.enum(['issues', 'comments', 'deliveries']),
  /** Where the walk began, ISO 8601; null: the very first one, of what is open. */
  from: z.string().nullable(),
  /** Where the next page begins; null: at the oldest. */
  since: z.string().nullable(),
  /** 1 unless more than a page changed within one second. */
  page: z.number().int().min(1),
  /** GitHub's own cursor, in the list of deliveries. */
  after: z.string().nullable(),
});
type Cursor = z.infer<typeof Cursor>;

export interface RepositoryFeedOptions {
  octokit: Octokit;
  /** owner/name. */
  repository: string;
  /** Start of the address that the webhook of the repository has; null: it is not looked for. */
  hookUrl: string | null;
}

/**
 * Issues and comments of a repository, in the order of their change, then webhooks that did not reach us. A page does not start at a
 * count, which shifts when an issue changes meanwhile, but at the time of the last change read, so that nothing is jumped over.
 * Source: docs.github.com/rest/issues/issues, /rest/issues/comments, /rest/repos/webhooks.
 */
export class RepositoryFeed implements Feed {
  readonly #octokit: Octokit;
  readonly #names: { owner: string; repo: string };
  readonly #repository: { full_name: string };
  readonly #hookUrl: string | null;

  constructor({ octokit, repository, hookUrl }: RepositoryFeedOptions) {
    const [owner = '', repo = ''] = repository.split('/');
    this.#octokit = octokit;
    this.#names = { owner, repo };
    this.#repository = { full_name: repository };
    this.#hookUrl = hookUrl;
  }

  async check(signal?: AbortSignal): Promise<string> {
    try {
      const { data } = await this.#octokit.rest.repos.get({ ...this.#names, request: { signal } });
      return data.full_name;
    } catch (error) {
      throw translateError(error, 'repository of this name');
    }
  }

  async read(position: FeedPosition, signal?: AbortSignal): Promise<FeedPage> {
    const cursor = cursorOf(position);
    switch (cursor.phase) {
      case 'issues':
        return this.#issues(cursor, position, signal);
      case 'comments':
        return this.#comments(cursor, signal);
      case 'deliveries':
        return this.#deliveries(cursor, signal);
    }
  }

  async #issues(cursor: Cursor, { cursor: given, etag }: FeedPosition, signal?: AbortSignal): Promise<FeedPage> {
    const isFirst = given === null;
    const answer = await listed('issues of the repository', () =>
      this.#octokit.rest.issues.listForRepo({
        ...this.#names,
        state: cursor.from === null ? 'open' : 'all',
        ...this.#window(cursor, signal),
        headers: isFirst && etag !== null ? { 'if-none-match': etag } : {},
      }),
    );
    // A comment changes its issue too: where no issue changed, no comment did. A webhook may have been missed all the same.
    if (answer === null) return page({ unchanged: true, etag }, this.#phase('deliveries', cursor));
    const issues = answer.data.filter((issue) => !issue.pull_request);
    const rows = issues.map((issue) => row(`issue:${issue.id}:${issue.updated_at}`, { issue, repository: this.#repository }));
    const found = {
      rows,
      skipped: answer.data.length - issues.length,
      etag: isFirst && answer.data.length < PAGE ? (answer.headers.etag ?? null) : null,
    };
    // The first walk takes what is open; nobody asked for what was said about it in the past.
    return page(found, following(cursor, answer.data) ?? (cursor.from === null ? null : this.#phase('comments', cursor)));
  }

  async #comments(cursor: Cursor, signal?: AbortSignal): Promise<FeedPage> {
    const answer = await listed('comments of the repository', () =>
      this.#octokit.rest.issues.listCommentsForRepo({ ...this.#names, ...this.#window(cursor, signal) }),
    );
    const comments = answer?.data ?? [];
    const onIssues = comments.filter(({ html_url }) => !html_url.includes('/pull/'));
    const issues = await this.#issuesOf(onIssues, signal);
    const rows = onIssues.flatMap((comment) => {
      const issue = issues.get(comment.issue_url);
      if (!issue) return [];
      return [row(`comment:${comment.id}:${comment.updated_at}`, { comment, issue, repository: this.#repository })];
    });
    return page({ rows, skipped: comments.length - rows.length }, following(cursor, comments) ?? this.#phase('deliveries', cursor));
  }

  /** By their addresses; without those that are gone. */
  async #issuesOf(comments: readonly { issue_url: string }[], signal?: AbortSignal): Promise<Map<string, object>> {
    const found = new Map<string, object>();
    for (const address of new Set(comments.map(({ issue_url }) => issue_url))) {
      const number = Number(/\/(\d+)$/.exec(address)?.[1]);
      if (!Number.isInteger(number)) continue;
      try {
        const { data } = await this.#octokit.rest.issues.get({ ...this.#names, issue_number: number, request: { signal } });
        found.set(address, data);
      } catch (error) {
        if (![404, 410].includes(statusOf(error) ?? 0)) throw translateError(error, 'issue of a comment');
      }
    }
    return found;
  }

  async #deliveries(cursor: Cursor, signal?: AbortSignal): Promise<FeedPage> {
    if (this.#hookUrl === null || cursor.from === null) return page({}, null);
    const { after, from: since } = cursor;
    const found = await readMissedDeliveries({ octokit: this.#octokit, names: this.#names, hookUrl: this.#hookUrl, since, after, signal });
    return page({ rows: found.rows }, found.after === null ? null : { ...cursor, after: found.after });
  }

  #window({ since, page }: Cursor, signal?: AbortSignal) {
    const from = since === null ? {} : { since };
    return { ...from, sort: 'updated', direction: 'asc', per_page: PAGE, page, request: { signal } } as const;
  }

  #phase(phase: Cursor['phase'], { from }: Cursor): Cursor | null {
    if (phase === 'deliveries' && this.#hookUrl === null) return null;
    return { phase, from, since: from, page: 1, after: null };
  }
}

function cursorOf({ cursor, since }: FeedPosition): Cursor {
  const known = cursor === null ? null : Cursor.safeParse(JSON.parse(cursor)).data;
  return known ?? { phase: 'issues', from: since, since, page: 1, after: null };
}

/** The page after a full one; null after the last. */
function following(cursor: Cursor, items: readonly { updated_at: string }[]): Cursor | null {
  const last = items.at(-1);
  if (!last || items.length < PAGE) return null;
  // `since` is inclusive: what changed in that second is met again, and is the same delivery.
  const stuck = cursor.since !== null && Date.parse(last.updated_at) <= Date.parse(cursor.since);
  return stuck ? { ...cursor, page: cursor.page + 1 } : { ...cursor, since: last.updated_at, page: 1 };
}

function row(version: string, payload: object): FeedRow {
  return { key: `pulled:${version}`, eventType: OWN_EVENT.pulled, payload };
}

function page(found: Partial<FeedPage>, next: Cursor | null): FeedPage {
  const cursor = next === null ? null : JSON.stringify(next);
  return { rows: [], skipped: 0, etag: null, unchanged: false, waitSeconds: 0, ...found, cursor, more: next !== null };
}

/** @returns null where nothing changed since the ETag */
async function listed<T>(subject: string, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (statusOf(error) === 304) return null;
    throw translateError(error, subject);
  }
}
