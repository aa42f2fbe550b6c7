import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildAgentPrompt } from '#domain/fixing/prompt';
import { samplePackageFolder } from '../sample/repository.ts';
import { SCRIPTS } from './scripts.ts';
import { startDemoModel, type RunningDemoModel } from './server.ts';

const gemini = join(dirname(createRequire(import.meta.url).resolve('@google/gemini-cli/package.json')), 'bundle/gemini.js');
const SETTINGS = {
  security: { auth: { selectedType: 'gemini-api-key' } },
  privacy: { usageStatisticsEnabled: false },
  telemetry: { enabled: false },
  general: { disableAutoUpdate: true },
};

let folder: string;
let model: RunningDemoModel;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-model-'));
  model = await startDemoModel({ port: 0 });
});
afterAll(async () => {
  await model.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('gemini-cli, driven by the demo model', { timeout: 60_000 }, () => {
  test.each(SCRIPTS.map((script) => [script.file, script] as const))(
    'fixes %s so that its test passes and no other test changes',
    async (_, script) => {
      const checkout = await checkoutOfSample();
      const before = await runTests(checkout);

      const said = await runAgent(checkout, promptFor([script.file]));

      const after = await runTests(checkout);
      expect(said).toContain(`The test "${script.test.name}" passes now.`);
      expect(before.failed).toContain(script.test.name);
      expect(after.failed).toEqual(before.failed.filter((name) => name !== script.test.name));
      expect(after.passed).toEqual([...before.passed, script.test.name].sort());
      expect(await changedFiles(checkout)).toEqual([script.file]);
    },
  );

  test('changes nothing where the faulty line is not as it knows it', async () => {
    const checkout = await checkoutOfSample();
    const file = join(checkout, 'src/csv-export.js');
    await writeFile(file, (await readFile(file, 'utf8')).replace('field.replaceAll', 'field.trim().replaceAll'));
    const before = await readFile(file, 'utf8');

    const said = await runAgent(checkout, promptFor(['src/csv-export.js']));

    expect(said).toContain('I changed nothing.');
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(await changedFiles(checkout)).toEqual(['src/csv-export.js']);
  });

  test('changes nothing for a bug it has no script for', async () => {
    const checkout = await checkoutOfSample();

    const said = await runAgent(checkout, promptFor(['src/stock.js']));

    expect(said).toContain('I have no script for this problem.');
    expect(await changedFiles(checkout)).toEqual([]);
  });
});

async function checkoutOfSample(): Promise<string> {
  const checkout = await mkdtemp(join(folder, 'checkout-'));
  await cp(samplePackageFolder(), checkout, { recursive: true });
  return checkout;
}

async function changedFiles(checkout: string): Promise<string[]> {
  const { output } = await run('git', ['diff', '--no-index', '--name-only', samplePackageFolder(), checkout], checkout);
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(`${checkout}/`, '').replace(`${samplePackageFolder()}/`, ''));
}

function promptFor(files: string[]): string {
  const plan = { rootCause: 'As the reports say.', change: 'Make it right.', files, test: 'The failing test passes.', by: 'demo model' };
  return buildAgentPrompt({ repository: 'soulcaster/sample-shop', plan, reportsBlock: '', testCommand: ['npm', 'test'], note: null });
}

/** What the agent said at the end; fails with its output when it did not end well. */
async function runAgent(checkout: string, prompt: string): Promise<string> {
  const home = await mkdtemp(join(folder, 'home-'));
  await mkdir(join(home, '.gemini'));
  await writeFile(join(home, '.gemini/settings.json'), JSON.stringify(SETTINGS));
  const env = { PATH: process.env.PATH, HOME: home, GEMINI_API_KEY: 'none', GOOGLE_GEMINI_BASE_URL: model.url };
  const args = [gemini, '--approval-mode', 'yolo', '--skip-trust', '-m', 'gemini-3.8-flash', '--output-format', 'stream-json'];
  const { code, output } = await run(process.execPath, args, checkout, env, prompt);
  if (code !== 0) throw new Error(`gemini-cli ended with ${code}: ${output}`);
  const events = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { type: string; role?: string; content?: string });
  return events
    .filter((event) => event.type === 'message' && event.role === 'assistant')
    .map((event) => event.content)
    .join('');
}

async function runTests(checkout: string): Promise<{ passed: string[]; failed: string[] }> {
  const { output } = await run(process.execPath, ['--test', '--test-reporter=tap'], checkout, { PATH: process.env.PATH });
  const names = (kind: string) => [...output.matchAll(new RegExp(`^${kind} \\d+ - (.*)$`, 'gm'))].map((match) => match[1]!).sort();
  return { passed: names('ok'), failed: names('not ok') };
}

function run(
  file: string,
  args: string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
  input = '',
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, output }));
    // A program may end, or close its input, before it has read all of it; its exit code is what counts.
    child.stdin.on('error', (error: NodeJS.ErrnoException) => error.code === 'EPIPE' || reject(error));
    child.stdin.end(input);
  });
}
