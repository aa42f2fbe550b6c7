import type { Env } from '#config/env';

/** `__Host-` binds a cookie to https and one host; plain loopback cannot have it. */
export function sessionCookieName(env: Pick<Env, 'WEB_URL'>): string {
  return isHttps(env) ? '__Host-soulcaster' : 'soulcaster';
}

export const isHttps = (env: Pick<Env, 'WEB_URL'>): boolean => env.WEB_URL.startsWith('https:');

/** The first cookie of that name, or null. Pure. */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}

/** A cookie no script can read, sent to us alone. `maxAgeSeconds` 0 removes it. Pure. */
export function writeCookie(input: { name: string; value: string; maxAgeSeconds: number; secure: boolean }): string {
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Lax', `Max-Age=${Math.max(0, Math.floor(input.maxAgeSeconds))}`];
  return [`${input.name}=${input.value}`, ...attributes, ...(input.secure ? ['Secure'] : [])].join('; ');
}
