import type { Env } from '#config/env';
import { required } from '#config/env';

/** Where Temporal is, for client and worker alike. An API key means TLS. @throws {Error} TEMPORAL_ADDRESS is not set */
export function connectionOptions(env: Env): { address: string; apiKey?: string; tls?: true } {
  const address = required(env, 'TEMPORAL_ADDRESS');
  return env.TEMPORAL_API_KEY ? { address, apiKey: env.TEMPORAL_API_KEY, tls: true } : { address };
}
