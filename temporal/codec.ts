import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

const PayloadMessage = proto.temporal.api.common.v1.Payload;

const ENCODING = 'binary/soulcaster-aes-256-gcm';
/** Smaller ones hardly shrink. */
const GZIP_FROM_BYTES = 1024;
/** Far above the 2 MiB Temporal allows; a bomb stops here. */
const MAX_PLAIN_BYTES = 64 * 1024 * 1024;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const PLAIN = 0;
const GZIPPED = 1;

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array | undefined | null) => (value ? new TextDecoder().decode(value) : '');

interface CodecKey {
  /** First 16 hex digits of the key's SHA-256; travels in the clear with each payload. */
  id: string;
  secret: Buffer;
}

/** @throws {Error} a key is not 32 bytes of base64 */
function parseKeys(codecKey: string): [CodecKey, ...CodecKey[]] {
  const keys = codecKey.split(',').map((part): CodecKey => {
    const secret = Buffer.from(part.trim(), 'base64');
    if (secret.length !== 32) throw new Error('SOULCASTER_CODEC_KEY must be 32 bytes in base64; older keys may follow after commas.');
    return { id: createHash('sha256').update(secret).digest('hex').slice(0, 16), secret };
  });
  return keys as [CodecKey, ...CodecKey[]];
}

/**
 * Everything that enters a history is gzipped when that helps, then encrypted with AES-256-GCM. Payloads that were never encrypted pass
 * through when read. node:crypto's synchronous calls: ten times faster than WebCrypto for payloads of this size.
 * @param codecKey 32 bytes in base64; after commas, older keys, which are still read but never written with
 * @throws {Error} from `decode`: a payload of a key we do not have, or one that was changed
 */
export function createPayloadCodec(codecKey: string): PayloadCodec & { canDecode(payload: Payload): boolean } {
  const keys = parseKeys(codecKey);
  const [current] = keys;
  const keyOf = (payload: Payload) => keys.find(({ id }) => id === text(payload.metadata?.['key-id']));
  const isOurs = (payload: Payload) => text(payload.metadata?.['encoding']) === ENCODING;
  return {
    canDecode: (payload) => isOurs(payload) && keyOf(payload) !== undefined,
    encode: async (payloads) => payloads.map((payload) => seal(payload, current)),
    decode: async (payloads) =>
      payloads.map((payload) => {
        if (!isOurs(payload)) return payload;
        const key = keyOf(payload);
        if (!key) throw new Error('A payload was encrypted with a key that SOULCASTER_CODEC_KEY does not hold.');
        return open(payload, key);
      }),
  };
}

function seal(payload: Payload, key: CodecKey): Payload {
  const message = PayloadMessage.encode(payload).finish();
  const zipped = message.length >= GZIP_FROM_BYTES ? gzipSync(message) : null;
  const [form, plain] = zipped && zipped.length < message.length ? [GZIPPED, zipped] : [PLAIN, message];
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.secret, iv);
  const sealed = [cipher.update(Uint8Array.of(form)), cipher.update(plain), cipher.final()];
  return {
    metadata: { encoding: bytes(ENCODING), 'key-id': bytes(key.id) },
    data: Buffer.concat([iv, cipher.getAuthTag(), ...sealed]),
  };
}

function open(payload: Payload, key: CodecKey): Payload {
  const data = payload.data ?? new Uint8Array();
  const decipher = createDecipheriv('aes-256-gcm', key.secret, data.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(data.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const plain = Buffer.concat([decipher.update(data.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  const message = plain.subarray(1);
  return PayloadMessage.decode(plain[0] === GZIPPED ? gunzipSync(message, { maxOutputLength: MAX_PLAIN_BYTES }) : message);
}
