/** `core`: workflows and short I/O. `embed`: rate-limited model calls. `sandbox`: few slots, long. */
export const taskQueues = { core: 'soulcaster-core', embed: 'soulcaster-embed', sandbox: 'soulcaster-sandbox' } as const;
export type TaskQueue = (typeof taskQueues)[keyof typeof taskQueues];
