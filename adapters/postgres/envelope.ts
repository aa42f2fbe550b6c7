import { createCipheriv, createDecipheriv, createHash, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { InternalError } from '#domain/errors';
import { randomBytesPooled } from './random-pool.ts';

const VERSION = 1;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;

export type SecretPurpose = 'delivery' | 'source-secret' | 'credential' | 'answer';

/** AES-256-GCM of bytes at rest: version, key id, nonce, ciphertext, tag. */
export interface Envelope {
  /** @param owner whose it is; opening it for another owner or purpose fails */
  seal(purpose: SecretPurpose, owner: string, clear: Uint8Array | string): Buffer;
  /** @throws {InternalError} sealed with another key, for another owner, or changed since */
  open(purpose: SecretPurpose, owner: string, sealed: Buffer): Buffer;
}

/**
 * @param masterKey 32 bytes in base64; each purpose has a key derived from it
 * @throws {Error} the key is of another length
 */
export function createEnvelope(masterKey: string): Envelope {
  const master = Buffer.from(masterKey, 'base64');
  if (master.length !== 32) throw new Error('SOULCASTER_MASTER_KEY has to be 32 bytes in base64.');
  const keyId = createHash('sha256').update(master).digest().subarray(0, KEY_ID_BYTES);
  const keys = new Map<SecretPurpose, KeyObject>();
  const keyFor = (purpose: SecretPurpose): KeyObject => {
    const known = keys.get(purpose);
    if (known) return known;
    // As a key object it is prepared once, not for every seal.
    const key = createSecretKey(Buffer.from(hkdfSync('sha256', master, '', `soulcaster ${purpose}`, 32)));
    keys.set(purpose, key);
    return key;
  };
  const head = Buffer.concat([Buffer.from([VERSION]), keyId]);
  const additional = (purpose: SecretPurpose, owner: string) => Buffer.concat([head, Buffer.from(`${purpose}|${owner}`)]);

  return {
    seal(purpose, owner, clear) {
      const nonce = randomBytesPooled(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(additional(purpose, owner));
      const bytes = typeof clear === 'string' ? Buffer.from(clear) : clear;
      return Buffer.concat([head, nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    },
    open(purpose, owner, sealed) {
      if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] !== VERSION) throw new InternalError('A sealed value is damaged.');
      if (!sealed.subarray(1, 1 + KEY_ID_BYTES).equals(keyId)) {
        throw new InternalError('A value was sealed with another master key.', { details: { keyId: keyId.toString('hex') } });
      }
      const nonce = sealed.subarray(1 + KEY_ID_BYTES, HEAD_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(additional(purpose, owner));
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES, sealed.length - TAG_BYTES)), decipher.final()]);
      } catch (cause) {
        throw new InternalError('A sealed value is damaged or belongs elsewhere.', { cause });
      }
    },
  };
}
