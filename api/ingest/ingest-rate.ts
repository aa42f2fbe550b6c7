import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Env } from '#config/env';
import { RateLimitedError } from '#domain/errors';
import type { SourceName } from '#domain/report';
import { ENV } from '../infra/tokens.ts';

/**
 * How much one source of one project may send. Asked only once a sender is proven: a stranger uses up nobody's share. The burst is the
 * share of a window as long as it takes to earn it, so both settings hold. One process counts for itself.
 */
@Injectable()
export class IngestRate {
  private readonly limiter: RateLimiterMemory;
  private readonly limits: { per_minute: number; burst: number };
  constructor(@Inject(ENV) { INGEST_RATE_PER_MINUTE: perMinute, INGEST_RATE_BURST: most }: Env) {
    const burst = Math.max(most, perMinute, 1);
    this.limits = { per_minute: perMinute, burst };
    this.limiter = new RateLimiterMemory({ points: burst, duration: Math.max(1, Math.round((burst / Math.max(perMinute, 1)) * 60)) });
  }

  /** @throws {RateLimitedError} with how long to wait */
  async take(projectId: string, source: SourceName): Promise<void> {
    try {
      await this.limiter.consume(`${projectId} ${source}`);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new RateLimitedError('More deliveries of this source arrive than are taken.', {
        retryAfterSeconds: Math.ceil(refused.msBeforeNext / 1000),
        details: this.limits,
      });
    }
  }
}
