import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { AgentEvent, Sandbox } from '#domain/ports/sandbox';
import { startScriptedGemini, type ScriptedTurn } from '#tests/scripted-gemini';
import { createBubblewrapProvider } from '../bubblewrap/index.ts';
import { createModelGateway } from '../model-gateway/index.ts';
import { createGeminiCliRunner } from './gemini-cli.ts';

const MODEL = 'gemini-test';
const bytes = (text: string) => new TextEncoder().encode(text);
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function prepare(script: ScriptedTurn[]) {
  const dataDir = await mkdtemp(join(tmpdir(), 'soulcaster-agent-'));
  closing.push(() => rm(dataDir, { recursive: true, force: true }));
  const model = await startScriptedGemini(script);
  closing.push(() => model.stop());
  const session = await createModelGateway({ upstreamUrl: model.url, apiKey: 'real-key' }).open({
    jobId: 'j',
    model: MODEL,
    tokenBudget: 10_000,
  });
  closing.push(() => session.close());
  const sandbox: Sandbox = await createBubblewrapProvider({ dataDir }).create({ jobId: randomUUID(), timeoutMs: 120_000, metadata: {} });
  closing.push(() => sandbox.kill());
  await sandbox.put('repo/sum.js', bytes('export const sum = (a, b) => a - b;\n'));
  await sandbox.put(
    'repo/sum.test.js',
    bytes(
      "import t from 'node:test'; import a from 'node:assert'; import { sum } from './sum.js'; t('sums', () => a.equal(sum(1, 2), 3));\n",
    ),
  );
  await sandbox.put('repo/package.json', bytes('{"type":"module"}'));
  await sandbox.put('task/prompt.md', bytes('Make sum.js add. $(touch /workspace/owned) `id`'));
  return { model, session, sandbox };
}

async function run(parts: Awaited<ReturnType<typeof prepare>>, signal?: AbortSignal) {
  const events: AgentEvent[] = [];
  const { sandbox, session } = parts;
  const result = await createGeminiCliRunner().run({
    sandbox,
    cwd: `${sandbox.workspace}/repo`,
    promptPath: `${sandbox.workspace}/task/prompt.md`,
    model: MODEL,
    access: session.access,
    timeoutMs: 60_000,
    onEvent: (event) => events.push(event),
    signal,
  });
  return { ...result, events };
}

it(
  'reads, edits and tests in the sandbox as the model tells it to, with no other way out than the model',
  { timeout: 60_000 },
  async () => {
    const parts = await prepare([
      { call: 'read_file', args: { file_path: 'sum.js' } },
      { call: 'replace', args: { file_path: 'sum.js', instruction: 'add', old_string: 'a - b', new_string: 'a + b' } },
      { call: 'run_shell_command', args: { command: 'node --test --test-reporter=tap', description: 'run the tests' } },
      {
        call: 'run_shell_command',
        args: { command: 'curl -sS -m 3 https://example.com; env | sort; ls /root /work 2>&1', description: 'look around' },
      },
      { text: 'sum.js adds now.' },
    ]);

    const result = await run(parts);

    expect(result.events.filter((event) => event.stream === 'error')).toEqual([]);
    expect(result).toMatchObject({ exitCode: 0, timedOut: false });
    expect(Buffer.from(await parts.sandbox.get('repo/sum.js')).toString()).toBe('export const sum = (a, b) => a + b;\n');
    await expect(parts.sandbox.get('owned')).rejects.toMatchObject({ code: 'not_found' });
    const story = result.events.map((event) => `${event.stream}: ${event.text}`);
    expect(story).toEqual(expect.arrayContaining([expect.stringContaining('tool: read_file file_path=sum.js'), 'agent: sum.js adds now.']));
    const heard = JSON.stringify(parts.model.requests.map((request) => request.body));
    expect(heard).toContain('ok 1 - sums');
    expect(heard).toContain('Could not resolve host');
    expect(heard).not.toContain('real-key');
    expect(parts.session.tokensUsed()).toBeGreaterThanOrEqual(500);
  },
);

it('stops at once when the fix is cancelled', { timeout: 60_000 }, async () => {
  const parts = await prepare([{ call: 'run_shell_command', args: { command: 'touch /workspace/begun; sleep 50', description: 'wait' } }]);
  const stop = new AbortController();
  const running = run(parts, stop.signal);
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline && !(await parts.sandbox.get('begun').catch(() => null)))
    await new Promise((resolve) => setTimeout(resolve, 50));

  const stoppedAt = Date.now();
  stop.abort();

  expect(await running).toMatchObject({ exitCode: -1, timedOut: false });
  expect(Date.now() - stoppedAt).toBeLessThan(3000);
});
