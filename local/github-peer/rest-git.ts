import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Peer } from './peer.ts';
import { presentBlob, presentCommit, presentRef, presentShortBlob, presentTree } from './present-git.ts';
import { invalid, notFound, Refusal } from './refusals.ts';
import { parse, RepositoryParams } from './requests.ts';

const Sha = z.string().regex(/^[0-9a-f]{40}$/);
const Blob = z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).default('utf-8') });
const Tree = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string().min(1),
      mode: z.enum(['100644', '100755', '040000', '160000', '120000']),
      type: z.enum(['blob', 'tree', 'commit']).optional(),
      sha: Sha.nullish(),
      content: z.string().optional(),
    }),
  ),
});
const Identity = z.object({ name: z.string().min(1), email: z.string().min(1), date: z.iso.datetime({ offset: true }).optional() });
const Commit = z.object({
  message: z.string(),
  tree: Sha,
  parents: z.array(Sha).default([]),
  author: Identity.optional(),
  committer: Identity.optional(),
});
const Ref = z.object({ ref: z.string(), sha: Sha });

/** GitHub's git data calls: blobs, trees, commits, refs. */
export function addGitRoutes(app: FastifyInstance, peer: Peer): void {
  const root = '/repos/:owner/:repo/git';
  const repositoryOf = (params: unknown) => {
    const { owner, repo } = RepositoryParams.parse(params);
    return peer.open(owner, repo);
  };

  // Octokit writes the slash as %2F, people do not.
  app.get(`${root}/ref/*`, async (request) => {
    const { row, git } = repositoryOf(request.params);
    const ref = wildcard(request.params);
    const branch = ref.replace(/^heads\//, '');
    const sha = branch === ref ? null : await git.branch(branch);
    if (sha === null) throw notFound();
    return presentRef(peer.origin, row, branch, sha);
  });

  app.post(`${root}/refs`, async (request, reply) => {
    const { row, git } = repositoryOf(request.params);
    const input = parse(Ref, request.body, 'Reference');
    const branch = input.ref.replace(/^refs\/heads\//, '');
    if (branch === input.ref || !(await git.isBranchName(branch))) throw new Refusal(422, 'Reference name must start with refs/heads/.');
    if ((await git.typeOf(input.sha)) !== 'commit') throw new Refusal(422, 'Object does not exist');
    if (!(await git.createBranch(branch, input.sha))) throw new Refusal(422, 'Reference already exists');
    return reply.code(201).send(presentRef(peer.origin, row, branch, input.sha));
  });

  app.post(`${root}/blobs`, async (request, reply) => {
    const { row, git } = repositoryOf(request.params);
    const { content, encoding } = parse(Blob, request.body, 'Blob');
    const sha = await git.writeBlob(Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'));
    return reply.code(201).send(presentShortBlob(peer.origin, row, sha));
  });

  app.get(`${root}/blobs/:sha`, async (request) => {
    const { row, git } = repositoryOf(request.params);
    const { sha } = z.object({ sha: z.string() }).parse(request.params);
    if ((await git.typeOf(sha)) !== 'blob') throw notFound();
    return presentBlob(peer.origin, row, sha, await git.readBlob(sha));
  });

  app.post(`${root}/trees`, async (request, reply) => {
    const { row, git } = repositoryOf(request.params);
    const input = parse(Tree, request.body, 'Tree');
    if (input.base_tree !== undefined && (await git.typeOf(input.base_tree)) === null) throw notFound();
    const entries = [];
    for (const { path, mode, content, sha } of input.tree) {
      if (sha === undefined && content === undefined) throw invalid('Tree', 'tree.sha', 'missing_field');
      if (sha && (await git.typeOf(sha)) === null) throw new Refusal(422, 'tree.sha does not exist');
      entries.push({ path, mode, type: 'blob', sha: content === undefined ? (sha ?? null) : await git.writeBlob(Buffer.from(content)) });
    }
    const tree = await git.writeTree(input.base_tree ?? null, entries).catch(() => {
      throw new Refusal(422, 'tree.path contains a malformed path component');
    });
    return reply.code(201).send(presentTree(peer.origin, row, tree, await git.readTree(tree, false)));
  });

  app.get(`${root}/trees/:sha`, async (request) => {
    const { row, git } = repositoryOf(request.params);
    const { sha } = z.object({ sha: z.string() }).parse(request.params);
    const { recursive } = z.object({ recursive: z.string().optional() }).parse(request.query);
    const type = await git.typeOf(sha);
    const tree = type === 'commit' ? (await git.readCommit(sha)).tree : type === 'tree' ? sha : null;
    if (tree === null) throw notFound();
    return presentTree(peer.origin, row, tree, await git.readTree(tree, recursive !== undefined));
  });

  app.post(`${root}/commits`, async (request, reply) => {
    const { row, git } = repositoryOf(request.params);
    const input = parse(Commit, request.body, 'Commit');
    if ((await git.typeOf(input.tree)) !== 'tree') throw new Refusal(422, 'Tree SHA does not exist');
    for (const parent of input.parents) {
      if ((await git.typeOf(parent)) !== 'commit') throw new Refusal(422, 'Parent SHA does not exist or is not a commit object');
    }
    const date = new Date().toISOString();
    const author = { date, ...(input.author ?? { name: 'Soulcaster', email: 'peer@soulcaster.invalid' }) };
    const committer = { ...author, ...input.committer };
    const sha = await git.writeCommit({ tree: input.tree, parents: input.parents, message: input.message, author, committer });
    return reply.code(201).send(presentCommit(peer.origin, row, await git.readCommit(sha)));
  });

  app.get(`${root}/commits/:sha`, async (request) => {
    const { row, git } = repositoryOf(request.params);
    const { sha } = z.object({ sha: z.string() }).parse(request.params);
    if ((await git.typeOf(sha)) !== 'commit') throw notFound();
    return presentCommit(peer.origin, row, await git.readCommit(sha));
  });
}

function wildcard(params: unknown): string {
  return z.object({ '*': z.string() }).parse(params)['*'];
}
