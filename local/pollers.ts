import { Connection } from '@temporalio/client';
import type { Env } from '#config/env';
import { taskQueues, type TaskQueues } from '#temporal/task-queues';

/** Temporal's TaskQueueType. */
const WORKFLOWS = 1;
const ACTIVITIES = 2;

/** A probe of a worker: Temporal has heard this very process ask for work of this queue. */
export function pollersOf(env: Env, queue: keyof TaskQueues): (pid: number) => Promise<void> {
  return async (pid) => {
    const connection = await Connection.connect({
      address: env.TEMPORAL_ADDRESS ?? '',
      ...(env.TEMPORAL_API_KEY ? { apiKey: env.TEMPORAL_API_KEY, tls: true } : {}),
      connectTimeout: 2_000,
    });
    try {
      const answer = await connection.workflowService.describeTaskQueue({
        namespace: env.TEMPORAL_NAMESPACE,
        taskQueue: { name: taskQueues[queue] },
        taskQueueType: queue === 'core' ? WORKFLOWS : ACTIVITIES,
      });
      if (!(answer.pollers ?? []).some((poller) => poller.identity?.startsWith(`${pid}@`))) throw new Error('not polling yet');
    } finally {
      await connection.close();
    }
  };
}
