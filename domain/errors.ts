/**
 * The error tree. Every error that crosses a folder is one of these: `code` is stable and shown to callers,
 * `retryable` decides whether Temporal tries again, `message` is ours and never holds outside text.
 * Only the activity interceptor (temporal/failures.ts) and the API's error filter (api/infra/error.filter.ts) catch broadly.
 */
export type ErrorDetails = Record<string, string | number | boolean | null | undefined | string[]>;

export interface SoulcasterErrorOptions {
  cause?: unknown;
  details?: ErrorDetails;
  /** Seconds the other side asked us to wait; becomes nextRetryDelay in Temporal and Retry-After in HTTP. */
  retryAfterSeconds?: number;
}

export abstract class SoulcasterError extends Error {
  abstract readonly code: string;
  /** HTTP status the API answers with. */
  abstract readonly httpStatus: number;
  readonly retryable: boolean = false;
  readonly details: ErrorDetails;
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, options: SoulcasterErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.details = options.details ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** 400: the request cannot be read at all (not JSON, bad encoding). */
export class UnreadableRequestError extends SoulcasterError {
  readonly code = 'unreadable_request';
  readonly httpStatus = 400;
}

/** 401: who you are is not proven. One body for every cause on ingest paths. */
export class UnauthenticatedError extends SoulcasterError {
  readonly code = 'unauthenticated';
  readonly httpStatus = 401;
}

/** 403: known, but not allowed. */
export class ForbiddenError extends SoulcasterError {
  readonly code = 'forbidden';
  readonly httpStatus = 403;
}

/** 404: not there, or not yours. */
export class NotFoundError extends SoulcasterError {
  readonly code = 'not_found';
  readonly httpStatus = 404;
}

/** 409: the thing changed or is in a state that does not allow this. `details.reason` says which. */
export class ConflictError extends SoulcasterError {
  readonly code: string;
  readonly httpStatus = 409;
  constructor(message: string, options: SoulcasterErrorOptions & { code?: string } = {}) {
    super(message, options);
    this.code = options.code ?? 'conflict';
  }
}

/** 410: it could have been done, but its time is over. */
export class ExpiredError extends SoulcasterError {
  readonly code = 'expired';
  readonly httpStatus = 410;
}

/** 413: larger than the limit, in bytes. */
export class TooLargeError extends SoulcasterError {
  readonly code = 'too_large';
  readonly httpStatus = 413;
}

/** 422: readable but wrong; `details` maps field paths to what is wrong with each. */
export class InvalidInputError extends SoulcasterError {
  readonly code = 'invalid_input';
  readonly httpStatus = 422;
}

/** 429 quota_exceeded: a counted limit of ours. `details`: current_count, limit, requested. */
export class QuotaExceededError extends SoulcasterError {
  readonly code = 'quota_exceeded';
  readonly httpStatus = 429;
}

/** 429 rate_limited: too fast, here or at a vendor (`details.service`). Retried after `retryAfterSeconds`. */
export class RateLimitedError extends SoulcasterError {
  readonly code = 'rate_limited';
  readonly httpStatus = 429;
  override readonly retryable = true;
}

/** 503: a part we need cannot be reached; `details.service` names it. Retried. */
export class UnavailableError extends SoulcasterError {
  readonly code = 'unavailable';
  readonly httpStatus = 503;
  override readonly retryable = true;
}

/** A vendor refused us for good (bad credentials, gone, policy). Never retried; `details.service`, `details.status`. */
export class VendorRefusedError extends SoulcasterError {
  readonly code = 'vendor_refused';
  readonly httpStatus = 502;
}

/** A stored delivery that no parser understands: becomes a dead letter, never retried by itself. */
export class MalformedPayloadError extends SoulcasterError {
  readonly code = 'malformed_payload';
  readonly httpStatus = 422;
}

/** A fix must stop, with a reason a person can act on (no sandbox, no repository, budget spent). Never retried. */
export class FixRefusedError extends SoulcasterError {
  readonly code: string;
  readonly httpStatus = 422;
  constructor(code: string, message: string, options: SoulcasterErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}

/** Our own bug. Never retried, never explained to a caller. */
export class InternalError extends SoulcasterError {
  readonly code = 'internal';
  readonly httpStatus = 500;
}
