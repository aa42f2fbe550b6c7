import { createHash } from 'node:crypto';
import { header, type ApiRequest } from '../infra/request.ts';

/** How a sender signs, and where it says what it sends. */
export interface Sender {
  source: 'sentry' | 'github';
  signatureHeader: string;
  signaturePrefix: string;
  eventHeader: string;
  deliveryHeader: string;
}

/** Source: docs.sentry.io "Webhooks", request headers. */
export const SENTRY: Sender = {
  source: 'sentry',
  signatureHeader: 'sentry-hook-signature',
  signaturePrefix: '',
  eventHeader: 'sentry-hook-resource',
  deliveryHeader: 'request-id',
};

/** Source: docs.github.com "Webhook events and payloads", delivery headers. The SHA-1 header is not looked at. */
export const GITHUB: Sender = {
  source: 'github',
  signatureHeader: 'x-hub-signature-256',
  signaturePrefix: 'sha256=',
  eventHeader: 'x-github-event',
  deliveryHeader: 'x-github-delivery',
};

const EVENT = /^[a-z][a-z0-9_.]{0,63}$/i;
const DELIVERY = /^[\x21-\x7e]{1,128}$/;

/** The event's name, or null where the sender gives none that could be one. */
export function eventType(sender: Sender, request: ApiRequest): string | null {
  const value = header(request, sender.eventHeader);
  return value !== null && EVENT.test(value) ? value : null;
}

/** The sender's id of this delivery; where it gives none, the same body is the same delivery. */
export function deliveryKey(sender: Sender, request: ApiRequest, body: Uint8Array): string {
  const value = header(request, sender.deliveryHeader);
  return value !== null && DELIVERY.test(value) ? value : createHash('sha256').update(body).digest('hex');
}
