import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { failureConverterPath } from '#temporal/data-converter';
import { createLauncher, type Launcher } from '#temporal/launcher';
import { taskQueuesOf } from '#temporal/task-queues';
import { type FixingBench, openFixingBench } from './fixing-bench.ts';
import type { FixingWorkerInput } from './fixing-worker.ts';
import { startScriptedGemini } from './scripted-gemini.ts';

const WAIT = { timeout: 60_000, interval: 100 };
const workerFile = fileURLToPath(new URL('./fixing-worker.ts', import.meta.url));
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let bench: FixingBench;
let launcher: Launcher;
const queues = taskQueuesOf(`killed-${randomUUID()}`);
const children: ChildProcess[] = [];
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  bench = await openFixingBench();
  const { address, namespace } = inject('temporal');
  const client = new Client({ connection: await Connection.connect({ address }), namespace, dataConverter: { failureConverterPath } });
  const settings = {
    lingerMs: 1000,
    clustering: { quietMs: 1, maxWaitMs: 1, maxBatch: 1 },
    sync: { intervalMs: 3_600_000, maxPages: 1 },
    fix: { approvalMs: 60_000, agentMs: 120_000, watchPollMs: 60_000, watchMs: 600_000 },
  };
  launcher = createLauncher({ client, settings, log: silent, queues, close: () => client.connection.close() });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const close of closing.splice(0)) await close();
  await launcher.close();
  await bench.close();
});

function startWorker(input: FixingWorkerInput): ChildProcess {
  const child = spawn(process.execPath, ['-C', 'soulcaster-source', workerFile, JSON.stringify(input)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

/** Processes of the host that work in this sandbox. */
async function processesOf(jobId: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(`fix-${jobId}`));
}

it(
  'a worker that is killed while its agent works leaves nothing running, and the next one brings the same fix to one pull request',
  { timeout: 150_000 },
  async () => {
    const repository = await bench.placeSample();
    const { project, scope, ref, clusterId } = await bench.project({ repository });
    const { deps } = bench;
    const model = await startScriptedGemini([
      // The first agent is killed in the middle of this; the second one goes on in the script.
      { call: 'run_shell_command', args: { command: 'echo spoiled > src/cart.js; touch begun; sleep 110', description: 'wait' } },
      {
        call: 'replace',
        args: {
          file_path: 'src/discounts.js',
          instruction: 'never below zero',
          old_string: 'return totalCents - discount.amountCents;',
          new_string: 'return Math.max(0, totalCents - discount.amountCents);',
        },
      },
    ]);
    closing.push(() => model.stop());
    const input: FixingWorkerInput = {
      temporal: inject('temporal'),
      queues,
      parts: {
        dataDir: bench.dataDir,
        redisRest: inject('redisRest'),
        peer: { url: bench.peerUrl, token: bench.peerToken },
        modelUrl: model.url,
      },
      project,
    };
    const person = { ...ref, clusterId, actorId: 'ada' };
    const first = startWorker(input);
    await launcher.startFix({ ...person, ownerId: project.ownerId });
    const digest = await vi.waitFor(async () => {
      expect((await deps.jobs.get(scope, ref.jobId))?.stage).toBe('awaiting_approval');
      return (await deps.jobs.plans(scope, ref.jobId))[0]?.digest ?? '';
    }, WAIT);
    await launcher.approvePlan({ ...person, digest });
    await vi.waitFor(async () => {
      const sandbox = await deps.sandboxes.attach(`fix-${ref.jobId}`);
      expect(await sandbox?.get('repo/begun')).toBeInstanceOf(Uint8Array);
    }, WAIT);
    expect(await processesOf(ref.jobId)).not.toEqual([]);

    first.kill('SIGKILL');
    await vi.waitFor(async () => expect(await processesOf(ref.jobId)).toEqual([]), WAIT);
    startWorker(input);
    await vi.waitFor(async () => expect((await deps.jobs.get(scope, ref.jobId))?.stage).toBe('watching'), { ...WAIT, timeout: 90_000 });

    const pulls = await fetch(`${bench.peerUrl}/repos/${repository}/pulls?state=all`, {
      headers: { authorization: `Bearer ${bench.peerToken}` },
    });
    expect(await pulls.json()).toHaveLength(1);
    expect(await deps.jobs.diff(scope, ref.jobId)).not.toContain('spoiled');
    expect(await deps.jobs.proof(scope, ref.jobId)).toMatchObject({ proven: true });
    const { lines } = await deps.jobs.log(scope, ref.jobId, 0, 200);
    expect(lines.map((line) => line.text)).toContain('The worker was lost. The agent starts again from the base, in a new sandbox.');
    expect(await deps.sandboxes.list()).toEqual([]);
    await launcher.cancelFix(person);
  },
);
