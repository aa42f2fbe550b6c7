import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { TenantScope } from '#domain/project';
import { EventHub } from '../events/event-hub.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import { ADAPTERS } from '../infra/tokens.ts';
import { ProjectIndex } from './project-index.ts';

/** Projects that are kept in memory; the least recently asked goes first. */
const MOST_PROJECTS = 8;

@Injectable()
export class ProjectIndexes implements OnModuleDestroy {
  private readonly adapters: Pick<ApiAdapters, 'reports' | 'clusters'>;
  private readonly hub: EventHub;
  private readonly open = new Map<string, { index: ProjectIndex; close: () => void }>();
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(EventHub) hub: EventHub) {
    this.adapters = adapters;
    this.hub = hub;
  }

  onModuleDestroy(): void {
    for (const { close } of this.open.values()) close();
  }

  /** As of now. The first time costs about two milliseconds a report. @throws {UnavailableError} Redis */
  async of(scope: TenantScope): Promise<ProjectIndex> {
    const entry = this.open.get(scope.projectId) ?? this.listen(scope);
    this.open.delete(scope.projectId);
    this.open.set(scope.projectId, entry);
    for (const [projectId, { close }] of this.open) {
      if (this.open.size <= MOST_PROJECTS) break;
      this.open.delete(projectId);
      close();
    }
    await entry.index.refresh();
    return entry.index;
  }

  private listen(scope: TenantScope) {
    const index = new ProjectIndex(scope, this.adapters);
    const close = this.hub.listen(
      scope.projectId,
      (heard) => {
        if (heard.type === 'gap') index.lost();
        else if (heard.event.kind === 'report') index.reportChanged(heard.event.id);
        else if (heard.event.kind === 'cluster') index.clusterChanged(heard.event.id);
      },
      () => undefined,
    );
    return { index, close };
  }
}
