import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Env } from '#config/env';
import type { IngestAnswer, ManualReport } from '#domain/api-contract';
import { QuotaExceededError } from '#domain/errors';
import type { TenantScope } from '#domain/project';
import { within } from '../infra/deadline.ts';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import { ADAPTERS, ENV, LAUNCHER } from '../infra/tokens.ts';

/** A person waits for the answer, and Redis may be away: past this the report is kept and the quota is looked at later. */
const QUOTA_READ_MS = 500;

@Injectable()
export class ManualIngest {
  private readonly env: Env;
  private readonly adapters: Pick<ApiAdapters, 'inbox' | 'reports' | 'sourceConfig' | 'idempotencyKeys'>;
  private readonly launcher: Pick<ApiLauncher, 'wakeIngest'>;
  constructor(@Inject(ENV) env: Env, @Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LAUNCHER) launcher: ApiLauncher) {
    this.env = env;
    this.adapters = adapters;
    this.launcher = launcher;
  }

  /**
   * Keeps what a person wrote. The same Idempotency-Key again is a duplicate and counts nothing.
   * @throws {ConflictError} the key was used for other words
   * @throws {QuotaExceededError} when the count can be read and is at the limit
   */
  async accept(input: {
    scope: TenantScope;
    userId: string;
    report: ManualReport;
    key: string | null;
    hash: string;
  }): Promise<IngestAnswer> {
    const { userId, key } = input;
    if (key === null) return this.keep(input, randomUUID());
    const before = await this.adapters.idempotencyKeys.begin(userId, key, input.hash);
    if (before) return { ...(JSON.parse(before.body) as IngestAnswer), status: 'duplicate' };
    try {
      const answer = await this.keep(input, `${userId}:${key}`);
      await this.adapters.idempotencyKeys.finish(userId, key, { status: 202, body: JSON.stringify(answer) });
      return answer;
    } catch (error) {
      await this.adapters.idempotencyKeys.abandon(userId, key);
      throw error;
    }
  }

  private async keep(input: { scope: TenantScope; userId: string; report: ManualReport }, deliveryKey: string): Promise<IngestAnswer> {
    const { scope, userId, report } = input;
    const settings = await this.adapters.sourceConfig.get(scope, 'manual');
    if (!settings.enabled) return { status: 'filtered', id: randomUUID(), project_id: scope.projectId };
    await this.checkQuota(scope);
    const kept = await this.adapters.inbox.accept(scope, {
      projectId: scope.projectId,
      source: 'manual',
      deliveryKey,
      eventType: null,
      body: Buffer.from(JSON.stringify(report)),
      userId,
    });
    if (!kept.duplicate) this.launcher.wakeIngest(scope.projectId);
    return { status: kept.duplicate ? 'duplicate' : 'ok', id: kept.id, project_id: scope.projectId };
  }

  private async checkQuota(scope: TenantScope): Promise<void> {
    const unknown = null;
    const used = await within(this.adapters.reports.ownerUsage(scope.ownerId), QUOTA_READ_MS, unknown).catch(() => unknown);
    if (used === null || used < this.env.REPORT_QUOTA) return;
    throw new QuotaExceededError('The limit of reports is reached.', {
      details: { current_count: used, limit: this.env.REPORT_QUOTA, requested: 1 },
    });
  }
}
