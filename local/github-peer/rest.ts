import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { now, type Peer } from './peer.ts';
import { presentFile, presentHook } from './present-git.ts';
import { presentCheck } from './present-pull.ts';
import { presentFullRepository, presentPublicUser, presentRepository, presentUser } from './present-repository.ts';
import { notFound, Refusal } from './refusals.ts';
import { parse, PullParams, RepositoryParams } from './requests.ts';

const NewRepository = z.object({ name: z.string().min(1), description: z.string().nullish() });
const NewPull = z.object({
  title: z.string().trim().min(1),
  head: z.string().min(1),
  base: z.string().min(1),
  body: z.string().nullish(),
  draft: z.boolean().default(false),
});
const PullChange = z.object({
  title: z.string().min(1).optional(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
});
const PullFilter = z.object({
  state: z.enum(['open', 'closed', 'all']).default('open'),
  head: z.string().optional(),
  base: z.string().optional(),
});
const Hook = z.object({
  config: z.object({ url: z.url({ protocol: /^https?$/ }), secret: z.string().optional(), content_type: z.literal('json') }),
  events: z.array(z.string()).default(['push']),
  active: z.boolean().default(true),
});
const NewCheck = z.object({
  name: z.string().min(1),
  head_sha: z.string(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  conclusion: z.enum(['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required']).optional(),
  output: z.object({ title: z.string(), summary: z.string() }).optional(),
});

/** GitHub's REST calls that Soulcaster, its seed and its tests make; issues are in rest-issues.ts, the git data calls in rest-git.ts. */
export function addRestRoutes(app: FastifyInstance, peer: Peer): void {
  const { store, origin } = peer;
  const root = '/repos/:owner/:repo';
  const repositoryOf = (params: unknown) => {
    const { owner, repo } = RepositoryParams.parse(params);
    return peer.open(owner, repo);
  };

  app.get('/user', async () => presentPublicUser(origin, store.repositories().length));

  app.post('/user/repos', async (request, reply) => {
    const input = parse(NewRepository, request.body, 'Repository');
    const created = await peer.createRepository(input.name, input.description ?? null);
    return reply.code(201).send(presentFullRepository(origin, await peer.facts(created)));
  });

  app.get(root, async (request) => presentFullRepository(origin, await peer.facts(repositoryOf(request.params))));

  app.get(`${root}/pulls`, async (request) => {
    const repository = repositoryOf(request.params);
    const filter = parse(PullFilter, request.query, 'PullRequest');
    const [owner, head] = filter.head?.includes(':') ? filter.head.split(':', 2) : [undefined, filter.head];
    if (owner !== undefined && owner !== repository.row.owner) return [];
    const pulls = store.pulls(repository.row.id, { state: filter.state === 'all' ? undefined : filter.state, head, base: filter.base });
    return Promise.all(pulls.slice(0, 100).map((pull) => peer.pullSimple(repository, pull)));
  });

  app.post(`${root}/pulls`, async (request, reply) => {
    const repository = repositoryOf(request.params);
    const input = parse(NewPull, request.body, 'PullRequest');
    const prefix = `${repository.row.owner}:`;
    const head = input.head.startsWith(prefix) ? input.head.slice(prefix.length) : input.head;
    const pull = await peer.openPull(repository, { ...input, head, body: input.body ?? null });
    return reply.code(201).send(await peer.pullFull(repository, pull));
  });

  app.get(`${root}/pulls/:number`, async (request) => {
    const repository = repositoryOf(request.params);
    return peer.pullFull(repository, peer.pull(repository, PullParams.parse(request.params).number));
  });

  app.patch(`${root}/pulls/:number`, async (request) => {
    const repository = repositoryOf(request.params);
    const change = parse(PullChange, request.body, 'PullRequest');
    let pull = peer.pull(repository, PullParams.parse(request.params).number);
    if (change.title !== undefined || change.body !== undefined) {
      pull = store.savePull({
        ...pull,
        title: change.title ?? pull.title,
        body: change.body === undefined ? pull.body : change.body,
        updated_at: now(),
      });
    }
    if (change.state !== undefined) pull = await peer.setState(repository, pull, change.state);
    return peer.pullFull(repository, pull);
  });

  app.get(`${root}/pulls/:number/files`, async (request) => {
    const repository = repositoryOf(request.params);
    const pull = peer.pull(repository, PullParams.parse(request.params).number);
    const { from, to } = await peer.range(repository, await peer.ends(repository, pull));
    const files = await repository.git.changedFiles(from, to);
    return Promise.all(
      files.map(async (file) => presentFile(origin, repository.row, to, file, patchOf(await repository.git.diff(from, to, file.path)))),
    );
  });

  app.put(`${root}/pulls/:number/merge`, async (request) => {
    const repository = repositoryOf(request.params);
    const merged = await peer.merge(repository, peer.pull(repository, PullParams.parse(request.params).number));
    return { sha: merged.merge_sha, merged: true, message: 'Pull Request successfully merged' };
  });

  app.get(`${root}/hooks`, async (request) => {
    const { row } = repositoryOf(request.params);
    return store.hooks(row.id).map((hook) => presentHook(origin, row, hook));
  });

  app.post(`${root}/hooks`, async (request, reply) => {
    const repository = repositoryOf(request.params);
    const { row } = repository;
    const { config, events, active } = parse(Hook, request.body, 'Hook');
    if (store.hooks(row.id).some((hook) => hook.url === config.url)) {
      throw new Refusal(422, 'Validation Failed', [
        { resource: 'Hook', code: 'custom', message: 'Hook already exists on this repository' },
      ]);
    }
    const fields = { url: config.url, secret: config.secret ?? null, events: JSON.stringify(events), active: Number(active) };
    const hook = store.addHook({ repository_id: row.id, ...fields, created_at: now() });
    const presented = presentHook(origin, row, hook);
    peer.webhooks.emitTo(hook.id, 'ping', {
      zen: 'Ready to listen.',
      hook_id: hook.id,
      hook: presented,
      repository: presentRepository(origin, await peer.facts(repository)),
      sender: presentUser(origin),
    });
    return reply.code(201).send(presented);
  });

  app.patch(`${root}/hooks/:number`, async (request) => {
    const { row } = repositoryOf(request.params);
    const hook = store.hook(PullParams.parse(request.params).number);
    if (!hook || hook.repository_id !== row.id) throw notFound();
    const change = parse(Hook.partial(), request.body, 'Hook');
    const changed = store.updateHook(hook.id, {
      url: change.config?.url ?? hook.url,
      secret: change.config?.secret ?? hook.secret,
      events: change.events ? JSON.stringify(change.events) : hook.events,
      active: Number(change.active ?? hook.active === 1),
    });
    return presentHook(origin, row, changed);
  });

  app.delete(`${root}/hooks/:number`, async (request, reply) => {
    const { row } = repositoryOf(request.params);
    const hook = store.hook(PullParams.parse(request.params).number);
    if (!hook || hook.repository_id !== row.id) throw notFound();
    store.deleteHook(hook.id);
    return reply.code(204).send();
  });

  app.get(`${root}/commits/:ref/check-runs`, async (request) => {
    const repository = repositoryOf(request.params);
    const { ref } = z.object({ ref: z.string() }).parse(request.params);
    const sha = (await repository.git.branch(ref)) ?? (await repository.git.commitId(ref));
    if (sha === null) throw new Refusal(422, `No commit found for SHA: ${ref}`);
    const facts = await peer.facts(repository);
    const checks = store.checks(repository.row.id, sha).map((check) => presentCheck(origin, facts, check));
    return { total_count: checks.length, check_runs: checks };
  });

  app.post(`${root}/check-runs`, async (request, reply) => {
    const repository = repositoryOf(request.params);
    const input = parse(NewCheck, request.body, 'CheckRun');
    if ((await repository.git.typeOf(input.head_sha)) !== 'commit') throw new Refusal(422, `No commit found for SHA: ${input.head_sha}`);
    const ended = input.conclusion !== undefined;
    const check = store.addCheck({
      repository_id: repository.row.id,
      sha: input.head_sha,
      name: input.name,
      status: ended ? 'completed' : (input.status ?? 'queued'),
      conclusion: input.conclusion ?? null,
      title: input.output?.title ?? null,
      summary: input.output?.summary ?? null,
      started_at: now(),
      completed_at: ended ? now() : null,
    });
    const facts = await peer.facts(repository);
    const presented = presentCheck(origin, facts, check);
    peer.webhooks.emit(repository.row, 'check_run', {
      action: ended ? 'completed' : 'created',
      check_run: presented,
      repository: presentRepository(origin, facts),
      sender: presentUser(origin),
    });
    return reply.code(201).send(presented);
  });
}

/** GitHub's `patch` starts at the first hunk. */
function patchOf(diff: string): string {
  const at = diff.indexOf('\n@@ ');
  return at === -1 ? '' : diff.slice(at + 1).replace(/\n$/, '');
}
