// npm run measure: the figures of the running product, on a stack of its own.
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startStack, type Stack } from '#tests/stack';
import { milliseconds, percentile, recordFigures } from './measurements-file.ts';
import { createSentrySender, type SentrySender } from './sentry-sender.ts';

const RATE_PER_SECOND = 50;
const SECONDS = 30;
const SAMPLES = 60;

async function main(): Promise<void> {
  const stack = await startStack({
    env: { CLUSTER_QUIET_MS: '50', CLUSTER_MAX_WAIT_MS: '500', REPORT_QUOTA: '100000', LOG_LEVEL: 'warn' },
  });
  try {
    const project = await call<{ id: string }>(stack, 'POST', '/projects', { name: 'Measured', code_host: 'local' });
    const { secret } = await call<{ secret: string }>(stack, 'POST', `/config/sentry/secret?project_id=${project.id}`, {});
    const sender = createSentrySender({ apiUrl: stack.apiUrl, projectId: project.id, secret });
    const idle = await residentBytes(stack);
    const visible = await measureVisible(stack, project.id, sender);
    const accept = await measureAccept(sender);
    const loaded = await residentBytes(stack);
    await sender.close();

    recordFigures({
      title: 'The running product',
      command: 'npm run measure',
      about: `A stack of its own with the local provider, everything on one machine. Accept: ${RATE_PER_SECOND} signed Sentry webhooks a second for ${SECONDS} s, clustering running. Visible: from the first byte of the webhook to a cluster id in \`GET /feedback\`, one report at a time, debounce 50 ms, ${SAMPLES} reports.`,
      figures: [
        {
          what: 'Webhook accept p50 / p99',
          value: `${milliseconds(percentile(accept.tookMs, 0.5))} / ${milliseconds(percentile(accept.tookMs, 0.99))}`,
          goal: 'p99 ≤ 50 ms',
        },
        { what: 'Webhooks refused', value: `${accept.refused} of ${accept.tookMs.length}`, goal: '0' },
        {
          what: 'Report → visible in a cluster p50 / p95',
          value: `${milliseconds(percentile(visible, 0.5))} / ${milliseconds(percentile(visible, 0.95))}`,
          goal: 'p95 ≤ 3 s',
        },
        { what: 'Resident memory of the whole stack, idle with the sample', value: megabytes(sum(idle)) },
        ...[...loaded].map(([name, bytes]) => ({ what: `Resident memory after the load: ${name}`, value: megabytes(bytes) })),
        { what: 'Resident memory after the load: all', value: megabytes(sum(loaded)) },
      ],
    });
  } finally {
    await stack.stop();
    await stack.remove();
  }
}

async function measureAccept(sender: SentrySender): Promise<{ tookMs: number[]; refused: number }> {
  const sent: Promise<{ status: number; tookMs: number }>[] = [];
  const began = performance.now();
  for (let i = 0; i < RATE_PER_SECOND * SECONDS; i++) {
    // Open loop: a slow answer delays no later webhook.
    await delay(Math.max(0, began + (i * 1000) / RATE_PER_SECOND - performance.now()));
    sent.push(sender.send({ issueId: randomUUID(), title: `Order ${i} cannot be read`, functionName: `readOrder${i % 20}` }));
  }
  const answers = await Promise.all(sent);
  return { tookMs: answers.map(({ tookMs }) => tookMs), refused: answers.filter(({ status }) => status >= 300).length };
}

async function measureVisible(stack: Stack, projectId: string, sender: SentrySender): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const title = `Invoice ${randomUUID()} has no total`;
    const began = performance.now();
    await sender.send({ issueId: randomUUID(), title, functionName: `total${i % 7}` });
    for (;;) {
      const { items } = await call<{ items: { title: string; cluster_id: string | null }[] }>(
        stack,
        'GET',
        `/feedback?project_id=${projectId}&limit=3`,
      );
      if (items.some((item) => item.title.includes(title) && item.cluster_id !== null)) break;
      if (performance.now() - began > 30_000) throw new Error('A report was not in a cluster after 30 s.');
      await delay(15);
    }
    took.push(performance.now() - began);
  }
  return took;
}

async function call<T>(stack: Stack, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(stack.apiUrl + path, {
    method,
    headers: { authorization: `Bearer ${stack.localToken}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** VmRSS of each part with all its children, from /proc. Shared pages count in each. */
async function residentBytes(stack: Stack): Promise<Map<string, number>> {
  const names = (await readdir(join(stack.dataDir, 'run'))).map((file) => file.replace('.json', ''));
  const processes = await allProcesses();
  const found = new Map<string, number>();
  for (const name of names.toSorted()) {
    const mine = [await stack.pidOf(name)];
    for (const pid of mine) mine.push(...processes.filter((each) => each.parent === pid).map((each) => each.pid));
    found.set(name, sum(new Map(processes.filter(({ pid }) => mine.includes(pid)).map(({ pid, bytes }) => [String(pid), bytes]))));
  }
  return found;
}

async function allProcesses(): Promise<{ pid: number; parent: number; bytes: number }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = pids.map(async (pid) => {
    const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
    return { pid: Number(pid), parent: number('PPid'), bytes: number('VmRSS') * 1024 };
  });
  return Promise.all(read);
}

const sum = (sizes: Map<string, number>) => [...sizes.values()].reduce((total, bytes) => total + bytes, 0);
const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;

await main();
