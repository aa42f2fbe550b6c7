// npm run bench:time-to-group: how long people wait for the group of a report, on a stack of its own.
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startStack, type Stack } from '#tests/stack';
import { milliseconds, percentile, recordFigures } from './measurements-file.ts';
import { createSentrySender } from './sentry-sender.ts';

const SAMPLES = 60;
const IMPORTED = 1_500;
const POLL_MS = 15;
/** Enough for ten thousand different sentences, few enough that reports share words. */
const PARTS = {
  place: ['checkout', 'invoice', 'search', 'profile', 'calendar', 'export', 'upload', 'report', 'login', 'basket', 'chart', 'archive'],
  state: ['is empty', 'never loads', 'shows an old date', 'logs me out', 'is cut off', 'jumps to the top', 'loses my text', 'is slow'],
  moment: ['after the update', 'on the phone', 'with two tabs', 'in the evening', 'behind the proxy', 'for new members', 'when I go back'],
  detail: [
    'It worked last week.',
    'A colleague sees it too.',
    'Reloading helps for a while.',
    'Only with many rows.',
    'No message is shown.',
  ],
};

interface Item {
  title: string;
  cluster_id: string | null;
}

async function main(): Promise<void> {
  const stack = await startStack({
    env: { CLUSTER_QUIET_MS: '50', CLUSTER_MAX_WAIT_MS: '500', REPORT_QUOTA: '100000', LOG_LEVEL: 'warn', SOULCASTER_SAMPLE: 'off' },
  });
  try {
    const crashes = await ofCrashes(stack);
    const people = await ofPeople(stack);
    const imported = await ofAnImport(stack);
    const p = (values: number[]) => `${milliseconds(percentile(values, 0.5))} / ${milliseconds(percentile(values, 0.95))}`;
    const goal = 'p50 ≤ 1 s, p95 ≤ 3 s';
    recordFigures({
      title: 'Time to a group',
      command: 'npm run bench:time-to-group',
      about: `From the first byte sent until \`GET /feedback\` names its cluster, local provider, debounce 50 ms, everything on one machine; ${SAMPLES} reports of each kind one after the other. Import: ${IMPORTED.toLocaleString('en')} reports of people in one \`POST /import\` until none waits for its group. Load of the machine over the last minutes: ${loadavg()[1]!.toFixed(0)}.`,
      figures: [
        { what: 'A signed Sentry webhook, p50 / p95', value: p(crashes), goal },
        { what: 'A report that a member types, p50 / p95', value: p(people), goal },
        { what: `${IMPORTED.toLocaleString('en')} imported reports until all are stored`, value: seconds(imported.storedMs) },
        {
          what: `… until all are in one of ${imported.clusters.toLocaleString('en')} clusters`,
          value: seconds(imported.groupedMs),
          goal: '≤ 60 s',
        },
        { what: '… processor time of all parts of the product for that', value: seconds(imported.cpuMs) },
      ],
    });
  } finally {
    await stack.stop();
    await stack.remove();
  }
}

async function ofCrashes(stack: Stack): Promise<number[]> {
  const projectId = await project(stack);
  const { secret } = await ask<{ secret: string }>(stack, `/config/sentry/secret?project_id=${projectId}`, { method: 'POST', json: {} });
  const sender = createSentrySender({ apiUrl: stack.apiUrl, projectId, secret });
  const took: number[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const title = `Invoice ${randomUUID()} has no total`;
    took.push(await grouped(stack, projectId, title, () => sender.send({ issueId: randomUUID(), title, functionName: `total${i % 7}` })));
  }
  await sender.close();
  return took;
}

async function ofPeople(stack: Stack): Promise<number[]> {
  const projectId = await project(stack);
  const took: number[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const title = `${sentence(i * 37)} (${randomUUID().slice(0, 8)})`;
    const json = { text: `${title}\n\n${PARTS.detail[i % PARTS.detail.length]}` };
    took.push(await grouped(stack, projectId, title, () => ask(stack, `/ingest/manual?project_id=${projectId}`, { method: 'POST', json })));
  }
  return took;
}

async function ofAnImport(stack: Stack): Promise<{ storedMs: number; groupedMs: number; cpuMs: number; clusters: number }> {
  const projectId = await project(stack);
  const lines = Array.from({ length: IMPORTED }, (_, i) =>
    JSON.stringify({ source: 'manual', external_id: randomUUID(), title: sentence(i), body: PARTS.detail[i % PARTS.detail.length] }),
  );
  const cpuBefore = await processorMs(stack);
  const began = performance.now();
  const importing = ask(stack, `/import?project_id=${projectId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: `${lines.join('\n')}\n`,
  });
  let storedMs: number | null = null;
  for (;;) {
    const stats = await ask<{ total_feedback: number; unclustered: number; total_clusters: number }>(
      stack,
      `/stats?project_id=${projectId}`,
    );
    const passedMs = performance.now() - began;
    if (stats.total_feedback >= IMPORTED) storedMs ??= passedMs;
    if (storedMs !== null && stats.unclustered === 0) {
      await importing;
      return { storedMs, groupedMs: passedMs, cpuMs: (await processorMs(stack)) - cpuBefore, clusters: stats.total_clusters };
    }
    if (passedMs > 600_000) throw new Error(`${stats.unclustered} of ${stats.total_feedback} reports wait after ten minutes.`);
    await delay(100);
  }
}

/** Of every part, without the children of Postgres and Temporal. */
async function processorMs(stack: Stack): Promise<number> {
  const names = (await readdir(join(stack.dataDir, 'run'))).map((file) => file.replace('.json', ''));
  const ticks = names.map(async (name) => {
    const stat = await readFile(`/proc/${await stack.pidOf(name)}/stat`, 'utf8');
    const [user = 0, system = 0] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return (user + system) * 10;
  });
  return (await Promise.all(ticks)).reduce((sum, ms) => sum + ms, 0);
}

async function grouped(stack: Stack, projectId: string, title: string, send: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await send();
  for (;;) {
    const { items } = await ask<{ items: Item[] }>(stack, `/feedback?project_id=${projectId}&limit=3`);
    if (items.some((item) => item.title.includes(title.slice(0, 60)) && item.cluster_id !== null)) return performance.now() - began;
    if (performance.now() - began > 30_000) throw new Error('A report was not in a cluster after 30 s.');
    await delay(POLL_MS);
  }
}

function sentence(i: number): string {
  const { place, state, moment } = PARTS;
  const at = (list: readonly string[], step: number) => list[Math.floor(i / step) % list.length];
  return `The ${at(place, 1)} next to the ${at(place, 12)} ${at(state, 144)} ${at(moment, 5)}`;
}

async function project(stack: Stack): Promise<string> {
  return (await ask<{ id: string }>(stack, '/projects', { method: 'POST', json: { name: `Measured ${randomUUID()}` } })).id;
}

async function ask<T>(stack: Stack, path: string, { json, ...init }: RequestInit & { json?: unknown } = {}): Promise<T> {
  const answer = await fetch(stack.apiUrl + path, {
    ...init,
    headers: {
      authorization: `Bearer ${stack.localToken}`,
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...init.headers,
    },
    body: json === undefined ? init.body : JSON.stringify(json),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

await main();
