import { Inject, Injectable } from '@nestjs/common';
import type { Env } from '#config/env';
import { QuotaExceededError } from '#domain/errors';
import type { TenantScope } from '#domain/project';
import { within } from '../infra/deadline.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import { ADAPTERS, ENV } from '../infra/tokens.ts';

/** Whoever sends waits for the answer, and Redis may be away: past this the report is kept and the quota is looked at later. */
const QUOTA_READ_MS = 250;

/** Of reports; for people and clients who can be told. Vendors are answered 202, and what is over the quota is parked. */
@Injectable()
export class Quota {
  private readonly limit: number;
  private readonly reports: Pick<ApiAdapters['reports'], 'ownerUsage'>;
  /** Whether the last count came in time. Until one comes again nobody waits for it, and one at a time is asked for. */
  private answers = true;
  private asking = false;
  constructor(@Inject(ENV) env: Env, @Inject(ADAPTERS) adapters: ApiAdapters) {
    this.limit = env.REPORT_QUOTA;
    this.reports = adapters.reports;
  }

  /** @throws {QuotaExceededError} when the count can be read and is at the limit */
  async check({ ownerId }: TenantScope, requested = 1): Promise<void> {
    if (!this.answers) return this.ask(ownerId);
    const used = await within(this.reports.ownerUsage(ownerId), QUOTA_READ_MS, null).catch(() => null);
    this.answers = used !== null;
    if (used === null || used < this.limit) return;
    throw new QuotaExceededError('The limit of reports is reached.', {
      details: { current_count: used, limit: this.limit, requested },
    });
  }
  private ask(ownerId: string): void {
    if (this.asking) return;
    this.asking = true;
    void this.reports
      .ownerUsage(ownerId)
      .then(() => (this.answers = true))
      .catch(() => undefined)
      .finally(() => (this.asking = false));
  }
}
