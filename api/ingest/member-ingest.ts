import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { IngestAnswer } from '#domain/api-contract';
import type { TenantScope } from '#domain/project';
import type { SourceDefinition } from '#domain/sources/index';
import { idempotencyKey, requestHash } from '../infra/idempotency.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import type { ApiRequest, Caller } from '../infra/request.ts';
import { ADAPTERS } from '../infra/tokens.ts';
import { IngestRate } from './ingest-rate.ts';
import { Intake } from './intake.ts';
import { Quota } from './quota.ts';
import { TestDeliveries } from './test-deliveries.ts';

/** What a member, or a script with a token of one, sends in a shape of ours. */
@Injectable()
export class MemberIngest {
  private readonly adapters: Pick<ApiAdapters, 'sourceConfig' | 'idempotencyKeys'>;
  private readonly intake: Intake;
  private readonly rate: IngestRate;
  private readonly quota: Quota;
  private readonly tests: TestDeliveries;
  constructor(
    @Inject(ADAPTERS) adapters: ApiAdapters,
    @Inject(Intake) intake: Intake,
    @Inject(IngestRate) rate: IngestRate,
    @Inject(Quota) quota: Quota,
    @Inject(TestDeliveries) tests: TestDeliveries,
  ) {
    this.adapters = adapters;
    this.intake = intake;
    this.rate = rate;
    this.quota = quota;
    this.tests = tests;
  }

  /**
   * Keeps what was sent. The same Idempotency-Key again is a duplicate and counts nothing.
   * @param report the body, which has the shape of the source
   * @throws {ConflictError} the key was used for other words
   * @throws {RateLimitedError}
   * @throws {QuotaExceededError} when the count can be read and is at the limit
   */
  async accept(source: SourceDefinition, scope: TenantScope, caller: Caller, report: unknown, request: ApiRequest): Promise<IngestAnswer> {
    const userId = caller.user.id;
    const key = idempotencyKey(request);
    const keep = (deliveryKey: string) => this.keep(source, scope, { userId, report, deliveryKey });
    if (key === null) return keep(this.tests.keyOf(request) ?? randomUUID());
    const before = await this.adapters.idempotencyKeys.begin(userId, key, requestHash(request));
    if (before) return { ...(JSON.parse(before.body) as IngestAnswer), status: 'duplicate' };
    try {
      const answer = await keep(`${userId}:${key}`);
      await this.adapters.idempotencyKeys.finish(userId, key, { status: 202, body: JSON.stringify(answer) });
      return answer;
    } catch (error) {
      await this.adapters.idempotencyKeys.abandon(userId, key);
      throw error;
    }
  }

  private async keep(
    source: SourceDefinition,
    scope: TenantScope,
    { userId, report, deliveryKey }: { userId: string; report: unknown; deliveryKey: string },
  ): Promise<IngestAnswer> {
    const { projectId } = scope;
    const settings = await this.adapters.sourceConfig.get(scope, source.name);
    if (!settings.enabled) return { status: 'filtered', id: randomUUID(), project_id: projectId };
    this.rate.take(projectId, source.name);
    await this.quota.check(scope);
    return this.intake.keep(scope, {
      source: source.name,
      deliveryKey,
      eventType: null,
      body: Buffer.from(JSON.stringify(report)),
      userId,
    });
  }
}
