/** `core`: workflows and short I/O. `embed`: rate-limited model calls. `sandbox`: few slots, long. */
export interface TaskQueues {
  core: string;
  embed: string;
  sandbox: string;
}

/** Queues that belong together: what a workflow on a `core` queue asks for is done by workers of the same prefix. */
export function taskQueuesOf(prefix: string): TaskQueues {
  return { core: `${prefix}-core`, embed: `${prefix}-embed`, sandbox: `${prefix}-sandbox` };
}

export const taskQueues = taskQueuesOf('soulcaster');

/** The queues of whoever runs on this core queue. */
export function siblingsOf(coreQueue: string): TaskQueues {
  return taskQueuesOf(coreQueue.replace(/-core$/, ''));
}
