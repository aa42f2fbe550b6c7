import type { z } from 'zod';
import { InternalError } from '#domain/errors';
import type { ErrorDetails } from '#domain/errors';

/** A stored document through its schema. @throws {InternalError} it does not fit, which only a bug of ours can cause */
export function parseStored<T extends z.ZodType>(schema: T, value: unknown, details: ErrorDetails): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Paths alone: the values are reporters' text.
  const paths = parsed.error.issues.slice(0, 5).map(({ path }) => path.join('.'));
  throw new InternalError('A stored document does not fit its schema', { details: { ...details, service: 'redis', paths } });
}

/** @throws {InternalError} not JSON */
export function parseJson(text: string, details: ErrorDetails): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InternalError('A stored document is not JSON', { details: { ...details, service: 'redis' } });
  }
}

export const isoOf = (ms: string | number): string => new Date(Number(ms)).toISOString();
