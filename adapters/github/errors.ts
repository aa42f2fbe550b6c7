import { NotFoundError, RateLimitedError, type SoulcasterError, UnavailableError, VendorRefusedError } from '#domain/errors';

/** What GitHub waits for by its own advice where it names no time. */
const SECONDARY_LIMIT_SECONDS = 60;

/** Octokit's error as far as we read it; without a response the connection failed. */
interface RequestFailure extends Error {
  status: number;
  response?: { headers: Record<string, string | number | undefined> };
}

function isRequestFailure(error: unknown): error is RequestFailure {
  return error instanceof Error && error.name === 'HttpError' && 'status' in error && typeof error.status === 'number';
}

/**
 * GitHub's refusal as one of ours; anything that is no answer of GitHub's comes back as it is. Holds no text of GitHub's.
 * @param subject what was asked for, in our words
 */
export function translateError(error: unknown, subject: string): unknown {
  return isRequestFailure(error) ? translate(error, subject) : error;
}

function translate(error: RequestFailure, subject: string): SoulcasterError {
  const { status } = error;
  const options = { cause: error, details: { service: 'github', status, subject } };
  if (error.response === undefined || status >= 500) return new UnavailableError(`GitHub could not be reached for ${subject}`, options);
  if (status === 429 || (status === 403 && isRateLimit(error))) {
    return new RateLimitedError('GitHub asks us to wait', { ...options, retryAfterSeconds: waitSeconds(error) });
  }
  if (status === 401) return new VendorRefusedError('GitHub does not accept the credential any more', options);
  if (status === 403) return new VendorRefusedError(`The credential may not do this at GitHub: ${subject}`, options);
  if (status === 404) return new NotFoundError(`GitHub knows no ${subject}, or the credential may not see it`, options);
  return new VendorRefusedError(`GitHub refused: ${subject}`, options);
}

/** Octokit's status for an error of any kind; null where there was no answer. */
export function statusOf(error: unknown): number | null {
  return isRequestFailure(error) && error.response !== undefined ? error.status : null;
}

function isRateLimit(error: RequestFailure): boolean {
  const headers = error.response?.headers ?? {};
  return headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0' || /rate limit/i.test(error.message);
}

function waitSeconds(error: RequestFailure): number {
  const headers = error.response?.headers ?? {};
  const named = Number(headers['retry-after']);
  if (Number.isFinite(named) && named >= 0 && headers['retry-after'] !== undefined) return Math.ceil(named);
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset)) return Math.max(1, Math.ceil(reset - Date.now() / 1000));
  return SECONDARY_LIMIT_SECONDS;
}
