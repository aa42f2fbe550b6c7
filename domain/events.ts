import { z } from 'zod';

/** What changed, never how: the page refetches. Crosses Postgres NOTIFY and SSE, ids only. */
export const ChangeEvent = z.object({
  /** Monotonic per API process; SSE id. */
  projectId: z.string(),
  kind: z.enum(['report', 'cluster', 'job', 'job_log', 'project', 'delivery']),
  id: z.string(),
});
export type ChangeEvent = z.infer<typeof ChangeEvent>;
