import { Inject, Injectable } from '@nestjs/common';
import type { ReportStore } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { ApiAdapters } from '../infra/parts.ts';
import { ADAPTERS } from '../infra/tokens.ts';
import { ProjectIndex } from './project-index.ts';

/** Projects that are kept in memory; the least recently asked goes first. */
const MOST_PROJECTS = 8;

@Injectable()
export class ProjectIndexes {
  private readonly reports: ReportStore;
  private readonly open = new Map<string, ProjectIndex>();

  constructor(@Inject(ADAPTERS) adapters: ApiAdapters) {
    this.reports = adapters.reports;
  }

  /** As of now. The first time costs about two milliseconds a report. @throws {UnavailableError} Redis */
  async of(scope: TenantScope): Promise<ProjectIndex> {
    const index = this.open.get(scope.projectId) ?? new ProjectIndex(scope, this.reports);
    this.open.delete(scope.projectId);
    this.open.set(scope.projectId, index);
    for (const oldest of this.open.keys()) {
      if (this.open.size <= MOST_PROJECTS) break;
      this.open.delete(oldest);
    }
    await index.refresh();
    return index;
  }
}
