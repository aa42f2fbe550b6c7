import { HttpException } from '@nestjs/common';
import type { ErrorBody } from '#domain/api-contract';
import { SoulcasterError } from '#domain/errors';

export interface ErrorAnswer {
  status: number;
  body: ErrorBody;
  retryAfterSeconds: number | null;
}

/** What a caller reads for refusals that are not ours: the framework's own, by status. */
const BY_STATUS: Record<number, { code: string; message: string }> = {
  400: { code: 'unreadable_request', message: 'The request cannot be read.' },
  401: { code: 'unauthenticated', message: 'Sign in, or send a valid token.' },
  403: { code: 'forbidden', message: 'This is not allowed.' },
  404: { code: 'not_found', message: 'There is nothing at this address.' },
  405: { code: 'method_not_allowed', message: 'This address does not take that method.' },
  408: { code: 'timeout', message: 'The request took too long to arrive.' },
  413: { code: 'too_large', message: 'The body is larger than the limit.' },
  414: { code: 'address_too_long', message: 'The address is too long.' },
  415: { code: 'unsupported_media_type', message: 'The body must be sent as plain application/json; to /import as application/x-ndjson.' },
  429: { code: 'rate_limited', message: 'Too many requests.' },
  431: { code: 'headers_too_large', message: 'The headers are too large.' },
  503: { code: 'unavailable', message: 'The service is stopping or starting.' },
};
const INTERNAL = { code: 'internal', message: 'Something went wrong on our side.' };

/** The one error shape, for whatever was thrown. Nothing of an unknown error gets out. Pure. */
export function errorAnswer(error: unknown, requestId: string): ErrorAnswer {
  if (error instanceof SoulcasterError && error.httpStatus < 500) return fromOurs(error, error.message);
  if (error instanceof SoulcasterError && (error.code === 'unavailable' || error.code === 'vendor_refused')) {
    return fromOurs(error, error.message);
  }
  const known = BY_STATUS[frameworkStatus(error)];
  if (known) return { status: frameworkStatus(error), body: { error: known }, retryAfterSeconds: null };
  return { status: 500, body: { error: { ...INTERNAL, details: { request_id: requestId } } }, retryAfterSeconds: null };
}

function fromOurs(error: SoulcasterError, message: string): ErrorAnswer {
  const details = Object.keys(error.details).length > 0 ? { details: error.details } : {};
  const retryAfterSeconds = error.retryAfterSeconds ?? (error.httpStatus === 503 ? 2 : null);
  return { status: error.httpStatus, body: { error: { code: error.code, message, ...details } }, retryAfterSeconds };
}

/** Status of an error of Nest or Fastify; 0 for any other, whatever `statusCode` it claims. */
function frameworkStatus(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error)) return 0;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  // Whoever sent it hung up before its end: no fault of ours.
  if (code === 'ECONNRESET' && statusCode === 400 && error.message === 'aborted') return 400;
  return typeof code === 'string' && code.startsWith('FST_') && typeof statusCode === 'number' ? statusCode : 0;
}
