import { createHmac, timingSafeEqual } from 'node:crypto';

/** Lower-case hex HMAC-SHA256 of the bytes as received: parsed and printed again they would be other bytes. Pure. */
export function macOf(secret: string, body: Uint8Array): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/**
 * Whether `signature` is the hex MAC of `body`, after `prefix`. Takes the same time however much of it is right. Pure.
 * Source: GitHub "Validating webhook deliveries" (prefix `sha256=`); Sentry "Webhooks" (no prefix).
 */
export function isSigned(input: { secret: string; body: Uint8Array; signature: string; prefix: string }): boolean {
  const expected = Buffer.from(input.prefix + macOf(input.secret, input.body));
  const given = Buffer.from(input.signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
