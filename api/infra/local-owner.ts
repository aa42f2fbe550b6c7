import type { FastifyRequest } from 'fastify';
import type { Env } from '#config/env';
import { isDirectLoopback, isLoopbackHost } from './loopback.ts';

export function hasOauth(env: Pick<Env, 'GITHUB_CLIENT_ID' | 'GITHUB_CLIENT_SECRET'>): boolean {
  return env.GITHUB_CLIENT_ID !== undefined && env.GITHUB_CLIENT_SECRET !== undefined;
}

/** The local owner exists only while nobody else could be at the door: no OAuth configured and every listener on loopback. */
export function localOwnerExists(env: Pick<Env, 'GITHUB_CLIENT_ID' | 'GITHUB_CLIENT_SECRET' | 'SOULCASTER_HOST'>): boolean {
  return !hasOauth(env) && isLoopbackHost(env.SOULCASTER_HOST);
}

/** Whether this very request may act as the local owner without a secret of its own. */
export function mayBeLocalOwner(env: Env, request: FastifyRequest): boolean {
  return localOwnerExists(env) && isDirectLoopback({ headers: request.headers, peer: request.socket.remoteAddress });
}
