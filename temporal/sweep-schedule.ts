import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy, type ScheduleOptions } from '@temporalio/client';
import { attributesOf } from '#workflows/search-attributes';
import type { TaskQueues } from './task-queues.ts';
import { isCausedBy } from './sync-schedules.ts';
import { workflowIds } from './workflow-ids.ts';

const EVERY_MS = 120_000;

/** One sweep for the whole installation; one that was missed is not made up for: the next does it all. */
export async function keepSweepSchedule(client: Client, queues: TaskQueues): Promise<void> {
  const typedSearchAttributes = attributesOf({ kind: 'sweep' });
  const options: ScheduleOptions = {
    scheduleId: workflowIds.sweep(),
    spec: { intervals: [{ every: EVERY_MS }], jitter: EVERY_MS / 10 },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: EVERY_MS, pauseOnFailure: false },
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
  };
  try {
    await client.schedule.create(options);
  } catch (error) {
    if (!isCausedBy(error, ScheduleAlreadyRunning)) throw error;
    // An earlier version may have made another one.
    await client.schedule.getHandle(options.scheduleId).update((present) => ({ ...options, state: present.state }));
  }
}
