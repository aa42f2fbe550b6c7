// npm run bench:ingest: floods of webhooks from six senders on a stack of its own, whole and with a store stopped.
import { setTimeout as delay } from 'node:timers/promises';
import { startStack, type Stack } from '#tests/stack';
import { milliseconds, percentile, recordFigures, type Figure } from './measurements-file.ts';
import { flood, type FloodResult } from '#tests/traffic/flood';
import { createLoadedProject, type LoadedProject } from '#tests/traffic/project';

const DUPLICATES = 0.2;
const STOPPED_MS = 30_000;
/** Parts and what they are called in the table. */
const OUTAGES = [
  ['temporal', 'Temporal'],
  ['redis', 'Redis'],
  ['vector-rest', 'the vector server'],
] as const;

async function main(): Promise<void> {
  const stack = await startStack({
    env: {
      CLUSTER_QUIET_MS: '1000',
      CLUSTER_MAX_WAIT_MS: '5000',
      REPORT_QUOTA: '1000000',
      INGEST_RATE_PER_MINUTE: '1000000',
      INGEST_RATE_BURST: '1000000',
      LOG_LEVEL: 'warn',
      SOULCASTER_SAMPLE: 'off',
    },
  });
  try {
    const figures: Figure[] = [];
    await warmUp(stack);
    figures.push(...(await steady(stack, { perSecond: 200, seconds: 60, emptyWithinS: 5, p99: '≤ 50 ms' })));
    figures.push(...(await steady(stack, { perSecond: 1000, seconds: 30, emptyWithinS: 10, p99: '≤ 200 ms' })));
    for (const [part, name] of OUTAGES) figures.push(...(await outage(stack, part, name)));
    recordFigures({
      title: 'Receiving: load and outages',
      command: 'npm run bench:ingest',
      about:
        'Signed webhooks of six senders (Sentry, GitHub, Datadog, PostHog, Splunk, Standard Webhooks) at a fixed rate, one in five the same delivery again, everything real and on one machine with the generator, clustering running, quota and rate limit set high. Stopped: SIGSTOP for 30 s under 200 webhooks a second.',
      figures,
    });
  } finally {
    await stack.stop();
    await stack.remove();
  }
}

async function warmUp(stack: Stack): Promise<void> {
  const project = await createLoadedProject(stack, 'Warm up');
  await flood({ apiUrl: stack.apiUrl, project, perSecond: 100, seconds: 5, duplicates: 0, name: 'warm' });
  await drained(project);
}

async function steady(
  stack: Stack,
  { perSecond, seconds, emptyWithinS, p99 }: { perSecond: number; seconds: number; emptyWithinS: number; p99: string },
): Promise<Figure[]> {
  const project = await createLoadedProject(stack, `At ${perSecond}`);
  const sent = await flood({ apiUrl: stack.apiUrl, project, perSecond, seconds, duplicates: DUPLICATES, name: `r${perSecond}` });
  const storedAtEnd = (await project.stats()).total_feedback;
  const emptyMs = await drained(project);
  const stored = (await project.stats()).total_feedback;
  const latencies = await latenciesOf(project);
  const of = `${perSecond}/s for ${seconds} s`;
  return [
    { what: `${of}: refused`, value: `${refusedOf(sent)} of ${sent.tookMs.length}`, goal: '0' },
    {
      what: `${of}: accept p50 / p99`,
      value: `${milliseconds(percentile(sent.tookMs, 0.5))} / ${milliseconds(percentile(sent.tookMs, 0.99))}`,
      goal: `p99 ${p99}`,
    },
    {
      what: `${of}: stored when the flood ends`,
      value: (storedAtEnd / sent.accepted.size).toFixed(3),
      goal: perSecond === 200 ? '≥ 0.98' : undefined,
    },
    { what: `${of}: inbox empty after`, value: `${(emptyMs / 1000).toFixed(1)} s`, goal: `≤ ${emptyWithinS} s` },
    {
      what: `${of}: received → stored p50 / p95`,
      value: `${milliseconds(percentile(latencies, 0.5))} / ${milliseconds(percentile(latencies, 0.95))}`,
      goal: perSecond === 200 ? 'p95 ≤ 500 ms' : undefined,
    },
    { what: `${of}: facts lost`, value: `${sent.accepted.size - stored}`, goal: '0' },
    { what: `${of}: generator late p99`, value: milliseconds(percentile(sent.lateMs, 0.99)) },
  ];
}

async function outage(stack: Stack, part: string, name: string): Promise<Figure[]> {
  const project = await createLoadedProject(stack, `Without ${part}`);
  const pid = await stack.pidOf(part);
  const flooding = flood({ apiUrl: stack.apiUrl, project, perSecond: 200, seconds: 40, duplicates: DUPLICATES, name: `no-${part}` });
  await delay(5_000);
  process.kill(pid, 'SIGSTOP');
  await delay(STOPPED_MS);
  process.kill(pid, 'SIGCONT');
  const back = Date.now();
  const sent = await flooding;
  await drained(project);
  const drainedMs = Date.now() - back;
  const stored = (await project.stats()).total_feedback;
  return [
    { what: `${name} stopped: refused`, value: `${refusedOf(sent)} of ${sent.tookMs.length}`, goal: '0' },
    {
      what: `${name} stopped: accept p50 / p99`,
      value: `${milliseconds(percentile(sent.tookMs, 0.5))} / ${milliseconds(percentile(sent.tookMs, 0.99))}`,
      goal: 'p99 ≤ 50 ms',
    },
    { what: `${name} stopped: facts lost`, value: `${sent.accepted.size - stored}`, goal: '0' },
    { what: `${name} stopped: drained after it is back`, value: `${(drainedMs / 1000).toFixed(1)} s`, goal: '≤ 30 s' },
  ];
}

/** @returns milliseconds until the inbox is empty */
async function drained(project: LoadedProject): Promise<number> {
  const began = Date.now();
  while ((await project.stats()).waiting_deliveries > 0) {
    if (Date.now() - began > 300_000) throw new Error('The inbox was not empty after five minutes.');
    await delay(100);
  }
  return Date.now() - began;
}

async function latenciesOf(project: LoadedProject): Promise<number[]> {
  const latencies: number[] = [];
  for await (const { latency_ms: latencyMs, state } of project.deliveries()) {
    if (latencyMs !== null && (state === 'stored' || state === 'repeat')) latencies.push(latencyMs);
  }
  return latencies;
}

const refusedOf = ({ refused }: FloodResult) =>
  [...refused.values()].reduce((sum, count) => sum + count, 0) === 0
    ? '0'
    : [...refused].map(([status, count]) => `${count} × ${status}`).join(', ');

await main();
