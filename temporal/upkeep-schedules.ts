import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy, type ScheduleOptions } from '@temporalio/client';
import type { ReviewGroupingInput } from '#workflows/messages';
import { attributesOf } from '#workflows/search-attributes';
import type { TaskQueues } from './task-queues.ts';
import { isCausedBy } from './sync-schedules.ts';
import { workflowIds } from './workflow-ids.ts';

const SWEEP_EVERY_MS = 120_000;
/** UTC; spread, so that what it asks of the stores does not come at one moment everywhere. */
const REVIEW_HOUR = 2;
const REVIEW_JITTER_MS = 3_600_000;
/** Workers that were down at night make up for it within so long; after that the next night does. */
const REVIEW_CATCH_UP_MS = 12 * 3_600_000;

/** One sweep for the whole installation; one that was missed is not made up for: the next does it all. */
export async function keepSweepSchedule(client: Client, queues: TaskQueues): Promise<void> {
  const typedSearchAttributes = attributesOf({ kind: 'sweep' });
  await keep(client, {
    scheduleId: workflowIds.sweep(),
    spec: { intervals: [{ every: SWEEP_EVERY_MS }], jitter: SWEEP_EVERY_MS / 10 },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: SWEEP_EVERY_MS, pauseOnFailure: false },
    action: {
      type: 'startWorkflow',
      workflowType: 'sweep',
      args: [],
      workflowId: workflowIds.sweep(),
      taskQueue: queues.core,
      typedSearchAttributes,
      staticSummary: 'Parked deliveries, old rows, lost wakes, schedules',
    },
    typedSearchAttributes,
  });
}

/** One look at the grouping of every project each night. */
export async function keepReviewSchedule(client: Client, queues: TaskQueues): Promise<void> {
  const typedSearchAttributes = attributesOf({ kind: 'review' });
  await keep(client, {
    scheduleId: workflowIds.review(),
    spec: { calendars: [{ hour: REVIEW_HOUR, comment: 'every night' }], jitter: REVIEW_JITTER_MS },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: REVIEW_CATCH_UP_MS, pauseOnFailure: false },
    action: {
      type: 'startWorkflow',
      workflowType: 'reviewGrouping',
      args: [{} satisfies ReviewGroupingInput],
      workflowId: workflowIds.review(),
      taskQueue: queues.core,
      typedSearchAttributes,
      staticSummary: 'Clean-up and bounds to propose',
    },
    typedSearchAttributes,
  });
}

async function keep(client: Client, options: ScheduleOptions): Promise<void> {
  try {
    await client.schedule.create(options);
  } catch (error) {
    if (!isCausedBy(error, ScheduleAlreadyRunning)) throw error;
    // An earlier version may have made another one.
    await client.schedule.getHandle(options.scheduleId).update((present) => ({ ...options, state: present.state }));
  }
}
