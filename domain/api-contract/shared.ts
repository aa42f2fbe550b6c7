import { z } from 'zod';

// ---- the one error shape, every non-2xx answer ----
export const ErrorBody = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()).optional() }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable(), total: z.number().int() });
/** Query of every list: limit 1..200 (50), cursor from the page before. */
export const ListQuery = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().max(500).optional() });

/** Something in it can be seen: blanks without a width are blanks too. */
export const NonBlank = z
  .string()
  .trim()
  .min(1, { error: 'must not be blank', abort: true })
  .refine((text) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text), 'must not be blank');
