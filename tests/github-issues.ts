import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';

export interface StandInIssue {
  id: number;
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  updated_at: string;
  pull_request?: { url: string };
}
export interface StandInComment {
  id: number;
  issue: number;
  updated_at: string;
  login: string;
}
export interface StandInDelivery {
  id: number;
  guid: string;
  event: string;
  status_code: number;
  delivered_at: string;
  payload: unknown;
}
export interface Refusal {
  status: number;
  headers?: Record<string, string>;
  body?: object;
}

/**
 * The issues of one repository as GitHub's REST API lists them: `state`, `since` (inclusive), `sort=updated`, pages with Link, ETag and 304,
 * comments, hooks and their deliveries. Source: docs.github.com/rest.
 */
export async function openGithubIssues(repository = 'shop/web') {
  const state = {
    issues: [] as StandInIssue[],
    comments: [] as StandInComment[],
    hookUrl: null as string | null,
    deliveries: [] as StandInDelivery[],
    /** Answered before anything else, one a request; null lets one through. */
    refusals: [] as (Refusal | null)[],
    requests: [] as { path: string; query: Record<string, string>; status: number }[],
    /** Called before a list is answered. */
    beforeList: null as (() => void) | null,
  };
  const root = `/repos/${repository}`;

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const query = Object.fromEntries(url.searchParams);
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      state.requests.push({ path: url.pathname, query, status });
      response
        .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
        .end(status === 304 ? undefined : JSON.stringify(body));
    };
    const refusal = state.refusals.shift();
    if (refusal) return send(refusal.status, refusal.body ?? { message: 'refused' }, refusal.headers);
    if (request.headers.authorization !== 'token good-token') return send(401, { message: 'Bad credentials' });
    return answer(request, url, send);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function answer(
    request: IncomingMessage,
    url: URL,
    send: (status: number, body: unknown, headers?: Record<string, string>) => void,
  ): void {
    const path = url.pathname;
    if (path.toLowerCase() === root.toLowerCase()) return send(200, { full_name: repository });
    if (path === `${root}/issues` || path === `${root}/issues/comments`) {
      state.beforeList?.();
      const listed = path === `${root}/issues` ? issues(url) : comments(url);
      const { items, link } = pageOf(url, listed);
      const etag = `W/"${createHash('sha256').update(JSON.stringify(items)).digest('hex')}"`;
      if (request.headers['if-none-match'] === etag) return send(304, null, { etag });
      return send(200, items, { etag, ...(link && { link }) });
    }
    const one = new RegExp(`^${root}/issues/(\\d+)$`).exec(path);
    if (one) {
      const found = state.issues.find(({ number }) => number === Number(one[1]));
      return found ? send(200, present(found)) : send(404, { message: 'Not Found' });
    }
    if (path === `${root}/hooks`)
      return state.hookUrl === null ? send(404, { message: 'Not Found' }) : send(200, [{ id: 9, config: { url: state.hookUrl } }]);
    if (path === `${root}/hooks/9/deliveries`)
      return send(
        200,
        state.deliveries.map((delivery) => ({ ...delivery, payload: undefined })),
      );
    const delivery = new RegExp(`^${root}/hooks/9/deliveries/(\\d+)$`).exec(path);
    const found = delivery && state.deliveries.find(({ id }) => id === Number(delivery[1]));
    return found ? send(200, { ...found, request: { headers: {}, payload: found.payload } }) : send(404, { message: 'Not Found' });
  }

  function issues(url: URL): object[] {
    const wanted = url.searchParams.get('state') ?? 'open';
    return sorted(
      url,
      state.issues.filter((issue) => wanted === 'all' || issue.state === wanted),
    ).map(present);
  }
  function comments(url: URL): object[] {
    return sorted(url, state.comments).map(({ issue, login, ...comment }) => ({
      ...comment,
      created_at: comment.updated_at,
      issue_url: `${origin}${root}/issues/${issue}`,
      html_url: `https://github.com/${repository}/${state.issues.find(({ number }) => number === issue)?.pull_request ? 'pull' : 'issues'}/${issue}#issuecomment-${comment.id}`,
      body: 'Same here.',
      author_association: 'NONE',
      user: { login, type: 'User' },
    }));
  }
  function present(issue: StandInIssue): object {
    return {
      ...issue,
      created_at: '2026-03-01T08:00:00Z',
      html_url: `https://github.com/${repository}/issues/${issue.number}`,
      user: { login: 'maria-k', type: 'User' },
      labels: [],
    };
  }
  function pageOf(url: URL, items: object[]): { items: object[]; link: string | null } {
    const size = Number(url.searchParams.get('per_page') ?? 30);
    const number = Number(url.searchParams.get('page') ?? 1);
    const next = new URL(url.pathname + url.search, origin);
    next.searchParams.set('page', String(number + 1));
    const isMore = items.length > number * size;
    return { items: items.slice((number - 1) * size, number * size), link: isMore ? `<${next.href}>; rel="next"` : null };
  }

  return {
    state,
    url: origin,
    /** `count` open issues, a second apart. */
    fill(count: number, from = Date.parse('2026-03-02T08:00:00Z')) {
      for (let i = 1; i <= count; i++)
        state.issues.push({
          id: 5000 + i,
          number: i,
          title: `Export ${i} stops`,
          body: `It stops at row ${i}.`,
          state: 'open',
          updated_at: second(from + i * 1000),
        });
    },
    change(number: number, fields: Partial<StandInIssue>) {
      const issue = state.issues.find((one) => one.number === number);
      if (issue) Object.assign(issue, { updated_at: second(Date.now()), ...fields });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
export type GithubIssues = Awaited<ReturnType<typeof openGithubIssues>>;

const second = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

function sorted<T extends { updated_at: string }>(url: URL, items: readonly T[]): T[] {
  const since = Date.parse(url.searchParams.get('since') ?? '');
  return items
    .filter(({ updated_at }) => Number.isNaN(since) || Date.parse(updated_at) >= Math.floor(since / 1000) * 1000)
    .sort((a, b) => Date.parse(a.updated_at) - Date.parse(b.updated_at));
}
