import { z } from 'zod';

// ---- health: GET /livez, /readyz, /status ----
export const PartStatus = z.object({
  name: z.string(),
  state: z.enum(['up', 'down', 'unknown']),
  latency_ms: z.number().nullable(),
  since: z.string(),
  detail: z.string().nullable(),
});
export const StatusBody = z.object({ status: z.enum(['ok', 'degraded', 'down']), parts: z.array(PartStatus) });
export type StatusBody = z.infer<typeof StatusBody>;
