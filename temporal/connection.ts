import { setTimeout as delay } from 'node:timers/promises';
import { Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import type { Env } from '#config/env';
import { required } from '#config/env';

export interface ConnectionSettings {
  address: string;
  apiKey?: string;
  tls?: true;
}

/** Where Temporal is, for client and worker alike. An API key means TLS. @throws {Error} TEMPORAL_ADDRESS is not set */
export function connectionOptions(env: Env): ConnectionSettings {
  const address = required(env, 'TEMPORAL_ADDRESS');
  return env.TEMPORAL_API_KEY ? { address, apiKey: env.TEMPORAL_API_KEY, tls: true } : { address };
}

/** Our deadlines are seconds; a longer pause would only be noticed after them. */
const LONGEST_RETRY_MS = 1_000;

/**
 * A connection that connects at its first call. Calls that fail are tried again, as the SDK does, until the deadline they were given.
 * `close` first lets pauses between such tries pass: the SDK's timer would start a call on a closed channel, which ends the process.
 */
export function lazyConnection(settings: ConnectionSettings): { connection: Connection; close: () => Promise<void> } {
  const retry = defaultGrpcRetryOptions({ maxIntervalMs: () => LONGEST_RETRY_MS });
  let closed = false;
  let lastRetryAt = 0;
  const connection = Connection.lazy({
    ...settings,
    interceptors: [
      makeGrpcRetryInterceptor({
        retryableDecider: (attempt, status) => !closed && retry.retryableDecider(attempt, status),
        delayFunction(attempt, status) {
          const ms = retry.delayFunction(attempt, status);
          lastRetryAt = Math.max(lastRetryAt, performance.now() + ms);
          return ms;
        },
      }),
    ],
  });
  return {
    connection,
    async close() {
      closed = true;
      const leftMs = lastRetryAt - performance.now();
      // Timers of the same length fire in order; a little more covers their rounding.
      if (leftMs > 0) await delay(leftMs + 20);
      await connection.close();
    },
  };
}
