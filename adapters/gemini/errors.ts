import type { ApiError } from '@google/genai';
import { z } from 'zod';
import { RateLimitedError, type SoulcasterError, UnavailableError, VendorRefusedError } from '#domain/errors';

const SERVICE = 'gemini';
/** A daily quota comes back at midnight in California; asking sooner is of no use. */
const DAILY_QUOTA_SECONDS = 3600;

/** Google's error body, which the SDK hands on as the text of its message. */
const Body = z.object({
  error: z.object({
    status: z.string().optional(),
    details: z
      .array(
        z.looseObject({
          '@type': z.string().optional(),
          reason: z.string().optional(),
          retryDelay: z.string().optional(),
          violations: z.array(z.looseObject({ quotaId: z.string().optional() })).optional(),
        }),
      )
      .default([]),
  }),
});

/**
 * What became of a call to Gemini, in our terms: 429 → RateLimitedError with the delay it asks for; 408, 5xx and a broken connection →
 * UnavailableError; everything else it said no to → VendorRefusedError. A cancelled call stays what it is.
 */
export function translated(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (!isAnswer(error)) return isConnection(error) ? unavailable(error, null) : error;
  const { status } = error;
  if (status === 429) return rateLimited(error);
  if (status === 408 || status >= 500) return unavailable(error, status);
  return new VendorRefusedError(refusal(status, detailsOf(error)), { cause: error, details: { service: SERVICE, status } });
}

/** Told by its name: the class would load the whole SDK. */
function isAnswer(error: unknown): error is ApiError {
  return error instanceof Error && error.name === 'ApiError' && 'status' in error;
}

/** A 2xx answer that is not what was asked for. Models slip now and then, so it is worth another try. */
export function unusableAnswer(what: string, cause?: unknown): UnavailableError {
  return new UnavailableError(`Gemini gave an answer that cannot be used: ${what}.`, { cause, details: { service: SERVICE } });
}

function rateLimited(error: ApiError): SoulcasterError {
  const details = detailsOf(error);
  const daily = details.some((detail) => detail.violations?.some((violation) => /perday/iu.test(violation.quotaId ?? '')));
  const asked = details.map((detail) => /^(\d+(?:\.\d+)?)s$/u.exec(detail.retryDelay ?? '')?.[1]).find((seconds) => seconds !== undefined);
  const retryAfterSeconds = daily ? DAILY_QUOTA_SECONDS : asked === undefined ? undefined : Math.ceil(Number(asked));
  const message = daily ? 'Gemini’s quota of the day is used up.' : 'Gemini asks to wait.';
  return new RateLimitedError(message, { cause: error, retryAfterSeconds, details: { service: SERVICE, status: 429 } });
}

function unavailable(cause: unknown, status: number | null): UnavailableError {
  return new UnavailableError('Gemini cannot be reached.', { cause, details: { service: SERVICE, status } });
}

function refusal(status: number, details: ReturnType<typeof detailsOf>): string {
  const badKey = status === 401 || status === 403 || details.some((detail) => detail.reason === 'API_KEY_INVALID');
  if (badKey) return 'Gemini refused the key. Check GEMINI_API_KEY.';
  if (status === 404) return 'Gemini does not know the model. Check the GEMINI_…_MODEL settings.';
  return 'Gemini refused the request.';
}

function detailsOf(error: ApiError) {
  const start = error.message.indexOf('{');
  try {
    return Body.parse(JSON.parse(start === -1 ? '' : error.message.slice(start))).error.details;
  } catch {
    // Proxies answer in other shapes; the status says enough.
    return [];
  }
}

/** What fetch throws when there is no answer, and the SDK's own timeout. */
function isConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error instanceof TypeError ||
    error.name === 'AbortError' ||
    error.name === 'TimeoutError' ||
    /fetch failed|timed? ?out|terminated/iu.test(error.message)
  );
}
