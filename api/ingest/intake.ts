import { Inject, Injectable } from '@nestjs/common';
import type { IngestAnswer } from '#domain/api-contract';
import type { NewDelivery } from '#domain/delivery';
import type { TenantScope } from '#domain/project';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import { ADAPTERS, LAUNCHER } from '../infra/tokens.ts';

/** Where every way of sending ends: the delivery is committed, the project is woken, the sender is told. */
@Injectable()
export class Intake {
  private readonly inbox: ApiAdapters['inbox'];
  private readonly launcher: Pick<ApiLauncher, 'wakeIngest'>;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LAUNCHER) launcher: ApiLauncher) {
    this.inbox = adapters.inbox;
    this.launcher = launcher;
  }

  /** @throws {UnavailableError} nothing was kept */
  async keep(scope: TenantScope, delivery: Omit<NewDelivery, 'projectId'>): Promise<IngestAnswer> {
    const { projectId } = scope;
    const kept = await this.inbox.accept(scope, { projectId, ...delivery });
    if (!kept.duplicate) this.launcher.wakeIngest(projectId);
    return { status: kept.duplicate ? 'duplicate' : 'ok', id: kept.id, project_id: projectId };
  }
}
