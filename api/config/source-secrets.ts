import { randomBytes } from 'node:crypto';
import { InvalidInputError } from '#domain/errors';
import type { SourceDefinition } from '#domain/sources/index';

const SECRET_BYTES = 32;
/** standardwebhooks.com: 24 to 64 bytes, in base64 after `whsec_`. */
const STANDARD = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;

const isStandard = ({ auth }: SourceDefinition) => auth.some(({ kind }) => kind === 'standard_webhooks');

/** A new secret in the form this source's senders take. */
export function makeSecret(source: SourceDefinition): string {
  const bytes = randomBytes(SECRET_BYTES);
  return isStandard(source) ? `whsec_${bytes.toString('base64')}` : bytes.toString('base64url');
}

/** @throws {InvalidInputError} a secret with which no delivery could be proven */
export function checkSecret(source: SourceDefinition, secret: string): void {
  if (isStandard(source) && !STANDARD.test(secret)) {
    throw new InvalidInputError('The secret is wrong.', { details: { secret: 'must be whsec_ and 24 to 64 bytes in base64' } });
  }
  // It travels in headers and addresses.
  if (!/^[\x21-\x7e]+$/.test(secret)) {
    throw new InvalidInputError('The secret is wrong.', { details: { secret: 'must be printable ASCII without spaces' } });
  }
}
