import { Redis } from '@upstash/redis';
import { translateRedisError } from './errors.ts';

export interface RedisOptions {
  /** Upstash's REST address, or that of a gateway speaking the same. */
  url: string;
  token: string;
  /** After this long without an answer the call is an UnavailableError. */
  timeoutMs?: number;
}

/** What a script or command answers: nested lists of texts, numbers and nulls. */
export type Reply = string | number | null | Reply[];
export type RedisCommand = [name: string, ...args: (string | number)[]];

export interface RedisClient {
  /** Runs a Lua script: atomic, one request. Safe to repeat, as every script of ours is. */
  run(script: string, keys: string[], args: (string | number)[]): Promise<Reply>;
  command(...command: RedisCommand): Promise<Reply>;
}

/**
 * The one place that calls `@upstash/redis`. Nothing is turned into JSON or back on the way: every store says what its
 * values are. No retries here: Temporal, or the person, tries again; what cannot be reached is said within `timeoutMs`.
 */
export function createRedisClient({ url, token, timeoutMs = 3_000 }: RedisOptions): RedisClient {
  const redis = new Redis({
    url,
    token,
    retry: { retries: 0 },
    // Auto-pipelining sends reads and writes side by side, so that a read may miss the write before it.
    enableAutoPipelining: false,
    automaticDeserialization: false,
    // All we keep is text; as base64 it would only be longer, and lose a leading byte order mark.
    responseEncoding: false,
    enableTelemetry: false,
    signal: () => AbortSignal.timeout(timeoutMs),
  });
  const translated = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw translateRedisError(error);
    });
  return {
    run: (script, keys, args) => translated(redis.eval<(string | number)[], Reply>(script, keys, args)),
    command: (...command) => translated(redis.exec<Reply>(command)),
  };
}
