import { z } from 'zod';
import { VendorRefusedError } from '#domain/errors';
import { askVendor } from '../vendor-http/index.ts';

const Token = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
/** Renewed before it ends, so that no request meets its end. */
const MARGIN_MS = 60_000;

export interface RedditApp {
  clientId: string;
  clientSecret: string;
  /** https://www.reddit.com, or a stand-in. */
  authUrl: string;
  userAgent: string;
}

/** Reddit's token of an app that acts for nobody (OAuth client credentials), kept while it is good. */
export function createRedditToken({ clientId, clientSecret, authUrl, userAgent }: RedditApp) {
  let held: { token: string; until: number } | null = null;
  return {
    async get(signal?: AbortSignal): Promise<string> {
      if (held && Date.now() < held.until) return held.token;
      const { json } = await askVendor({
        service: 'Reddit',
        subject: 'an access token',
        url: new URL('/api/v1/access_token', authUrl),
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
          'user-agent': userAgent,
        },
        body: 'grant_type=client_credentials',
        signal,
      });
      const answer = Token.safeParse(json).data;
      // Reddit answers 200 with an error to an app that may not do this.
      if (!answer)
        throw new VendorRefusedError('Reddit gave no token to this app. Check REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET.', {
          details: { service: 'Reddit' },
        });
      held = { token: answer.access_token, until: Date.now() + answer.expires_in * 1000 - MARGIN_MS };
      return held.token;
    },
    /** The one held is not accepted any more. */
    forget(): void {
      held = null;
    },
  };
}
export type RedditToken = ReturnType<typeof createRedditToken>;
