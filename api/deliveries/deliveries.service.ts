import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { DeliveryQueryParams, ReplayAnswer, ReplayDeliveries } from '#domain/api-contract';
import type { DeliveryContent, DeliveryRecord, DeliveryState, RefusalRecord } from '#domain/delivery';
import { ConflictError, InvalidInputError, NotFoundError } from '#domain/errors';
import type { DeliveryFilter, Page } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { SourceName } from '#domain/report';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import type { Caller } from '../infra/request.ts';
import { ADAPTERS, LAUNCHER } from '../infra/tokens.ts';

/** What a person wants tried again when they do not say what: it did not become a report, and might now. */
const FAILED: readonly DeliveryState[] = ['dead_letter', 'parked', 'expired'];
/** Keeps one call short, and one replay from filling the inbox before what arrives now. */
const MOST_REPLAYED = 500;

@Injectable()
export class DeliveriesService {
  private readonly adapters: Pick<ApiAdapters, 'deliveryLog' | 'audit'>;
  private readonly launcher: Pick<ApiLauncher, 'wakeIngest'>;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LAUNCHER) launcher: ApiLauncher) {
    this.adapters = adapters;
    this.launcher = launcher;
  }

  list(scope: TenantScope, { state, q, ...page }: z.infer<typeof DeliveryQueryParams>): Promise<Page<DeliveryRecord>> {
    return this.adapters.deliveryLog.list(scope, { ...page, states: state, text: q });
  }

  /** @throws {NotFoundError} no such delivery of this project */
  async get(scope: TenantScope, id: string): Promise<DeliveryContent> {
    const found = await this.adapters.deliveryLog.get(scope, id);
    if (found) return found;
    throw new NotFoundError('There is no such delivery.');
  }

  refusals(scope: TenantScope, source: SourceName | undefined): Promise<RefusalRecord[]> {
    return this.adapters.deliveryLog.refusals(scope, source);
  }

  /**
   * Twice is harmless: what waits already stays as it is, and what was counted is not counted again.
   * @throws {NotFoundError} {ConflictError} `body_gone`: nothing is kept that could be tried
   */
  async replayOne(caller: Caller, scope: TenantScope, id: string): Promise<ReplayAnswer> {
    const { record, body } = await this.get(scope, id);
    if (body === null && record.state !== 'waiting')
      throw new ConflictError('The body of this delivery is no longer kept, so it cannot be tried again.', { code: 'body_gone' });
    return this.again(caller, scope, { ids: [record.id] }, { limit: 1 });
  }

  /** @throws {InvalidInputError} ids and a filter at once */
  async replay(caller: Caller, scope: TenantScope, what: z.infer<typeof ReplayDeliveries>): Promise<ReplayAnswer> {
    const { ids, source, state, q, before, preview } = what;
    const step = { limit: preview ? 0 : MOST_REPLAYED, before };
    if (ids === undefined) return this.again(caller, scope, { source, states: state ?? FAILED, text: q }, step);
    if (source !== undefined || state !== undefined || q !== undefined)
      throw new InvalidInputError('Name deliveries or a filter, not both.', { details: { ids: 'cannot be given together with a filter' } });
    return this.again(caller, scope, { ids }, step);
  }

  private async again(
    caller: Caller,
    scope: TenantScope,
    what: { ids: readonly string[] } | DeliveryFilter,
    step: { limit: number; before?: string },
  ): Promise<ReplayAnswer> {
    const { replayed, left, before } = await this.adapters.deliveryLog.replay(scope, what, step.limit, step.before);
    const { projectId } = scope;
    if (replayed > 0) {
      this.launcher.wakeIngest(projectId);
      const facts = { replayed, left };
      await this.adapters.audit.append({ actorId: caller.user.id, projectId, action: 'delivery.replay', target: null, facts });
    }
    return { status: 'ok', replayed, left, before };
  }
}
