import { z } from 'zod';

/** What `@upstash/vector` posts, as far as a dense index answers it. Ids may be numbers; they come back as strings. */
const Id = z.union([z.string().min(1).max(512), z.number().transform(String)]);
const Vector = z
  .array(z.number())
  .min(1)
  .max(4096)
  .transform((values) => Float32Array.from(values))
  .refine((vector) => vector.every(Number.isFinite), 'a number too large for 32 bits');
const MetadataBody = z.record(z.string(), z.unknown());
const Includes = {
  includeVectors: z.boolean().default(false),
  includeMetadata: z.boolean().default(false),
  includeData: z.boolean().default(false),
};

const oneOrMany = <T extends z.ZodType>(item: T, most: number) => z.union([item.transform((one) => [one]), z.array(item).min(1).max(most)]);

export const UpsertBody = oneOrMany(
  z.object({ id: Id, vector: Vector, metadata: MetadataBody.nullish(), data: z.string().nullish() }),
  1000,
);
export const QueryItem = z.object({
  vector: Vector,
  topK: z.number().int().min(1).max(1000).default(10),
  filter: z.string().default(''),
  ...Includes,
});
export const FetchBody = z
  .object({ ids: z.array(Id).max(1000).optional(), prefix: z.string().optional(), ...Includes })
  .refine(({ ids, prefix }) => (ids === undefined) !== (prefix === undefined), 'exactly one of ids and prefix');
export const DeleteBody = z
  .object({ ids: z.array(Id).optional(), prefix: z.string().min(1).optional(), filter: z.string().min(1).optional() })
  .refine((body) => Object.values(body).filter((value) => value !== undefined).length === 1, 'exactly one of ids, prefix and filter');
export const UpdateBody = z.object({
  id: Id,
  vector: Vector.optional(),
  metadata: MetadataBody.optional(),
  metadataUpdateMode: z.enum(['PATCH', 'OVERWRITE']).default('OVERWRITE'),
  data: z.string().optional(),
});
export const RangeBody = z.object({
  cursor: z
    .union([z.string(), z.number().transform(String)])
    .pipe(z.string().regex(/^\d*$/))
    .default('0'),
  limit: z.number().int().min(1).max(1000).default(10),
  prefix: z.string().default(''),
  ...Includes,
});
export type Includes = { includeVectors: boolean; includeMetadata: boolean; includeData: boolean };
