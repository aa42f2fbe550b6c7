import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

export const FLOW_COOKIE = 'soulcaster_sign_in';
export const FLOW_SECONDS = 600;

/** What a sign-in has to remember between leaving for GitHub and coming back. */
const Flow = z.object({ state: z.string(), verifier: z.string(), next: z.string(), expiresAt: z.number() });
export type Flow = z.infer<typeof Flow>;

/** Signs and reads the cookie of a sign-in under way; its key is derived from the master key and used for nothing else. */
export class FlowCookies {
  private readonly key: Buffer;
  constructor(masterKey: string) {
    this.key = Buffer.from(hkdfSync('sha256', Buffer.from(masterKey, 'base64'), '', 'soulcaster sign-in flow', 32));
  }

  seal(flow: Flow): string {
    const body = Buffer.from(JSON.stringify(flow)).toString('base64url');
    return `${body}.${this.mac(body).toString('base64url')}`;
  }

  /** null: missing, not ours, or older than ten minutes. */
  open(value: string | null, now: number): Flow | null {
    const [body, mac] = value?.split('.') ?? [];
    if (body === undefined || mac === undefined) return null;
    const given = Buffer.from(mac, 'base64url');
    const expected = this.mac(body);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    const flow = Flow.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
    return flow.success && flow.data.expiresAt > now ? flow.data : null;
  }

  private mac(body: string): Buffer {
    return createHmac('sha256', this.key).update(body).digest();
  }
}

/** A path of the dashboard, or its front page: never another site. Pure. */
export function safePath(next: string | null): string {
  return next !== null && next.length <= 500 && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) ? next : '/';
}
