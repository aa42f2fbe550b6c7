import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection, Runtime } from '@temporalio/worker';
import type { Activities } from '#activities/index';
import { createClient } from '../client.ts';
import { failureConverterPath } from '../data-converter.ts';
import { createLauncher, type Launcher, type LauncherSettings } from '../launcher.ts';
import { taskQueuesOf, type TaskQueues } from '../task-queues.ts';
import { bundleWorkflows } from '../workflow-bundle.ts';
import { createWorkers } from '../workers.ts';

export interface StageOptions {
  address: string;
  namespace: string;
  /** What the scene needs; a workflow that asks for another one waits for ever. */
  activities: Partial<Activities>;
  /** Default: failures encoded, payloads in the clear. */
  dataConverter?: DataConverter;
  settings?: Partial<LauncherSettings>;
}

/** The real workflows on a real server, with workers on queues of their own and activities of the caller's. */
export interface Stage {
  client: Client;
  launcher: Launcher;
  queues: TaskQueues;
  /** Ends workers as a SIGTERM does, without the connections. */
  stopWorkers(): Promise<void>;
  startWorkers(): Promise<void>;
  close(): Promise<void>;
}

const SETTINGS: LauncherSettings = {
  lingerMs: 60_000,
  clustering: { quietMs: 50, maxWaitMs: 500, maxBatch: 50 },
  sync: { intervalMs: 3_600_000, maxPages: 200 },
  fix: { approvalMs: 60_000, agentMs: 60_000, watchPollMs: 1_000, watchMs: 60_000 },
};

const silent = { info() {}, warn() {}, error() {} };
const silentSdk = { ...silent, log() {}, trace() {}, debug() {} };

let bundle: Promise<{ code: string }> | undefined;
/** Once per process. */
function sharedBundle(): Promise<{ code: string }> {
  if (!bundle) {
    Runtime.install({ logger: silentSdk, shutdownSignals: [], telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
    bundle = bundleWorkflows(silentSdk);
  }
  return bundle;
}

export async function openStage(options: StageOptions): Promise<Stage> {
  const { address, namespace, activities, dataConverter = { failureConverterPath }, settings = {} } = options;
  const workflowBundle = await sharedBundle();
  const queues = taskQueuesOf(`stage-${randomUUID()}`);
  const { client, close } = createClient({ address, namespace, dataConverter });
  const launcher = createLauncher({ client, close, settings: { ...SETTINGS, ...settings }, log: silent, queues });
  const connection = await NativeConnection.connect({ address });
  let runs: Promise<void>[] = [];
  let shutDown = () => {};

  const startWorkers = async () => {
    const workers = await createWorkers({ connection, namespace, dataConverter, workflowBundle, activities, queues });
    runs = workers.map((worker) => worker.run());
    shutDown = () => workers.forEach((worker) => worker.shutdown());
  };
  const stopWorkers = async () => {
    shutDown();
    shutDown = () => {};
    await Promise.all(runs);
    runs = [];
  };
  await startWorkers();
  return {
    client,
    launcher,
    queues,
    startWorkers,
    stopWorkers,
    async close() {
      await stopWorkers();
      await launcher.close();
      await connection.close();
    },
  };
}
