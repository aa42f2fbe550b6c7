import type { FastifyReply } from 'fastify';

const BASE = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** Of answers that are written by hand, past the framework. */
export function secureHeaderValues(https: boolean): Record<string, string> {
  return https ? { ...BASE, 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : BASE;
}

/** Answers are data for one caller: not cached, not framed, nothing runs in them. Routes that show a page widen the policy. */
export function secureHeaders(reply: FastifyReply, https: boolean): FastifyReply {
  return reply.headers(secureHeaderValues(https));
}
