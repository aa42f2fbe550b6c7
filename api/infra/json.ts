import { UnreadableRequestError } from '#domain/errors';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Text of a body. @throws {UnreadableRequestError} not UTF-8, or a NUL byte
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.includes(0)) throw new UnreadableRequestError('The body holds a NUL byte.');
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new UnreadableRequestError('The body is not UTF-8.', { cause });
  }
}

/**
 * A value of ours to read: no NUL in any text (no store keeps it) and no `__proto__` key.
 * @throws {UnreadableRequestError}
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeText(bytes);
  // Only then is a look at every key and value worth its time.
  const suspect = text.includes('\\u0000') || text.includes('__proto__') || text.includes('\\u005f') || text.includes('\\u005F');
  try {
    return JSON.parse(text, suspect ? refuseHarmful : undefined);
  } catch (cause) {
    if (cause instanceof UnreadableRequestError) throw cause;
    throw new UnreadableRequestError('The body is not JSON.', { cause });
  }
}

function refuseHarmful(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new UnreadableRequestError('The body holds a key that is not allowed.');
  if (key.includes('\0') || (typeof value === 'string' && value.includes('\0'))) {
    throw new UnreadableRequestError('The body holds a NUL character.');
  }
  return value;
}
