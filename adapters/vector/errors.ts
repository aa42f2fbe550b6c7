import { InternalError, RateLimitedError, SoulcasterError, UnavailableError, VendorRefusedError } from '#domain/errors';

/** What the SDK threw, as one of our errors, once. Its messages may repeat what was sent, so none goes on. */
export function translateVectorError(error: unknown): SoulcasterError {
  if (error instanceof SoulcasterError) return error;
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  const details = { service: 'vector' };
  if (name === 'TimeoutError' || name === 'AbortError') return new UnavailableError('The vector index does not answer', { details });
  // Anything but the SDK's own error: no connection, or an answer that is not JSON.
  if (name !== 'UpstashError') return new UnavailableError('The vector index cannot be reached', { details });
  if (/unauthorized|invalid (auth )?token|forbidden/i.test(message)) {
    return new VendorRefusedError('The vector index refused the token', { details });
  }
  if (/limit exceeded|exceeded.*limit|too many requests|rate limit/i.test(message)) {
    return new RateLimitedError('The vector index allows no more for now', { details });
  }
  if (/invalid vector dimension|dimension/i.test(message)) {
    return new VendorRefusedError('The vector index holds vectors of another length', { details: { ...details, reason: 'dimension' } });
  }
  if (/internal error|unavailable|timeout|try again/i.test(message)) {
    return new UnavailableError('The vector index cannot serve right now', { details });
  }
  return new InternalError('The vector index did not understand a request', { details });
}

/** True where the namespace to be deleted is gone already. */
export function isMissingNamespace(error: unknown): boolean {
  return error instanceof Error && /namespace.*(does not exist|not found)/i.test(error.message);
}
