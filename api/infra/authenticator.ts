import { Inject, Injectable } from '@nestjs/common';
import type { Env } from '#config/env';
import { readCookie, sessionCookieName } from './cookies.ts';
import { localOwnerExists, mayBeLocalOwner } from './local-owner.ts';
import type { ApiAdapters } from './parts.ts';
import { type ApiRequest, type Caller, header } from './request.ts';
import { sameText } from './same-text.ts';
import { ADAPTERS, ENV } from './tokens.ts';

const BEARER = /^Bearer +(\S{1,512})$/i;

/** Finds out who is asking: `Authorization: Bearer` if it is there, else the session's cookie. */
@Injectable()
export class Authenticator {
  private readonly env: Env;
  private readonly adapters: Pick<ApiAdapters, 'users' | 'sessions' | 'apiTokens'>;
  constructor(@Inject(ENV) env: Env, @Inject(ADAPTERS) adapters: ApiAdapters) {
    this.env = env;
    this.adapters = adapters;
  }

  /** null: not proven, for whatever reason. @throws {UnavailableError} Postgres cannot be asked */
  async identify(request: ApiRequest): Promise<Caller | null> {
    const authorization = header(request, 'authorization');
    if (authorization !== null) {
      const token = BEARER.exec(authorization)?.[1];
      return token === undefined ? null : this.byToken(token, request);
    }
    const session = readCookie(request.headers.cookie, sessionCookieName(this.env));
    return session === null ? null : this.bySession(session, request);
  }

  private async byToken(token: string, request: ApiRequest): Promise<Caller | null> {
    const localToken = this.env.SOULCASTER_LOCAL_TOKEN;
    if (localToken !== undefined && sameText(token, localToken)) {
      if (!mayBeLocalOwner(this.env, request)) return null;
      return { user: await this.adapters.users.localOwner(), via: 'local_token', token: null };
    }
    if (!token.startsWith('sc_')) return null;
    const record = await this.adapters.apiTokens.find(token);
    const user = record && (await this.adapters.users.get(record.userId));
    if (!user || (user.githubLogin === null && !localOwnerExists(this.env))) return null;
    return { user, via: 'api_token', token: record };
  }

  private async bySession(token: string, request: ApiRequest): Promise<Caller | null> {
    const session = await this.adapters.sessions.find(token);
    const user = session && (await this.adapters.users.get(session.userId));
    if (!user || (user.githubLogin === null && !mayBeLocalOwner(this.env, request))) return null;
    return { user, via: 'session', token: null };
  }
}
