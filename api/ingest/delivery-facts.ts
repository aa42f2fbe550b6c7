import { createHash } from 'node:crypto';
import { type SourceDefinition, TEST_DELIVERY } from '#domain/sources/index';
import { type ApiRequest, header } from '../infra/request.ts';

const EVENT = /^[a-z][a-z0-9_.]{0,63}$/i;
const DELIVERY = /^[\x21-\x7e]{1,128}$/;

/** The event's name, or null where the sender gives none that could be one. */
export function eventType({ eventTypeHeader }: SourceDefinition, request: ApiRequest): string | null {
  const value = eventTypeHeader === null ? null : header(request, eventTypeHeader);
  return value !== null && EVENT.test(value) ? value : null;
}

/** The sender's id of this delivery; where it gives none, the same body is the same delivery. */
export function deliveryKey({ deliveryIdHeader }: SourceDefinition, request: ApiRequest, body: Uint8Array): string {
  const value = deliveryIdHeader === null ? null : header(request, deliveryIdHeader);
  // What begins as the key of a test event does is no sender's to say.
  const given = value !== null && DELIVERY.test(value) && !value.startsWith(TEST_DELIVERY);
  return given ? value : createHash('sha256').update(body).digest('hex');
}
