import { Inject, Injectable } from '@nestjs/common';
import * as oauth from 'openid-client';
import { z } from 'zod';
import { type Env, required } from '#config/env';
import { NotFoundError, UnavailableError } from '#domain/errors';
import { isHttps, readCookie, writeCookie } from '../infra/cookies.ts';
import { hasOauth } from '../infra/local-owner.ts';
import type { Log } from '../infra/log.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import type { ApiRequest } from '../infra/request.ts';
import { ADAPTERS, ENV, LOG } from '../infra/tokens.ts';
import { FLOW_COOKIE, FLOW_SECONDS, FlowCookies, safePath } from './flow-cookie.ts';
import { SignIn } from './sign-in.ts';

/** `repo` opens the draft pull request as the person who approved it; `read:user` names them. */
const SCOPE = 'repo read:user';
const TIMEOUT_SECONDS = 10;
const GithubUser = z.object({ id: z.number(), login: z.string(), name: z.string().nullish() });

/** OAuth with PKCE at GitHub, or at whatever GITHUB_WEB_URL and GITHUB_API_URL name. */
@Injectable()
export class GithubSignIn {
  private readonly env: Env;
  private readonly adapters: Pick<ApiAdapters, 'users' | 'credentials'>;
  private readonly signIn: SignIn;
  private readonly log: Log;
  private readonly flows: FlowCookies;
  constructor(@Inject(ENV) env: Env, @Inject(ADAPTERS) adapters: ApiAdapters, @Inject(SignIn) signIn: SignIn, @Inject(LOG) log: Log) {
    this.env = env;
    this.adapters = adapters;
    this.signIn = signIn;
    this.log = log;
    this.flows = new FlowCookies(required(env, 'SOULCASTER_MASTER_KEY'));
  }

  /** Where the browser goes next, and the cookie that binds the way back to it. @throws {NotFoundError} OAuth is not configured */
  async start(next: string | null): Promise<{ location: string; cookie: string }> {
    const client = this.client();
    const verifier = oauth.randomPKCECodeVerifier();
    const state = oauth.randomState();
    const location = oauth.buildAuthorizationUrl(client, {
      redirect_uri: this.callbackUrl,
      scope: SCOPE,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const flow = this.flows.seal({ state, verifier, next: safePath(next), expiresAt: Date.now() + FLOW_SECONDS * 1000 });
    return { location: location.href, cookie: this.flowCookie(flow, FLOW_SECONDS) };
  }

  /** A session where GitHub vouches for the browser that left; else the sign-in page, saying so. */
  async finish(request: ApiRequest): Promise<{ location: string; cookies: string[] }> {
    const client = this.client();
    const gone = this.flowCookie('', 0);
    const flow = this.flows.open(readCookie(request.headers.cookie, FLOW_COOKIE), Date.now());
    if (!flow) return { location: this.page('/sign-in?error=expired'), cookies: [gone] };
    try {
      const { search } = new URL(request.originalUrl, this.env.WEB_URL);
      const tokens = await oauth.authorizationCodeGrant(client, new URL(search, this.callbackUrl), {
        pkceCodeVerifier: flow.verifier,
        expectedState: flow.state,
      });
      const profile = await this.profile(tokens.access_token);
      const user = await this.adapters.users.upsertGithub({
        githubId: String(profile.id),
        login: profile.login,
        name: profile.name ?? null,
      });
      await this.adapters.credentials.put(user.id, 'github', tokens.access_token);
      return { location: this.page(flow.next), cookies: [gone, await this.signIn.begin(user, request, 'github')] };
    } catch (error) {
      if (error instanceof UnavailableError) throw error;
      // Its message may repeat what the other side sent; the code alone is ours to log.
      this.log.warn({ code: (error as { code?: unknown }).code ?? 'unknown' }, 'a sign-in with GitHub failed');
      return { location: this.page('/sign-in?error=github'), cookies: [gone] };
    }
  }

  private async profile(accessToken: string): Promise<z.infer<typeof GithubUser>> {
    const answer = await fetch(`${this.env.GITHUB_API_URL.replace(/\/$/, '')}/user`, {
      headers: { authorization: `Bearer ${accessToken}`, accept: 'application/vnd.github+json', 'user-agent': 'soulcaster' },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
    });
    return GithubUser.parse(await answer.json());
  }

  private client(): oauth.Configuration {
    const { GITHUB_CLIENT_ID: id, GITHUB_CLIENT_SECRET: secret } = this.env;
    if (!hasOauth(this.env) || id === undefined) throw new NotFoundError('Signing in with GitHub is not set up here.');
    const web = this.env.GITHUB_WEB_URL.replace(/\/$/, '');
    const client = new oauth.Configuration(
      {
        issuer: web,
        authorization_endpoint: `${web}/login/oauth/authorize`,
        token_endpoint: `${web}/login/oauth/access_token`,
      },
      id,
      undefined,
      oauth.ClientSecretPost(secret),
    );
    client.timeout = TIMEOUT_SECONDS;
    if (web.startsWith('http:')) oauth.allowInsecureRequests(client);
    return client;
  }

  /** The browser knows the dashboard only, which passes /api/* on. */
  private get callbackUrl(): string {
    return this.page('/api/auth/github/callback');
  }

  private page(path: string): string {
    return this.env.WEB_URL.replace(/\/$/, '') + path;
  }

  private flowCookie(value: string, maxAgeSeconds: number): string {
    return writeCookie({ name: FLOW_COOKIE, value, maxAgeSeconds, secure: isHttps(this.env) });
  }
}
