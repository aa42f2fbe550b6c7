// npm run bench:accept: what one signed webhook costs the API process, beside a bare handler, interleaved in one run.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { startStack } from '#tests/stack';
import { percentile, recordFigures } from './measurements-file.ts';
import { createLoadedProject } from '#tests/traffic/project';
import { type Delivery, SENDERS } from '#tests/traffic/senders';

const ROUNDS = 7;
const WEBHOOKS = 4_000;
const IN_FLIGHT = 32;
const TICKS_PER_SECOND = 100;

async function main(): Promise<void> {
  const limits = { REPORT_QUOTA: '10000000', INGEST_RATE_PER_MINUTE: '100000000', INGEST_RATE_BURST: '100000000' };
  const stack = await startStack({ env: { ...limits, LOG_LEVEL: 'warn', SOULCASTER_SAMPLE: 'off', CLUSTER_QUIET_MS: '60000' } });
  const bare = spawn(
    process.execPath,
    ['-C', 'soulcaster-source', fileURLToPath(new URL('bare-handler.ts', import.meta.url)), `redis://127.0.0.1:${stack.env['REDIS_PORT']}`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const [line] = (await once(bare.stdout!, 'data')) as [Buffer];
    const bareUrl = line.toString().trim();
    const project = await createLoadedProject(stack, 'Accept cost');
    const sentry = SENDERS.find(({ source }) => source === 'sentry')!;
    let next = 0;
    const make = () =>
      sentry.delivery(project.id, project.secrets.get('sentry')!, { marker: `m${next++}`, topic: 'Checkout total is empty' });
    const apiPid = await stack.pidOf('api');
    // What drains the inbox would take caches and cores from both, and unevenly.
    process.kill(await stack.pidOf('worker'), 'SIGSTOP');
    const ours: number[] = [];
    const theirs: number[] = [];
    // The first round warms both up.
    for (let round = 0; round <= ROUNDS; round++) {
      const deliveries = Array.from({ length: WEBHOOKS }, make);
      const a = await costOf(apiPid, stack.apiUrl, deliveries, (each) => each.path);
      const b = await costOf(bare.pid!, bareUrl, deliveries, () => '/');
      if (round === 0) continue;
      ours.push(a);
      theirs.push(b);
    }
    const ratios = ours.map((cost, i) => cost / theirs[i]!);
    recordFigures({
      title: 'Receiving: cost of one webhook',
      command: 'npm run bench:accept',
      about: `CPU (user and system) of the process per signed Sentry webhook of ${make().body.length} bytes, ${IN_FLIGHT} in flight, ${ROUNDS} rounds of ${WEBHOOKS}, both in turn, the worker stopped meanwhile; medians. Ours commits to Postgres with fsync before it answers (synchronous_commit=on, group commit); the bare handler does one XADD over TCP into redis-server with appendfsync everysec, which may lose a second of what it answered.`,
      figures: [
        { what: 'CPU per signed webhook, API process', value: `${Math.round(percentile(ours, 0.5))} µs` },
        { what: 'CPU per webhook, bare Fastify with one Redis write', value: `${Math.round(percentile(theirs, 0.5))} µs` },
        {
          what: 'Ratio, median of rounds (lowest to highest)',
          value: `${percentile(ratios, 0.5).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
          goal: '≤ 2.0',
        },
      ],
    });
  } finally {
    process.kill(await stack.pidOf('worker'), 'SIGCONT');
    await end(bare);
    await stack.stop();
    await stack.remove();
  }
}

/** CPU microseconds of the process for each of the webhooks; every one of them must be kept. */
async function costOf(pid: number, url: string, deliveries: readonly Delivery[], pathOf: (delivery: Delivery) => string): Promise<number> {
  const pool = new Pool(url, { connections: IN_FLIGHT, pipelining: 1 });
  const queue = deliveries.values();
  const before = await cpuSeconds(pid);
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      for (const delivery of queue) {
        const answer = await pool.request({ method: 'POST', path: pathOf(delivery), headers: delivery.headers, body: delivery.body });
        await answer.body.dump();
        if (answer.statusCode !== 202) throw new Error(`Answered ${answer.statusCode}.`);
      }
    }),
  );
  const cost = ((await cpuSeconds(pid)) - before) * 1e6;
  await pool.close();
  return cost / deliveries.length;
}

/** utime + stime of /proc/pid/stat, threads included. */
async function cpuSeconds(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

await main();
