import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { markdown } from './markdown.ts';
import { markup, type Markup } from './markup.ts';
import type { OpenRepository, Peer } from './peer.ts';
import { Refusal } from './refusals.ts';
import { PullParams, RepositoryParams } from './requests.ts';
import { STYLE } from './style.ts';
import type { CheckRow, PullRow } from './store.ts';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
const Form = z.object({ token: z.string() });

/**
 * Plain pages of the peer: what a person opens by a pull request's html_url. Anyone who reaches the port may read them, as on a public
 * repository; Merge and Close need the page's own token and come from the page itself.
 */
export function addPages(app: FastifyInstance, peer: Peer): void {
  const { store } = peer;
  const formKey = store.formKey();
  const tokenOf = (pull: PullRow) =>
    createHmac('sha256', formKey).update(`${pull.id} ${pull.state} ${pull.draft} ${pull.updated_at}`).digest('base64url');
  const pullOf = (request: FastifyRequest) => {
    const { owner, repo, number } = PullParams.parse(request.params);
    const repository = peer.open(owner, repo);
    return { repository, pull: peer.pull(repository, number) };
  };
  const checkForm = (request: FastifyRequest, pull: PullRow) => {
    if (request.headers.origin !== `http://${request.headers.host}`) throw new Refusal(403, 'This form was not sent from its own page.');
    const { token } = Form.parse(Object.fromEntries(new URLSearchParams(String(request.body))));
    if (!equal(token, tokenOf(pull))) throw new Refusal(409, 'The pull request has changed since this page was opened. Open it again.');
  };

  app.get('/', async (_, reply) => {
    const rows = store.repositories().map((row) => markup`<li><a href="/${row.owner}/${row.name}">${row.owner}/${row.name}</a></li>`);
    return page(
      reply,
      'Repositories',
      markup`<h1>Repositories</h1>
        ${
          rows.length === 0
            ? markup`<p>None yet.</p>`
            : markup`<ul>
                ${rows}
              </ul>`
        }`,
    );
  });

  app.get('/:owner/:repo', async (request, reply) => {
    const { owner, repo } = RepositoryParams.parse(request.params);
    const repository = peer.open(owner, repo);
    return page(reply, `${owner}/${repo}`, await repositoryPage(peer, repository));
  });

  app.get('/:owner/:repo/pull/:number', async (request, reply) => {
    const { repository, pull } = pullOf(request);
    return page(reply, `${pull.title} · #${pull.number}`, await pullPage(peer, repository, pull, tokenOf(pull)));
  });

  app.post('/:owner/:repo/pull/:number/merge', async (request, reply) => {
    const { repository, pull } = pullOf(request);
    checkForm(request, pull);
    await peer.merge(repository, await peer.markReady(repository, pull));
    return reply.redirect(request.url.replace(/\/merge$/, ''), 303);
  });

  app.post('/:owner/:repo/pull/:number/close', async (request, reply) => {
    const { repository, pull } = pullOf(request);
    checkForm(request, pull);
    await peer.setState(repository, pull, 'closed');
    return reply.redirect(request.url.replace(/\/close$/, ''), 303);
  });
}

/** A refusal as a page. */
export function refusalPage(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return page(
    reply.code(refusal.status),
    String(refusal.status),
    markup`<h1>${refusal.status}</h1>
      <p>${refusal.message}</p>`,
  );
}

async function repositoryPage(peer: Peer, { row, git }: OpenRepository): Promise<Markup> {
  const pulls = peer.store
    .pulls(row.id)
    .map(
      (pull) => markup`<li><a href="/${row.owner}/${row.name}/pull/${pull.number}">#${pull.number} ${pull.title}</a> ${stateOf(pull)}</li>`,
    );
  const branches = (await git.branches()).map((branch) => markup`<li>${branch.name} <code>${branch.sha.slice(0, 7)}</code></li>`);
  return markup`<h1>${row.owner}/${row.name}</h1>
    <p class="quiet">Kept by the local GitHub peer. Clone: <code>${`${peer.origin}/${row.owner}/${row.name}.git`}</code></p>
    <h2>Pull requests</h2>
    ${pulls.length === 0 ? markup`<p>None yet.</p>` : markup`<ul>${pulls}</ul>`}
    <h2>Branches</h2>
    <ul>${branches}</ul>`;
}

async function pullPage(peer: Peer, repository: OpenRepository, pull: PullRow, token: string): Promise<Markup> {
  const { row, git } = repository;
  const ends = await peer.ends(repository, pull);
  const { from, to } = await peer.range(repository, ends);
  const path = `/${row.owner}/${row.name}`;
  const checks = peer.store.checks(row.id, ends.headSha).map(checkLine);
  const action = (name: string, label: string) =>
    markup`<form method="post" action="${path}/pull/${pull.number}/${name}"><input type="hidden" name="token" value="${token}"><button class="${name}">${label}</button></form>`;
  const merge = action('merge', pull.draft === 1 ? 'Mark ready and merge' : 'Merge pull request');
  return markup`<p class="quiet"><a href="${path}">${row.owner}/${row.name}</a></p>
    <h1>${pull.title} <span class="quiet">#${pull.number}</span></h1>
    <p>${stateOf(pull)} <code>${pull.head}</code> into <code>${pull.base}</code></p>
    <section>${pull.body ? markdown(pull.body) : markup`<p class="quiet">No description.</p>`}</section>
    ${pull.state === 'open' ? markup`<div class="actions">${merge}${action('close', 'Close pull request')}</div>` : null}
    <h2>Checks</h2>
    ${checks.length === 0 ? markup`<p class="quiet">No checks ran on ${ends.headSha.slice(0, 7)}.</p>` : markup`<ul>${checks}</ul>`}
    <h2>Changes</h2>
    ${diffBlocks(await git.diff(from, to))}`;
}

function stateOf(pull: PullRow): Markup {
  const state = pull.merged_at !== null ? 'merged' : pull.state === 'closed' ? 'closed' : pull.draft === 1 ? 'draft' : 'open';
  return markup`<span class="state ${state}">${state}</span>`;
}

function checkLine(check: CheckRow): Markup {
  const title = check.title === null ? '' : `: ${check.title}`;
  return markup`<li><strong>${check.name}</strong> ${check.conclusion ?? check.status}${title}</li>`;
}

/** One block per file, each line with its own class. */
function diffBlocks(diff: string): Markup {
  if (diff === '') return markup`<p class="quiet">Nothing differs.</p>`;
  return markup`${diff.split(/^(?=diff --git )/m).map((file) => {
    const lines = file.replace(/\n$/, '').split('\n');
    const first = lines.findIndex((line) => line.startsWith('@@'));
    const heading = lines[0]!.replace(/^diff --git a\/.* b\//, '');
    const shown = lines.slice(first === -1 ? 1 : first).map((line) => markup`<span class="${classOf(line)}">${line}</span>`);
    return markup`<h3><code>${heading}</code></h3><pre class="diff">${shown}</pre>`;
  })}`;
}

function classOf(line: string): string {
  if (line.startsWith('@@')) return 'hunk';
  return line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same';
}

function page(reply: FastifyReply, title: string, body: Markup): FastifyReply {
  const text = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${markup`${title}`.text}</title><style>${STYLE}</style></head><body><main>${body.text}</main></body></html>`;
  return reply
    .type('text/html; charset=utf-8')
    .headers({
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      // Not no-referrer: with that, browsers send `Origin: null` with the forms.
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    .send(text);
}

function equal(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
