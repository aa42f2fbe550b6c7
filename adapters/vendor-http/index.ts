import { NotFoundError, RateLimitedError, type SoulcasterError, UnavailableError, VendorRefusedError } from '#domain/errors';

const ANSWER_WITHIN_MS = 30_000;
/** A page of a hundred events with all their frames is some MiB. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
/** Where a vendor names no time. */
const WAIT_SECONDS = 60;
const LONGEST_WAIT_SECONDS = 3_600;

export interface VendorQuestion {
  /** As the vendor writes itself; of our messages. */
  service: string;
  /** What is asked for, in our words. */
  subject: string;
  url: URL;
  method?: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
}

/**
 * One request for JSON, without retries: Temporal retries, and only it can wait as long as the answer asks for. Follows no redirect,
 * which could carry the credential elsewhere.
 * @throws {RateLimitedError} 429; {UnavailableError} not reached, 5xx, no JSON; {VendorRefusedError}, {NotFoundError} the rest
 */
export async function askVendor(question: VendorQuestion): Promise<{ json: unknown; headers: Headers }> {
  const { service, url, method = 'GET', body, signal } = question;
  const deadline = AbortSignal.timeout(ANSWER_WITHIN_MS);
  let answer: Response;
  try {
    answer = await fetch(url, {
      method,
      body,
      headers: { accept: 'application/json', 'user-agent': 'soulcaster', ...question.headers },
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new UnavailableError(`${service} cannot be reached.`, { cause, details: { service } });
  }
  if (!answer.ok) {
    await answer.body?.cancel();
    throw refusal(question, answer);
  }
  try {
    return { json: JSON.parse(await textOf(answer)), headers: answer.headers };
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new UnavailableError(`${service} gave an answer that cannot be read.`, { cause, details: { service } });
  }
}

/** Seconds that the answer asks to wait, 1..3,600. */
export function waitOf(headers: Headers, now = Date.now()): number {
  const asked = headers.get('retry-after');
  const seconds = asked === null ? Number.NaN : Number(asked);
  const until = asked === null ? Number.NaN : (Date.parse(asked) - now) / 1000;
  const named = [seconds, until].find((value) => Number.isFinite(value)) ?? WAIT_SECONDS;
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(1, Math.ceil(named)));
}

function refusal({ service, subject }: VendorQuestion, { status, headers }: Response): SoulcasterError {
  const options = { details: { service, status, subject } };
  if (status === 429)
    return new RateLimitedError(`${service} asks us to wait before reading ${subject}.`, {
      ...options,
      retryAfterSeconds: waitOf(headers),
    });
  if (status >= 500 || status === 408) return new UnavailableError(`${service} cannot be reached.`, options);
  if (status === 401) return new VendorRefusedError(`${service} does not accept the credential any more. Set another one.`, options);
  if (status === 403) return new VendorRefusedError(`The credential may not read ${subject} at ${service}. Check its scopes.`, options);
  if (status === 404) return new NotFoundError(`${service} knows no ${subject}, or the credential may not see it.`, options);
  return new VendorRefusedError(`${service} refused to give ${subject}.`, options);
}

async function textOf(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of answer.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_ANSWER_BYTES) throw new RangeError('larger than what we read');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
