import { createAdapters } from '#adapters/index';
import type { Env } from '#config/env';
import type { ApiAdapters } from './parts.ts';

/** The ports as the environment says. @throws {Error} naming a variable that is missing */
export function openAdapters(env: Env): ApiAdapters {
  return createAdapters(env);
}
