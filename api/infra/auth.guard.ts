import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Env } from '#config/env';
import { ForbiddenError, InternalError, UnauthenticatedError } from '#domain/errors';
import { ACCESS, type AccessKind } from './access.ts';
import { Authenticator } from './authenticator.ts';
import { changesNothing, originOf } from './origin.ts';
import type { ApiRequest } from './request.ts';
import { ENV } from './tokens.ts';

/** Lets in who is known, and of browsers only our own pages where something changes. */
@Injectable()
export class AuthGuard implements CanActivate {
  private readonly env: Env;
  private readonly reflector: Reflector;
  private readonly authenticator: Authenticator;
  constructor(@Inject(ENV) env: Env, @Inject(Reflector) reflector: Reflector, @Inject(Authenticator) authenticator: Authenticator) {
    this.env = env;
    this.reflector = reflector;
    this.authenticator = authenticator;
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.reflector.get<AccessKind | undefined>(ACCESS, context.getHandler());
    if (access === undefined) throw new InternalError('a route does not say what its caller must prove');
    if (access === 'signed') return true;
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (access === 'open') return this.fromOurPages(request, originOf(this.env, request) !== 'foreign');
    return this.known(request);
  }

  private async known(request: ApiRequest): Promise<boolean> {
    const caller = await this.authenticator.identify(request);
    if (!caller) throw new UnauthenticatedError('Sign in, or send a valid token.');
    request.caller = caller;
    return caller.via !== 'session' || this.fromOurPages(request, originOf(this.env, request) === 'ours');
  }

  private fromOurPages(request: ApiRequest, ours: boolean): boolean {
    if (changesNothing(request.method) || ours) return true;
    throw new ForbiddenError('This request did not come from a page of Soulcaster.');
  }
}
