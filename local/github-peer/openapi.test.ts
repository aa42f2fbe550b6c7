import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillRepository, openTestPeer, PEER_TOKEN, type TestPeer } from '#tests/github-peer';

/** One reply as it came over HTTP, and the name GitHub's own description has for its type. */
interface Reply {
  call: string;
  type: string;
  body: unknown;
}

let peer: TestPeer;
const replies: Reply[] = [];

beforeAll(async () => {
  peer = await openTestPeer();
  await record(peer);
});
afterAll(() => peer.close());

describe("the peer's replies", () => {
  test('are what GitHub describes, each field', { timeout: 60_000 }, async () => {
    expect(replies.length).toBeGreaterThanOrEqual(24);

    expect(await typeErrors(replies)).toEqual([]);
  });

  test('would not pass with a field missing, wrong or added', { timeout: 60_000 }, async () => {
    const [repository] = replies.filter((reply) => reply.call === 'GET /repos/soulcaster/shop');
    const body = repository!.body as Record<string, unknown>;
    const { default_branch: _, ...missing } = body;

    const errors = await typeErrors([
      { ...repository!, call: 'missing', body: missing },
      { ...repository!, call: 'wrong', body: { ...body, id: 'one' } },
      { ...repository!, call: 'added', body: { ...body, invented: true } },
    ]);

    expect(errors.map((error) => error.call).sort()).toEqual(['added', 'missing', 'wrong']);
  });
});

async function record(of: TestPeer): Promise<void> {
  const { names, base } = await fillRepository(of, 'shop', ['change', 'other', 'third']);
  const root = `/repos/${names.owner}/${names.repo}`;
  const schema = (name: string) => `components['schemas']['${name}']`;
  const ask = async (type: string, method: string, path: string, body?: object) => {
    const response = await fetch(of.url + path, {
      method,
      headers: { authorization: `Bearer ${PEER_TOKEN}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body && JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    replies.push({ call: `${method} ${path}`, type, body: answer });
    return { status: response.status, answer };
  };
  const text = (answer: Record<string, unknown>, field: string) => String(answer[field]);

  await ask(schema('public-user'), 'GET', '/user');
  await ask(schema('full-repository'), 'POST', '/user/repos', { name: 'second' });
  await ask(schema('full-repository'), 'GET', root);
  await ask(schema('git-ref'), 'GET', `${root}/git/ref/heads/main`);
  const blob = await ask(schema('short-blob'), 'POST', `${root}/git/blobs`, { content: 'aGk=', encoding: 'base64' });
  await ask(schema('blob'), 'GET', `${root}/git/blobs/${text(blob.answer, 'sha')}`);
  const entry = { path: 'src/a.txt', mode: '100644', type: 'blob', sha: text(blob.answer, 'sha') };
  const tree = await ask(schema('git-tree'), 'POST', `${root}/git/trees`, { base_tree: base, tree: [entry] });
  await ask(schema('git-tree'), 'GET', `${root}/git/trees/${text(tree.answer, 'sha')}?recursive=1`);
  const commit = await ask(schema('git-commit'), 'POST', `${root}/git/commits`, {
    message: 'More',
    tree: text(tree.answer, 'sha'),
    parents: [base],
  });
  await ask(schema('git-commit'), 'GET', `${root}/git/commits/${text(commit.answer, 'sha')}`);
  await ask(schema('git-ref'), 'POST', `${root}/git/refs`, { ref: 'refs/heads/more', sha: text(commit.answer, 'sha') });

  await ask(schema('pull-request'), 'POST', `${root}/pulls`, { head: 'change', base: 'main', title: 'A draft', body: 'Why', draft: true });
  await ask(schema('pull-request'), 'GET', `${root}/pulls/1`);
  await ask(`${schema('pull-request-simple')}[]`, 'GET', `${root}/pulls?head=soulcaster:change&state=all`);
  await ask(`${schema('diff-entry')}[]`, 'GET', `${root}/pulls/1/files`);
  await ask(schema('pull-request'), 'PATCH', `${root}/pulls/1`, { state: 'closed' });
  await ask(schema('pull-request'), 'POST', `${root}/pulls`, { head: 'other', base: 'main', title: 'Ready' });
  await ask(schema('pull-request-merge-result'), 'PUT', `${root}/pulls/2/merge`, {});
  await ask(schema('pull-request'), 'GET', `${root}/pulls/2`);

  await ask(schema('issue'), 'POST', `${root}/issues`, { title: 'Broken' });
  await ask(schema('issue'), 'GET', `${root}/issues/3`);
  await ask(schema('issue'), 'PATCH', `${root}/issues/3`, { state: 'closed' });
  await ask(`${schema('issue')}[]`, 'GET', `${root}/issues?state=all&since=2026-01-01T00:00:00Z&sort=updated&direction=asc`);
  const hook = { config: { url: `${of.url}/nowhere`, secret: 'x', content_type: 'json' }, events: ['issues'] };
  const made = await ask(schema('hook'), 'POST', `${root}/hooks`, hook);
  await ask(`${schema('hook')}[]`, 'GET', `${root}/hooks`);
  await ask(schema('hook'), 'PATCH', `${root}/hooks/${text(made.answer, 'id')}`, { active: false });
  const check = { name: 'test', head_sha: base, conclusion: 'success', output: { title: '1 passed', summary: '' } };
  await ask(schema('check-run'), 'POST', `${root}/check-runs`, check);
  await ask("operations['checks/list-for-ref']['responses'][200]['content']['application/json']", 'GET', `${root}/commits/main/check-runs`);

  const refused = [
    await ask(schema('basic-error'), 'GET', '/repos/soulcaster/gone'),
    await ask(schema('validation-error'), 'POST', `${root}/pulls`, { head: 'third', base: 'main' }),
    await ask(schema('validation-error'), 'POST', '/user/repos', { name: 'shop' }),
    await ask(schema('validation-error'), 'POST', `${root}/hooks`, hook),
    await ask(schema('validation-error'), 'POST', `${root}/git/refs`, { ref: 'refs/heads/main', sha: base }),
  ];
  expect(refused.map((reply) => reply.status)).toEqual([404, 422, 422, 422, 422]);
}

/** Compiles each reply as a literal that has to satisfy its type: a field missing, of another type, or unknown to GitHub is an error. */
async function typeErrors(of: readonly Reply[]): Promise<{ call: string; message: string }[]> {
  // Beside the sources, so that the package is found.
  const folder = await mkdtemp(join(import.meta.dirname, '.openapi-'));
  try {
    const file = join(folder, 'replies.ts');
    const lines = of.map(({ type, body }) => `void (${JSON.stringify(body)} satisfies ${type});`);
    await writeFile(file, `import type { components, operations } from '@octokit/openapi-types';\n${lines.join('\n')}\n`);
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
    });
    return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
      const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
      return { call: of[line - 1]?.call ?? 'none', message: ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n') };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
