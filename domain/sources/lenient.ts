import { z } from 'zod';

/*
 * Vendor bodies are read leniently: a field of the wrong type counts as absent, so that one odd field does not lose a report.
 * What a report cannot do without is checked by the parser, which throws MalformedPayloadError.
 */
export const text = z.string().nullish().catch(null);
/** Ids come as text or as numbers; what holds control characters or half a character is none, and no store would keep it. */
export const id = z
  .union([z.string().refine((value) => value.isWellFormed() && !/\p{Cc}/u.test(value)), z.number().int().transform(String)])
  .nullish()
  .catch(null);
export const number = z.number().nullish().catch(null);
export const flag = z.boolean().nullish().catch(null);
export const time = z.union([z.string(), z.number()]).nullish().catch(null);
/** The object, or null where there is none of that shape. */
export const part = <T extends z.ZodType>(shape: T) => shape.nullish().catch(null);
/** Of a list, so many items from its end: work is bounded whatever was sent. */
const MOST_ITEMS = 1000;

/** The items that fit; the rest are left out. */
export const items = <T extends z.ZodType>(item: T) =>
  z
    .array(z.unknown())
    .transform((values) =>
      values
        .slice(-MOST_ITEMS)
        .map((value) => item.safeParse(value))
        .flatMap((parsed) => (parsed.success ? [parsed.data] : [])),
    )
    .catch([]);
