import { z } from 'zod';
import { DeliveryState } from '../delivery.ts';
import { SourceName } from '../report.ts';
import { ListQuery } from './shared.ts';

// ---- deliveries: GET /deliveries, GET /deliveries/{id}, POST /deliveries/{id}/replay, POST /deliveries/replay, GET /refusals ----
export const DeliveryBody = z.object({
  id: z.string(),
  source: SourceName,
  delivery_id: z.string(),
  event_type: z.string().nullable(),
  state: DeliveryState,
  reason: z.string().nullable(),
  report_id: z.string().nullable(),
  received_at: z.string(),
  settled_at: z.string().nullable(),
  /** From received to settled. */
  latency_ms: z.number().int().nullable(),
  attempts: z.number().int(),
  /** How often the same delivery came again. */
  duplicates: z.number().int(),
  size_bytes: z.number().int(),
});
export type DeliveryBody = z.infer<typeof DeliveryBody>;

export const DeliveryQueryParams = ListQuery.extend({
  source: SourceName.optional(),
  /** One state or several, with commas. */
  state: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(DeliveryState).max(9))
    .optional(),
  q: z.string().trim().max(200).optional(),
});
export const DeliveryDetailBody = DeliveryBody.extend({
  /** `received`: as it came. `scrubbed`: without secrets and personal data. null: no longer kept. */
  body: z.object({ kind: z.enum(['received', 'scrubbed']), text: z.string() }).nullable(),
});
export type DeliveryDetailBody = z.infer<typeof DeliveryDetailBody>;
/** Ids, or a filter; an empty object is everything that failed (dead letters, parked, expired). */
export const ReplayDeliveries = z.strictObject({
  ids: z.array(z.uuid()).min(1).max(500).optional(),
  source: SourceName.optional(),
  state: z.array(DeliveryState).max(9).optional(),
  q: z.string().trim().max(200).optional(),
  /** Only what was settled before; from the answer of the step before, so that what failed again is not tried twice. */
  before: z.iso.datetime().optional(),
  /** Replays nothing and says in `left` how many would be. */
  preview: z.boolean().default(false),
});
/** `left`: how many more match and can be replayed; ask again for them, with `before`. */
export const ReplayAnswer = z.object({
  status: z.literal('ok'),
  replayed: z.number().int(),
  left: z.number().int(),
  before: z.iso.datetime(),
});
export type ReplayAnswer = z.infer<typeof ReplayAnswer>;
export const RefusalBody = z.object({ at: z.string(), source: SourceName, reason: z.string() });
export type RefusalBody = z.infer<typeof RefusalBody>;
