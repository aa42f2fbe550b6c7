import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';

type Status = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['describe']>>['status']['name'];

/** Resolves when this run has ended that way. @throws when it ended otherwise, or has not in 60 s */
export async function ended(
  client: Client,
  run: { workflowId: string; runId?: string },
  as: Status,
): Promise<{ workflowId: string; runId: string }> {
  for (const until = Date.now() + 60_000; Date.now() < until; await delay(25)) {
    const { status, runId } = await client.workflow.getHandle(run.workflowId, run.runId).describe();
    if (status.name === as) return { workflowId: run.workflowId, runId };
    if (status.name !== 'RUNNING') throw new Error(`${run.workflowId} is ${status.name}, not ${as}.`);
  }
  throw new Error(`${run.workflowId} is still running.`);
}

/** Resolves when it holds. @throws when it does not in 30 s */
export async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; await delay(10)) if (holds()) return;
  throw new Error('It never came to that.');
}
