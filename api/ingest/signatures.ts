import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** HMAC-SHA256 of the bytes as received: parsed and printed again they would be other bytes. Pure. */
export function macOf(secret: string, body: Uint8Array, encoding: 'hex' | 'base64' = 'hex'): string {
  return createHmac('sha256', secret).update(body).digest(encoding);
}

/**
 * Whether `signature` is the MAC of `body`, after `prefix`. Takes the same time however much of it is right. Pure.
 * Sources: GitHub "Validating webhook deliveries" (hex, prefix `sha256=`); Sentry "Webhooks" (hex); Splunk Observability Cloud (base64).
 */
export function isSigned(input: {
  secret: string;
  body: Uint8Array;
  signature: string;
  encoding: 'hex' | 'base64';
  prefix: string;
}): boolean {
  const expected = Buffer.from(input.prefix + macOf(input.secret, input.body, input.encoding));
  const given = Buffer.from(input.signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Whether the three headers of standardwebhooks.com prove the body and are no older or newer than five minutes. */
export function isStandardSigned(secret: string, body: Uint8Array, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(Buffer.from(body), headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}
