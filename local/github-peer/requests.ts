import { z } from 'zod';
import { invalid } from './refusals.ts';

export const RepositoryParams = z.object({ owner: z.string(), repo: z.string() });
export const PullParams = RepositoryParams.extend({ number: z.coerce.number().int() });

/** The body, or GitHub's 422 that names the first field that is wrong. */
export function parse<T extends z.ZodType>(schema: T, body: unknown, resource: string): z.infer<T> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(resource, issue?.path.join('.') ?? 'body', issue?.code === 'invalid_type' ? 'missing_field' : 'invalid');
}
