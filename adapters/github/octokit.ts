import { createHash } from 'node:crypto';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';

const ANSWER_WITHIN_MS = 30_000;
/** Longer waits are Temporal's, which need no process to sit through them. */
const LONGEST_WAIT_SECONDS = 5;
const RETRIES = 1;

const Client = Octokit.plugin(retry, throttling);
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export interface OctokitOptions {
  apiUrl: string;
  token: string;
  /** GitHub asks for a second between writes; the local peer has no such limit. */
  spaceWrites: boolean;
}

/** Octokit with a deadline per request, one retry of 5xx and broken connections, and short rate limits waited out. */
export function createOctokit({ apiUrl, token, spaceWrites }: OctokitOptions): Octokit {
  const waitShortly = (retryAfterSeconds: number, _options: object, _octokit: unknown, retryCount: number) =>
    retryAfterSeconds <= LONGEST_WAIT_SECONDS && retryCount < RETRIES;
  return new Client({
    auth: token,
    baseUrl: apiUrl.replace(/\/$/, ''),
    userAgent: 'soulcaster',
    log: quiet,
    request: {
      fetch: (url: string, { signal, ...init }: RequestInit) => {
        const deadline = AbortSignal.timeout(ANSWER_WITHIN_MS);
        return fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, deadline]) : deadline });
      },
    },
    // The throttling plugin knows how long a 429 wants to wait; the retry plugin would ask again after a second.
    // Not `request.retries`: that would ask again after every refusal, these included.
    retry: { retries: RETRIES, doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451] },
    throttle: {
      enabled: spaceWrites,
      // Each credential has its own limits.
      id: createHash('sha256').update(token).digest('hex'),
      onRateLimit: waitShortly,
      onSecondaryRateLimit: waitShortly,
    },
  });
}
