import { Inject, Injectable } from '@nestjs/common';
import type { Env } from '#config/env';
import type { AuthOptionsBody } from '#domain/api-contract';
import { ForbiddenError } from '#domain/errors';
import type { User } from '#domain/ports/index';
import { isHttps, readCookie, sessionCookieName, writeCookie } from '../infra/cookies.ts';
import { hasOauth, mayBeLocalOwner } from '../infra/local-owner.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import type { ApiRequest, Caller } from '../infra/request.ts';
import { ADAPTERS, ENV } from '../infra/tokens.ts';

/** Sessions: an opaque id in a cookie no script can read. */
@Injectable()
export class SignIn {
  private readonly env: Env;
  private readonly adapters: Pick<ApiAdapters, 'users' | 'sessions' | 'audit'>;
  constructor(@Inject(ENV) env: Env, @Inject(ADAPTERS) adapters: ApiAdapters) {
    this.env = env;
    this.adapters = adapters;
  }

  options(request: ApiRequest): AuthOptionsBody {
    return { local_owner: mayBeLocalOwner(this.env, request), github: hasOauth(this.env) };
  }

  /** @throws {ForbiddenError} there is no local owner for this request */
  async local(request: ApiRequest): Promise<{ user: User; cookie: string }> {
    if (!mayBeLocalOwner(this.env, request)) throw new ForbiddenError('There is no local owner here. Sign in with GitHub.');
    const user = await this.adapters.users.localOwner();
    return { user, cookie: await this.begin(user, request, 'local') };
  }

  /** A new session for a user who was just proven; one that came along is over. @returns the cookie to set */
  async begin(user: User, request: ApiRequest, how: 'local' | 'github'): Promise<string> {
    const previous = this.tokenOf(request);
    if (previous !== null) await this.adapters.sessions.revoke(previous);
    const session = await this.adapters.sessions.create(user.id);
    await this.adapters.audit.append({ actorId: user.id, projectId: null, action: 'session.begin', target: null, facts: { how } });
    return this.cookie(session.token, (Date.parse(session.expiresAt) - Date.now()) / 1000);
  }

  /** @returns the cookie that removes the session's */
  async out(caller: Caller, request: ApiRequest): Promise<string> {
    const token = this.tokenOf(request);
    if (token !== null) await this.adapters.sessions.revoke(token);
    await this.adapters.audit.append({ actorId: caller.user.id, projectId: null, action: 'session.end', target: null, facts: {} });
    return this.cookie('', 0);
  }

  private tokenOf(request: ApiRequest): string | null {
    return readCookie(request.headers.cookie, sessionCookieName(this.env)) || null;
  }

  private cookie(value: string, maxAgeSeconds: number): string {
    return writeCookie({ name: sessionCookieName(this.env), value, maxAgeSeconds, secure: isHttps(this.env) });
  }
}
