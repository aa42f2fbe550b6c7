import { z } from 'zod';

/** A run of grouping, or a re-embedding, as the project remembers it. Ids and counts alone. */
export const ClusterJob = z.object({
  /** Names it in its project, see `clusterJobKey`. */
  key: z.string(),
  kind: z.enum(['clustering', 'reembed']),
  /** `pending`: asked for, not begun. `failed`: what it had taken on is back in the queue, or another embedder came in between. */
  status: z.enum(['pending', 'running', 'succeeded', 'failed']),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  /** What it is at, while it runs: of `total` reports so many have a vector, or were decided on. */
  step: z.enum(['embedding', 'deciding', 'describing']).nullable(),
  done: z.number().int(),
  total: z.number().int(),
  /** Reports that joined a cluster, and those that opened one; null: not there yet. */
  joined: z.number().int().nullable(),
  opened: z.number().int().nullable(),
  /** Name of the space that is filled; null: none is. */
  space: z.string().nullable(),
});
export type ClusterJob = z.infer<typeof ClusterJob>;

/** Names what one run leaves in the stores. Sequence numbers begin again with each coordinator, so its run id is part of it. Pure. */
export function runKeyOf(projectId: string, seq: number, coordinatorRunId: string): string {
  return `${projectId}:${seq}:${coordinatorRunId}`;
}

/** Its id as people and scripts see it: `3-<run id of the coordinator>`, `reembed-<digest of the space>`. Pure. */
export function clusterJobId(projectId: string, key: string): string {
  return key.slice(projectId.length + 1).replaceAll(':', '-');
}

/** The key of an id; one that is of no job names nothing. Pure. */
export function clusterJobKey(projectId: string, id: string): string {
  return `${projectId}:${id.replace('-', ':')}`;
}
