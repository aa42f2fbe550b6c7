import type { DataConverter } from '@temporalio/common';
import { type NativeConnection, Worker, type WorkerOptions, type WorkflowBundleOption } from '@temporalio/worker';
import type { Activities } from '#activities/index';
import { activityFailures } from './failures.ts';
import { QUEUE_NAMES, taskQueues, type TaskQueues } from './task-queues.ts';

/** Half of the five seconds a stop may take is for activities to finish; then they are cancelled, and retried by the next worker. */
const STOP = { shutdownGraceTime: 2_000, shutdownForceTime: 4_000 } as const;

export interface WorkersOptions {
  connection: NativeConnection;
  namespace: string;
  dataConverter: DataConverter;
  workflowBundle: WorkflowBundleOption;
  /** All of them in the product; a part of them on a stage of a test. */
  activities: Partial<Activities>;
  queues?: TaskQueues;
  /** Those this process works for; all of them where not given. */
  serves?: readonly (keyof TaskQueues)[];
  /** Calls a second that the embedding model may get, over all workers; unlimited where not set. */
  embedsPerSecond?: number;
}

/** One worker for each task queue served, sized for two cores; measured in docs/measurements.md. */
export async function createWorkers(options: WorkersOptions): Promise<Worker[]> {
  const { connection, namespace, dataConverter, workflowBundle, queues = taskQueues, serves = QUEUE_NAMES, embedsPerSecond } = options;
  const base = {
    connection,
    namespace,
    dataConverter,
    activities: { ...options.activities },
    interceptors: { activity: [activityFailures] },
    // A heartbeat is at most this old when a worker dies, and a cancelled activity hears of it as soon.
    maxHeartbeatThrottleInterval: 5_000,
    defaultHeartbeatThrottleInterval: 5_000,
    ...STOP,
  } satisfies Partial<WorkerOptions>;
  const own: Record<keyof TaskQueues, Partial<WorkerOptions>> = {
    core: {
      workflowBundle,
      maxConcurrentWorkflowTaskExecutions: 20,
      maxCachedWorkflows: 300,
      workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 5 },
      maxConcurrentActivityTaskExecutions: 50,
      activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 5 },
    },
    // One project's grouping at a time on each core.
    grouping: {
      maxConcurrentActivityTaskExecutions: 4,
      activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
    },
    embed: {
      maxConcurrentActivityTaskExecutions: 8,
      activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
      ...(embedsPerSecond !== undefined && { maxTaskQueueActivitiesPerSecond: embedsPerSecond }),
    },
    sandbox: {
      maxConcurrentActivityTaskExecutions: 4,
      activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
    },
  };
  return Promise.all(serves.map((name) => Worker.create({ ...base, ...own[name], taskQueue: queues[name] })));
}
