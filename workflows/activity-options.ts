import { type ActivityOptions, workflowInfo } from '@temporalio/workflow';
import { siblingsOf, type TaskQueues } from './task-queues.ts';

/** Tried for as long as it takes: a store that is down comes back, and the work waits for it. */
const UNTIL_IT_WORKS = { initialInterval: 200, backoffCoefficient: 2, maximumInterval: 10_000 } as const;

type Profile = Omit<ActivityOptions, 'taskQueue'> & { queue: keyof TaskQueues };

/**
 * The only options activities are called with. Errors that are not worth a retry say so themselves (temporal/failures.ts), and a
 * vendor's Retry-After is the next delay; the intervals here are for everything else. All times in milliseconds. A cancelled workflow
 * waits until what it had begun has ended, so that its clean-up never races with it.
 */
const profiles = {
  /** Short reads and writes of our own stores. */
  store: { queue: 'core', startToCloseTimeout: 20_000, cancellationType: 'WAIT_CANCELLATION_COMPLETED', retry: UNTIL_IT_WORKS },
  /** Grouping in memory: seconds of CPU, and minutes where a large project is read for the first time. */
  compute: {
    queue: 'grouping',
    startToCloseTimeout: 600_000,
    heartbeatTimeout: 60_000,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: UNTIL_IT_WORKS,
  },
  /** Looks at a whole project, in steps; a person waits. */
  survey: {
    queue: 'core',
    startToCloseTimeout: 120_000,
    heartbeatTimeout: 20_000,
    retry: { initialInterval: 500, backoffCoefficient: 2, maximumInterval: 5_000, maximumAttempts: 3 },
  },
  /** The same where nobody waits, and another night comes. */
  review: {
    queue: 'grouping',
    startToCloseTimeout: 900_000,
    heartbeatTimeout: 60_000,
    retry: { initialInterval: 2_000, backoffCoefficient: 2, maximumInterval: 30_000, maximumAttempts: 3 },
  },
  /** One chunk of vectors. Bounded: grouping goes on without. */
  embed: {
    queue: 'embed',
    startToCloseTimeout: 60_000,
    scheduleToCloseTimeout: 180_000,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: { initialInterval: 500, backoffCoefficient: 2, maximumInterval: 15_000, maximumAttempts: 5 },
  },
  /** Titles and summaries by a model. Bounded: a cluster is complete without. */
  summarize: {
    queue: 'embed',
    startToCloseTimeout: 60_000,
    scheduleToCloseTimeout: 180_000,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: { initialInterval: 500, backoffCoefficient: 2, maximumInterval: 15_000, maximumAttempts: 3 },
  },
  /** What a model thinks of suggestions: tried once, because the next run waits for it. */
  judge: {
    queue: 'embed',
    startToCloseTimeout: 60_000,
    scheduleToCloseTimeout: 90_000,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: { initialInterval: 500, backoffCoefficient: 2, maximumInterval: 5_000, maximumAttempts: 2 },
  },
  /** What must be put back or ended, whatever happened; given up after an hour. */
  cleanup: { queue: 'core', startToCloseTimeout: 30_000, scheduleToCloseTimeout: 3_600_000, retry: UNTIL_IT_WORKS },
  /** A person waits for the plan of a model. */
  plan: {
    queue: 'sandbox',
    startToCloseTimeout: 180_000,
    heartbeatTimeout: 30_000,
    retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumInterval: 30_000, maximumAttempts: 5 },
  },
  /** One request to the code host. */
  codeHost: {
    queue: 'core',
    startToCloseTimeout: 60_000,
    retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumInterval: 60_000, maximumAttempts: 10 },
  },
  /** A page of a vendor, which may ask us to wait for up to an hour; then the schedule tries again. */
  pull: {
    queue: 'core',
    startToCloseTimeout: 300_000,
    scheduleToCloseTimeout: 4_500_000,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: { initialInterval: 2_000, backoffCoefficient: 2, maximumInterval: 60_000, maximumAttempts: 10 },
  },
  /** Over all projects. Given up before the next sweep would only wait for it. */
  upkeep: {
    queue: 'core',
    startToCloseTimeout: 60_000,
    scheduleToCloseTimeout: 300_000,
    retry: { initialInterval: 2_000, backoffCoefficient: 2, maximumInterval: 30_000 },
  },
  /** Making a sandbox. */
  sandbox: {
    queue: 'sandbox',
    startToCloseTimeout: 120_000,
    heartbeatTimeout: 20_000,
    retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumAttempts: 3 },
  },
  /** A command in a sandbox: minutes; its caller sets `startToCloseTimeout`. Cancelling waits until it has ended. */
  command: {
    queue: 'sandbox',
    startToCloseTimeout: 3_600_000,
    heartbeatTimeout: 20_000,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: { initialInterval: 2_000, backoffCoefficient: 2, maximumInterval: 30_000, maximumAttempts: 3 },
  },
} as const satisfies Record<string, Profile>;

export type ActivityProfile = keyof typeof profiles;

/**
 * For `proxyActivities`, inside a workflow function: which queues are ours depends on the one the workflow runs on.
 * @param changes what this workflow knows better, e.g. a longer `startToCloseTimeout`
 */
export function activityOptions(profile: ActivityProfile, changes: Omit<ActivityOptions, 'taskQueue'> = {}): ActivityOptions {
  const { queue, ...options } = profiles[profile];
  return { ...options, ...changes, taskQueue: siblingsOf(workflowInfo().taskQueue)[queue] };
}
