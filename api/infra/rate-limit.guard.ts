import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimitedError } from '#domain/errors';
import type { ApiRequest } from './request.ts';

const ATTEMPTS = 60;
const PER_SECONDS = 60;

/** Sign-in attempts per address. One process counts for itself; what it protects is work, not a guessable secret. */
@Injectable()
export class SignInLimit implements CanActivate {
  private readonly limiter = new RateLimiterMemory({ points: ATTEMPTS, duration: PER_SECONDS });

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { ip } = context.switchToHttp().getRequest<ApiRequest>();
    try {
      await this.limiter.consume(ip);
      return true;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new RateLimitedError('Too many attempts to sign in.', {
        retryAfterSeconds: Math.ceil(refused.msBeforeNext / 1000),
        details: { limit: ATTEMPTS, per_seconds: PER_SECONDS },
      });
    }
  }
}
