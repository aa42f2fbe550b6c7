import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { now, type OpenRepository, type Peer } from './peer.ts';
import { presentIssue } from './present-pull.ts';
import { presentRepository, presentUser } from './present-repository.ts';
import { notFound } from './refusals.ts';
import { parse, PullParams, RepositoryParams } from './requests.ts';
import type { IssueRow } from './store.ts';

const NewIssue = z.object({ title: z.string().trim().min(1), body: z.string().nullish() });
const IssueChange = z.object({
  title: z.string().trim().min(1).optional(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
});
const IssueFilter = z.object({
  state: z.enum(['open', 'closed', 'all']).default('open'),
  sort: z.enum(['created', 'updated', 'comments']).default('created'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  since: z.iso.datetime({ offset: true }).optional(),
  per_page: z.coerce.number().int().min(1).max(100).default(30),
  page: z.coerce.number().int().min(1).default(1),
});

/** Issues as GitHub has them: `since` is inclusive, lists come in pages with Link, and answer 304 to the ETag they had. Nobody comments here. */
export function addIssueRoutes(app: FastifyInstance, peer: Peer): void {
  const { store, origin } = peer;
  const root = '/repos/:owner/:repo';
  const repositoryOf = (params: unknown) => {
    const { owner, repo } = RepositoryParams.parse(params);
    return peer.open(owner, repo);
  };
  const issueOf = (repository: OpenRepository, params: unknown) => {
    const issue = store.issue(repository.row.id, PullParams.parse(params).number);
    if (!issue) throw notFound();
    return issue;
  };
  const tell = async (repository: OpenRepository, action: string, issue: IssueRow) => {
    const facts = await peer.facts(repository);
    const presented = presentIssue(origin, facts, issue);
    peer.webhooks.emit(repository.row, 'issues', {
      action,
      issue: presented,
      repository: presentRepository(origin, facts),
      sender: presentUser(origin),
    });
    return presented;
  };

  app.get(`${root}/issues`, async (request, reply) => {
    const repository = repositoryOf(request.params);
    const filter = parse(IssueFilter, request.query, 'Issue');
    const field = filter.sort === 'updated' ? 'updated_at' : 'created_at';
    const order = filter.direction === 'asc' ? 1 : -1;
    const found = store
      .issues(repository.row.id)
      .filter(({ state }) => filter.state === 'all' || state === filter.state)
      .filter(({ updated_at: at }) => filter.since === undefined || Date.parse(at) >= Math.floor(Date.parse(filter.since) / 1000) * 1000)
      .sort((a, b) => order * (Date.parse(a[field]) - Date.parse(b[field]) || a.number - b.number));
    const facts = await peer.facts(repository);
    const start = (filter.page - 1) * filter.per_page;
    const page = found.slice(start, start + filter.per_page).map((issue) => presentIssue(origin, facts, issue));
    if (start + filter.per_page < found.length) void reply.header('link', nextLink(origin, request, filter.page + 1));
    return answerOnce(request, reply, page);
  });

  app.get(`${root}/issues/comments`, async (request, reply) => {
    repositoryOf(request.params);
    return answerOnce(request, reply, []);
  });

  app.get(`${root}/issues/:number`, async (request) => {
    const repository = repositoryOf(request.params);
    return presentIssue(origin, await peer.facts(repository), issueOf(repository, request.params));
  });

  app.post(`${root}/issues`, async (request, reply) => {
    const repository = repositoryOf(request.params);
    const { title, body } = parse(NewIssue, request.body, 'Issue');
    const issue = store.addIssue({ repository_id: repository.row.id, title, body: body ?? null, created_at: now() });
    return reply.code(201).send(await tell(repository, 'opened', issue));
  });

  app.patch(`${root}/issues/:number`, async (request) => {
    const repository = repositoryOf(request.params);
    const issue = issueOf(repository, request.params);
    const change = parse(IssueChange, request.body, 'Issue');
    const state = change.state ?? issue.state;
    const changed = store.saveIssue({
      ...issue,
      title: change.title ?? issue.title,
      body: change.body === undefined ? issue.body : change.body,
      state,
      closed_at: state === 'open' ? null : (issue.closed_at ?? now()),
      updated_at: now(),
    });
    const action = state === issue.state ? 'edited' : state === 'closed' ? 'closed' : 'reopened';
    return tell(repository, action, changed);
  });
}

function nextLink(origin: string, request: FastifyRequest, page: number): string {
  const url = new URL(request.url, origin);
  url.searchParams.set('page', String(page));
  return `<${url.href}>; rel="next"`;
}

function answerOnce(request: FastifyRequest, reply: FastifyReply, body: unknown) {
  const etag = `W/"${createHash('sha256').update(JSON.stringify(body)).digest('hex')}"`;
  void reply.header('etag', etag);
  return request.headers['if-none-match'] === etag ? reply.code(304).send() : reply.send(body);
}
