import { ApiError } from '@google/genai';
import { z } from 'zod';
import { RateLimitedError, UnavailableError, VendorRefusedError, type SoulcasterError } from '#domain/errors';

/** What the API puts into the message of the SDK's error; other fields of `details` depend on their type. */
const ErrorDetails = z.object({
  error: z.object({
    details: z
      .array(
        z.object({
          retryDelay: z.string().optional(),
          violations: z.array(z.object({ quotaId: z.string().optional() })).optional(),
        }),
      )
      .default([]),
  }),
});

const service = 'gemini';

/** Gives the answer of a call; its failure as one of ours. @throws {RateLimitedError | VendorRefusedError | UnavailableError} */
export async function asking<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await call();
  } catch (error) {
    // Cancelled by us: Temporal wants to see that, not an outage.
    signal?.throwIfAborted();
    throw translate(error);
  }
}

function translate(error: unknown): SoulcasterError {
  if (!(error instanceof ApiError)) return new UnavailableError('Gemini cannot be reached.', { cause: error, details: { service } });
  const { status } = error;
  const details = { service, status };
  // The message holds the vendor's text, which may quote the request: it is not passed on as a cause.
  if (status === 429) {
    const { retryAfterSeconds, daily } = whyLimited(error.message);
    if (daily) return new VendorRefusedError('The daily quota of the Gemini key is used up.', { details });
    return new RateLimitedError('Gemini asks to slow down.', { details, retryAfterSeconds });
  }
  if (status === 408 || status >= 500) return new UnavailableError('Gemini does not answer just now.', { details });
  if (status === 401 || status === 403) return new VendorRefusedError('Gemini refuses the key in GEMINI_API_KEY.', { details });
  if (status === 404) return new VendorRefusedError('Gemini does not know the model; see the GEMINI_…_MODEL settings.', { details });
  return new VendorRefusedError('Gemini refuses the request.', { details });
}

function whyLimited(message: string): { retryAfterSeconds: number | undefined; daily: boolean } {
  const parsed = ErrorDetails.safeParse(parseJson(message));
  const details = parsed.success ? parsed.data.error.details : [];
  const delay = details.map(({ retryDelay }) => /^(\d+(?:\.\d+)?)s$/.exec(retryDelay ?? '')?.[1]).find((text) => text !== undefined);
  return {
    retryAfterSeconds: delay === undefined ? undefined : Math.ceil(Number(delay)),
    daily: details.some(({ violations = [] }) => violations.some(({ quotaId }) => quotaId?.includes('PerDay'))),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
