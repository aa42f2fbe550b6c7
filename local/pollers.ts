import { Connection } from '@temporalio/client';
import type { Env } from '#config/env';
import { taskQueues } from '#temporal/task-queues';

/** A probe of the worker: Temporal has heard this very process ask for work. */
export function pollersOf(env: Env): (pid: number) => Promise<void> {
  return async (pid) => {
    const connection = await Connection.connect({
      address: env.TEMPORAL_ADDRESS ?? '',
      ...(env.TEMPORAL_API_KEY ? { apiKey: env.TEMPORAL_API_KEY, tls: true } : {}),
      connectTimeout: 2_000,
    });
    try {
      const answer = await connection.workflowService.describeTaskQueue({
        namespace: env.TEMPORAL_NAMESPACE,
        taskQueue: { name: taskQueues.core },
        taskQueueType: 1,
      });
      if (!(answer.pollers ?? []).some((poller) => poller.identity?.startsWith(`${pid}@`))) throw new Error('not polling yet');
    } finally {
      await connection.close();
    }
  };
}
