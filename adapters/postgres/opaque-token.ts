import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, base64url. */
export function newToken(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** All that is kept of one. A fast hash is right for random keys: there is nothing to guess. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
