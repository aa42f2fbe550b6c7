import type { FastifyRequest } from 'fastify';
import type { Env } from '#config/env';

/**
 * Whether a request that changes something comes from our own pages. A browser always says where such a request is from;
 * one that says nothing is no browser, and has no cookie that another site could use.
 */
export function originOf(env: Pick<Env, 'WEB_URL'>, request: Pick<FastifyRequest, 'headers'>): 'ours' | 'foreign' | 'unknown' {
  const { origin, host } = request.headers;
  if (origin === undefined) {
    const site = request.headers['sec-fetch-site'];
    if (site === undefined) return 'unknown';
    return site === 'same-origin' ? 'ours' : 'foreign';
  }
  if (origin === new URL(env.WEB_URL).origin) return 'ours';
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`) ? 'ours' : 'foreign';
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
export const changesNothing = (method: string): boolean => SAFE.has(method);
