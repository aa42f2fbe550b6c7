// The worker: every workflow and activity. Its one process wires ports to adapters for all of them.
import {
  GracefulShutdownPeriodExpiredError,
  makeTelemetryFilterString,
  Runtime,
  type NativeConnection,
  type Worker,
} from '@temporalio/worker';
import type { Logger as Log } from 'pino';
import { type Activities, createActivities } from '#activities/index';
import { type Adapters, createAdapters } from '#adapters/index';
import { type Env, loadEnv, required } from '#config/env';
import { SoulcasterError } from '#domain/errors';
import type { Embedder } from '#domain/ports/index';
import { connectWorker } from './connect-worker.ts';
import { createDataConverter } from './data-converter.ts';
import { openLauncher } from './launcher.ts';
import { createLog, temporalLogger } from './log.ts';
import { workflowBundle } from './workflow-bundle.ts';
import { createWorkers } from './workers.ts';

/** Vendors' limits are lower than what eight slots would ask for; the local model has none. */
const VENDOR_EMBEDS_PER_SECOND = 5;

const DAY_MS = 86_400_000;
const LONGEST_STOP_MS = 4_900;

async function main(): Promise<void> {
  const env = loadEnv(process.env);
  const log = createLog(env);
  const stop = stopSignal();
  const logger = temporalLogger(log);
  Runtime.install({
    logger,
    shutdownSignals: [],
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) } },
  });
  const adapters = createAdapters(env);
  const launcher = openLauncher(env, log);
  let connection: NativeConnection | null = null;
  try {
    connection = await connectWorker(env, log, stop);
    if (!connection) return;
    const activities = createActivities(activityDeps(env, adapters, launcher, log));
    const workers = await createWorkers({
      connection,
      namespace: env.TEMPORAL_NAMESPACE,
      dataConverter: createDataConverter(required(env, 'SOULCASTER_CODEC_KEY')),
      workflowBundle: await workflowBundle(logger),
      activities,
      serves: env.WORKER_QUEUES,
      ...(env.GEMINI_API_KEY && { embedsPerSecond: VENDOR_EMBEDS_PER_SECOND }),
    });
    if (env.WORKER_QUEUES.includes('embed')) warmUp(adapters.embedder, log);
    if (env.WORKER_QUEUES.includes('core')) await keepSchedules(launcher, activities, log);
    log.info({ address: env.TEMPORAL_ADDRESS, namespace: env.TEMPORAL_NAMESPACE }, 'working');
    await runUntil(stop, workers, log);
    log.info({}, 'stopped');
  } finally {
    await launcher.close();
    await adapters.close();
    await connection?.close();
  }
}

/** In the background, so that the first report is not the slow one. */
function warmUp(embedder: Embedder, log: Log): void {
  embedder.warmUp?.().catch((error: unknown) => {
    log.warn({ code: error instanceof SoulcasterError ? error.code : 'unknown' }, 'the embedder could not warm up');
  });
}

async function keepSchedules(launcher: ReturnType<typeof openLauncher>, activities: Activities, log: Log): Promise<void> {
  await launcher.keepSweep();
  await launcher.keepReview();
  // What people chose while Temporal was down, or an interval that was changed; the sweep looks again.
  activities
    .agreeSchedules()
    .catch((error: unknown) => log.warn({ err: error }, 'schedules of syncs could not be looked at; the sweep does it'));
}

/** @throws what the first worker that fails on its own fails with; the others have stopped by then */
async function runUntil(stop: AbortSignal, workers: Worker[], log: Log): Promise<void> {
  const shutDown = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  stop.addEventListener('abort', shutDown);
  const runs = workers.map((worker) =>
    worker.run().catch((error: unknown) => {
      shutDown();
      throw error;
    }),
  );
  if (stop.aborted) shutDown();
  for (const end of await Promise.allSettled(runs)) {
    if (end.status === 'fulfilled') continue;
    // Temporal gives what was cut off to the next worker when its heartbeat or its time runs out.
    if (stop.aborted && end.reason instanceof GracefulShutdownPeriodExpiredError)
      log.warn({}, 'stopped while an activity was still running');
    else throw end.reason;
  }
}

function activityDeps(
  env: Env,
  adapters: Adapters,
  launcher: ReturnType<typeof openLauncher>,
  log: Log,
): Parameters<typeof createActivities>[0] {
  return {
    ...adapters,
    launcher,
    log,
    changes: adapters.changePublisher,
    reportQuota: env.REPORT_QUOTA,
    parkedMs: env.PARKED_DAYS * DAY_MS,
    retentionMs: env.INBOX_RETENTION_DAYS * DAY_MS,
    fixQuota: env.FIX_QUOTA,
    fixTokenBudget: env.FIX_TOKEN_BUDGET,
  };
}

/** Fires at SIGTERM or SIGINT; whatever has not closed by then, the process ends in five seconds. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const onSignal = () => {
    stop.abort();
    setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
  };
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, onSignal);
  return stop.signal;
}

try {
  await main();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
