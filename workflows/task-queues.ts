/**
 * `core`: workflows and short I/O. `grouping`: seconds of CPU, which must not keep anything else waiting. `embed`: rate-limited model
 * calls. `sandbox`: few slots, long.
 */
export interface TaskQueues {
  core: string;
  grouping: string;
  embed: string;
  sandbox: string;
}

/** Queues that belong together: what a workflow on a `core` queue asks for is done by workers of the same prefix. */
export function taskQueuesOf(prefix: string): TaskQueues {
  return { core: `${prefix}-core`, grouping: `${prefix}-grouping`, embed: `${prefix}-embed`, sandbox: `${prefix}-sandbox` };
}

export const QUEUE_NAMES = ['core', 'grouping', 'embed', 'sandbox'] as const satisfies readonly (keyof TaskQueues)[];

export const taskQueues = taskQueuesOf('soulcaster');

/** The queues of whoever runs on this core queue. */
export function siblingsOf(coreQueue: string): TaskQueues {
  return taskQueuesOf(coreQueue.replace(/-core$/, ''));
}
