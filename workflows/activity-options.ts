import type { ActivityOptions } from '@temporalio/workflow';
import { taskQueues } from './task-queues.ts';

/** Tried for as long as it takes: a store that is down comes back, and the work waits for it. */
const UNTIL_IT_WORKS = { initialInterval: 200, backoffCoefficient: 2, maximumInterval: 10_000 } as const;

/**
 * The only options activities are called with. Errors that are not worth a retry say so themselves (temporal/failures.ts), and a
 * vendor's Retry-After is the next delay; the intervals here are for everything else.
 */
export const activityOptions = {
  /** Short reads and writes of our own stores. */
  store: { taskQueue: taskQueues.core, startToCloseTimeout: 20_000, retry: UNTIL_IT_WORKS },
  /** Grouping in memory: seconds of CPU at most. */
  compute: { taskQueue: taskQueues.core, startToCloseTimeout: 60_000, retry: UNTIL_IT_WORKS },
  /** One chunk of vectors. Bounded: grouping goes on without. */
  embed: {
    taskQueue: taskQueues.embed,
    startToCloseTimeout: 60_000,
    scheduleToCloseTimeout: 180_000,
    retry: { initialInterval: 500, backoffCoefficient: 2, maximumInterval: 15_000, maximumAttempts: 5 },
  },
  /** Titles and summaries by a model. Bounded: a cluster is complete without. */
  summarize: {
    taskQueue: taskQueues.embed,
    startToCloseTimeout: 60_000,
    scheduleToCloseTimeout: 180_000,
    retry: { initialInterval: 500, backoffCoefficient: 2, maximumInterval: 15_000, maximumAttempts: 3 },
  },
  /** What must be put back or ended, whatever happened; given up after an hour. */
  cleanup: { taskQueue: taskQueues.core, startToCloseTimeout: 30_000, scheduleToCloseTimeout: 3_600_000, retry: UNTIL_IT_WORKS },
  /** A person waits for the plan of a model. */
  plan: {
    taskQueue: taskQueues.sandbox,
    startToCloseTimeout: 180_000,
    heartbeatTimeout: 30_000,
    retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumInterval: 30_000, maximumAttempts: 5 },
  },
  /** One request to the code host. */
  codeHost: {
    taskQueue: taskQueues.core,
    startToCloseTimeout: 60_000,
    retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumInterval: 60_000, maximumAttempts: 10 },
  },
  /** Making a sandbox. */
  sandbox: {
    taskQueue: taskQueues.sandbox,
    startToCloseTimeout: 120_000,
    heartbeatTimeout: 20_000,
    retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumAttempts: 3 },
  },
  /** A command in a sandbox: minutes; the caller sets `startToCloseTimeout`. Cancelling waits until it has ended. */
  command: {
    taskQueue: taskQueues.sandbox,
    startToCloseTimeout: 3_600_000,
    heartbeatTimeout: 20_000,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: { initialInterval: 2_000, backoffCoefficient: 2, maximumInterval: 30_000, maximumAttempts: 3 },
  },
} as const satisfies Record<string, ActivityOptions>;
