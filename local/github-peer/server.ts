import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { freePorts } from '../free-port.ts';
import { addPages, refusalPage } from './pages.ts';
import { Peer } from './peer.ts';
import { ACCOUNT } from './present-repository.ts';
import { badCredentials, notFound, Refusal } from './refusals.ts';
import { RepositoryParams } from './requests.ts';
import { addGitRoutes } from './rest-git.ts';
import { addIssueRoutes } from './rest-issues.ts';
import { addRestRoutes } from './rest.ts';
import { serveGit } from './smart-http.ts';
import { PeerStore } from './store.ts';
import { createWebhooks } from './webhooks.ts';

const MAX_BODY_BYTES = 40 * 1024 * 1024;

export interface GithubPeerOptions {
  /** Folder of its own: repositories and peer.db. */
  dataDir: string;
  /** What callers present as `Authorization: Bearer`, `token` or as the password of Basic. */
  token: string;
  /** 0: any free one. */
  port: number;
  host?: string;
  /** Address in the links it gives out; default: where it listens. */
  publicUrl?: string;
  onWebhookGivenUp?: (delivery: { event: string; hookId: number }) => void;
}

export interface RunningGithubPeer {
  url: string;
  port: number;
  stop(): Promise<void>;
}

/**
 * A GitHub of one account on real bare repositories: the REST calls Soulcaster makes at `/repos/…`, clone and push at
 * `/<owner>/<name>.git`, pages at `/<owner>/<name>/pull/<n>`, signed webhooks. Refuses as GitHub does. What it answered for is on disk.
 */
export async function startGithubPeer(options: GithubPeerOptions): Promise<RunningGithubPeer> {
  const { dataDir, token, port, host = '127.0.0.1', onWebhookGivenUp } = options;
  const store = new PeerStore(dataDir);
  const webhooks = createWebhooks(store, onWebhookGivenUp);
  const app = Fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true, routerOptions: { ignoreTrailingSlash: true } });
  readBodies(app);
  answerErrors(app);

  // The port is known only after listening, and every link needs it.
  const bound = port === 0 ? (await freePorts(1))[0]! : port;
  const origin = (options.publicUrl ?? `http://${host}:${bound}`).replace(/\/$/, '');
  const peer = new Peer(store, webhooks, dataDir, origin);
  app.addHook('onSend', async (_, reply) => void reply.header('x-github-request-id', randomUUID()));
  refuseForeignHosts(app, [host, new URL(origin).hostname]);
  await app.register(async (rest) => {
    rest.addHook('onRequest', requireToken(token));
    addRestRoutes(rest, peer);
    addIssueRoutes(rest, peer);
    addGitRoutes(rest, peer);
  });
  await app.register(async (smart) => addSmartHttp(smart, peer, token));
  await app.register(async (pages) => addPages(pages, peer));

  await app.listen({ port: bound, host });
  return {
    url: `http://${host}:${bound}`,
    port: bound,
    stop: async () => {
      await webhooks.stop();
      await app.close();
      store.close();
    },
  };
}

function addSmartHttp(app: FastifyInstance, peer: Peer, token: string): void {
  app.addHook('onRequest', async (request, reply) => {
    if (isToken(request.headers.authorization, token)) return;
    await reply.code(401).header('www-authenticate', 'Basic realm="GitHub"').type('text/plain').send('Invalid username or token.\n');
  });
  const serve = (path: string) => async (request: FastifyRequest, reply: FastifyReply) => {
    const { owner, repo } = RepositoryParams.parse(request.params);
    const { git } = peer.open(owner, repo.replace(/\.git$/, ''));
    return serveGit(request, reply, { folder: git.folder, user: ACCOUNT }, path);
  };
  app.get('/:owner/:repo/info/refs', serve('info/refs'));
  app.post('/:owner/:repo/git-upload-pack', serve('git-upload-pack'));
  app.post('/:owner/:repo/git-receive-pack', serve('git-receive-pack'));
}

function readBodies(app: FastifyInstance): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) => done(null, body));
  // git's own bodies stay streams.
  app.addContentTypeParser(/^application\/x-git-/, (_, payload, done) => done(null, payload));
}

function answerErrors(app: FastifyInstance): void {
  const isRest = (request: FastifyRequest) => /^\/(repos|user)\b/.test(request.url);
  const answer = (request: FastifyRequest, reply: FastifyReply, refusal: Refusal) =>
    isRest(request) ? reply.code(refusal.status).send(refusal.body()) : refusalPage(reply, refusal);
  app.setNotFoundHandler((request, reply) => answer(request, reply, notFound()));
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error instanceof Refusal) return answer(request, reply, error);
    if (error.name === 'ZodError') return answer(request, reply, notFound());
    const status = error.statusCode ?? 500;
    return answer(request, reply, new Refusal(status, status < 500 ? 'Problems parsing JSON' : 'Server Error'));
  });
}

/** A page of another site that gave its own name our address (DNS rebinding) could read the pages' form tokens. */
function refuseForeignHosts(app: FastifyInstance, names: string[]): void {
  const known = new Set([...names, '127.0.0.1', 'localhost', '[::1]']);
  app.addHook('onRequest', async (request, reply) => {
    const name = (request.headers.host ?? '').replace(/:\d+$/, '');
    if (!known.has(name)) await reply.code(421).send(new Refusal(421, 'This is not the host you asked for.').body());
  });
}

function requireToken(token: string) {
  return async (request: FastifyRequest) => {
    if (!isToken(request.headers.authorization, token)) throw badCredentials();
  };
}

function isToken(header: string | undefined, token: string): boolean {
  const [scheme = '', value = ''] = (header ?? '').split(' ');
  const given =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(value, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, '')
      : value;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return /^(bearer|token|basic)$/i.test(scheme) && timingSafeEqual(digest(given), digest(token));
}
