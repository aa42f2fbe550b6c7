import type { Client } from '@temporalio/client';
import { InternalError, NotFoundError } from '#domain/errors';
import { attributeKeys } from '#workflows/search-attributes';
import { deleteSchedule } from './sync-schedules.ts';
import { workflowIds } from './workflow-ids.ts';

const REASON = 'The project is being deleted.';

/**
 * Ends every open workflow of a project. Fixes are cancelled, so that their sandboxes go; the rest holds nothing that outlives the
 * project's stores and is terminated. The two entities by their ids, which visibility may not list yet; all others as it lists them.
 */
export async function stopProject(client: Client, projectId: string, write: <T>(call: () => Promise<T>) => Promise<T>): Promise<void> {
  if (!/^[\w-]+$/.test(projectId)) throw new InternalError('A project id is not one.');
  const gone = (error: unknown) => {
    if (!(error instanceof NotFoundError)) throw error;
  };
  const terminate = (workflowId: string) => write(() => client.workflow.getHandle(workflowId).terminate(REASON)).then(() => {}, gone);
  const cancel = (workflowId: string) => write(() => client.workflow.getHandle(workflowId).cancel()).then(() => {}, gone);

  await Promise.all([terminate(workflowIds.ingest(projectId)), terminate(workflowIds.coordinator(projectId))]);
  await endSchedules(client, projectId, write);
  const query = `${attributeKeys.project.name} = "${projectId}" AND ExecutionStatus = "Running"`;
  const open = await write(async () => Array.fromAsync(client.workflow.list({ query })));
  await Promise.all(open.map(({ type, workflowId }) => (type === 'fixIssue' ? cancel(workflowId) : terminate(workflowId))));
}

/** Before the runs they would start. One that visibility does not list yet is found by the sweep, which removes what nobody wants. */
async function endSchedules(client: Client, projectId: string, write: <T>(call: () => Promise<T>) => Promise<T>): Promise<void> {
  const query = `${attributeKeys.project.name} = "${projectId}"`;
  const schedules = await write(async () => Array.fromAsync(client.schedule.list({ query })));
  for (const { scheduleId } of schedules) await write(() => deleteSchedule(client, scheduleId));
}
