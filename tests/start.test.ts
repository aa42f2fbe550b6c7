import { execFile, spawn } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startStack, type Stack, withoutSettings } from './stack.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const PARTS = [
  'postgres',
  'redis',
  'temporal',
  'redis-rest',
  'vector-rest',
  'github-peer',
  'demo-model',
  'worker',
  'worker-grouping',
  'api',
  'web',
];

async function start(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(root, 'dist/local/start.js')], {
    env: { ...withoutSettings(process.env), ...env },
    cwd: root,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, output };
}

async function liveProcesses(dataDir: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,args=']);
  return stdout.split('\n').filter((line) => line.includes(dataDir));
}

describe('npm start', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ env: { SOULCASTER_SAMPLE: 'off' } });
  }, 120_000);
  afterAll(async () => {
    await stack.stop();
    await stack.remove();
  });

  it('ends with a line that begins with Ready, after the addresses', () => {
    const lines = stack.output().trimEnd().split('\n');

    expect(lines.at(-1)).toMatch(/^Ready after /);
    expect(stack.output()).toContain(stack.webUrl);
    expect(stack.output()).toContain(`${stack.apiUrl}/docs`);
    expect(stack.output()).toContain(stack.temporalUiUrl);
  });

  it('keeps its secrets closed to others', async () => {
    expect((await stat(join(stack.dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(stack.dataDir, 'running.json'))).mode & 0o777).toBe(0o600);
  });

  it('refuses a second start on the same data, and says which process has it', async () => {
    const { code, output } = await start(stack.env);

    expect(code).toBe(1);
    expect(output).toMatch(/already runs on .* \(process \d+\)/);
  });

  it('starts every part again that is killed', { timeout: 120_000 }, async () => {
    for (const part of PARTS) {
      const before = await stack.pidOf(part);
      process.kill(before, 'SIGKILL');
      await vi.waitFor(async () => expect(await stack.pidOf(part)).not.toBe(before), { timeout: 40_000, interval: 50 });
    }

    await vi.waitFor(async () => expect((await fetch(`${stack.apiUrl}/readyz`)).status).toBe(200), { timeout: 20_000, interval: 100 });
    expect((await fetch(`${stack.webUrl}/sign-in`)).status).toBe(200);
  });

  it('recovers after everything was killed at once, and stops within ten seconds leaving nothing', { timeout: 120_000 }, async () => {
    const kept = { dataDir: stack.dataDir };
    const supervisor = Number(/process (\d+)/.exec((await start(stack.env)).output)?.[1]);
    const pids = await Promise.all(PARTS.map((part) => stack.pidOf(part)));
    for (const pid of [supervisor, ...pids]) process.kill(pid, 'SIGKILL');

    stack = await startStack({ ...kept, env: { SOULCASTER_SAMPLE: 'off' } });
    const { tookMs, exitCode } = await stack.stop();

    expect(exitCode).toBe(0);
    expect(tookMs).toBeLessThan(10_000);
    expect(await liveProcesses(stack.dataDir)).toEqual([]);
  });

  it('ends what a killed supervisor left behind', { timeout: 120_000 }, async () => {
    stack = await startStack({ dataDir: stack.dataDir, env: { SOULCASTER_SAMPLE: 'off' } });
    const supervisor = Number(/process (\d+)/.exec((await start(stack.env)).output)?.[1]);
    const postgres = await stack.pidOf('postgres');
    process.kill(supervisor, 'SIGKILL');

    stack = await startStack({ dataDir: stack.dataDir, env: { SOULCASTER_SAMPLE: 'off' } });

    expect(stack.output()).toMatch(/Ended what an earlier run left behind: .*postgres/);
    expect(await stack.pidOf('postgres')).not.toBe(postgres);
  });

  it('names the port that is taken, before anything is started', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;

    const { code, output } = await start({
      ...stack.env,
      SOULCASTER_DATA_DIR: `${stack.dataDir}-other`,
      WEB_PORT: String(port),
      API_PORT: '0',
    });

    expect(code).toBe(1);
    expect(output).toMatch(/Port \d+ is taken by another program/);
    expect(output).not.toContain('Starting');
    taken.close();
    await rm(`${stack.dataDir}-other`, { recursive: true });
  });

  it('names every variable that is wrong', async () => {
    const { code, output } = await start({ ...stack.env, API_PORT: 'eighty' });

    expect(code).toBe(1);
    expect(output).toContain('API_PORT');
    expect(output).not.toContain('    at ');
  });
});
