import { Inject, Injectable } from '@nestjs/common';
import type { Env } from '#config/env';
import { RateLimitedError } from '#domain/errors';
import type { SourceName } from '#domain/report';
import { ENV } from '../infra/tokens.ts';

/** Past so many senders those that owe nothing are forgotten. */
const MOST_SENDERS = 10_000;

/**
 * How much one source of one project may send: so many a minute, evenly, and a burst that is earned back at the same pace; after a burst a
 * sender is slowed down, not shut out. Asked only once a sender is proven: a stranger uses up nobody's share. One process counts for itself.
 */
@Injectable()
export class IngestRate {
  /** When each will have earned back all it used, in ms since the process began. */
  private readonly earnedAt = new Map<string, number>();
  private readonly limits: { per_minute: number; burst: number };
  private readonly intervalMs: number;
  constructor(@Inject(ENV) { INGEST_RATE_PER_MINUTE: perMinute, INGEST_RATE_BURST: most }: Env) {
    this.limits = { per_minute: perMinute, burst: Math.max(most, perMinute, 1) };
    this.intervalMs = 60_000 / Math.max(perMinute, 1);
  }

  /** @throws {RateLimitedError} with how long to wait */
  take(projectId: string, source: SourceName): void {
    const key = `${projectId} ${source}`;
    const now = performance.now();
    const from = Math.max(this.earnedAt.get(key) ?? now, now);
    const waitMs = from - now - (this.limits.burst - 1) * this.intervalMs;
    // Parts of a microsecond are no reason to refuse anybody.
    if (waitMs > 0.001) {
      throw new RateLimitedError('More deliveries of this source arrive than are taken.', {
        retryAfterSeconds: Math.ceil(waitMs / 1000),
        details: this.limits,
      });
    }
    this.earnedAt.set(key, from + this.intervalMs);
    if (this.earnedAt.size > MOST_SENDERS) this.forget(now);
  }

  private forget(now: number): void {
    for (const [key, at] of this.earnedAt) if (at <= now) this.earnedAt.delete(key);
  }
}
