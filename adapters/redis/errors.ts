import { InternalError, RateLimitedError, SoulcasterError, UnavailableError, VendorRefusedError } from '#domain/errors';

/**
 * What the SDK threw, as one of our errors. Its messages carry the whole command, and with it reporters' text, so neither
 * they nor the error itself go on; only redis' own error word does (`OOM`, `WRONGTYPE`).
 */
export function translateRedisError(error: unknown): SoulcasterError {
  if (error instanceof SoulcasterError) return error;
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  const details = { service: 'redis' };
  if (name === 'TimeoutError' || name === 'AbortError') return new UnavailableError('Redis does not answer', { details });
  if (name !== 'UpstashError') return new UnavailableError('Redis cannot be reached', { details });

  const text = message.split(', command was:')[0] ?? '';
  const word = /^[A-Z]+(?= |$)/.exec(text)?.[0] ?? null;
  if (/max (daily )?requests? (limit|count)|rate limit|too many requests/i.test(text)) {
    return new RateLimitedError('Redis allows no more requests for now', { details });
  }
  switch (word) {
    case 'WRONGPASS':
    case 'NOAUTH':
    case 'NOPERM':
      return new VendorRefusedError('Redis refused the token', { details: { ...details, word } });
    case 'UNAVAILABLE':
    case 'LOADING':
    case 'BUSY':
    case 'MASTERDOWN':
    case 'READONLY':
    case 'MISCONF':
    case 'OOM':
    case 'TRYAGAIN':
      return new UnavailableError('Redis cannot serve right now', { details: { ...details, word } });
    default:
      if (/unauthorized|forbidden/i.test(text)) return new VendorRefusedError('Redis refused the token', { details });
      return new InternalError('Redis did not understand a command', { details: { ...details, word } });
  }
}
