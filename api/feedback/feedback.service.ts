import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EditFeedback } from '#domain/api-contract';
import { severityOf } from '#domain/clustering/severity';
import { NotFoundError } from '#domain/errors';
import type { TenantScope } from '#domain/project';
import type { Report } from '#domain/report';
import { textWithoutSecrets } from '#domain/report-secrets';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import type { Caller } from '../infra/request.ts';
import { ADAPTERS, LAUNCHER } from '../infra/tokens.ts';

/** What people change of reports. Each step may be done again, so a call that was cut off is finished by the next one. */
@Injectable()
export class FeedbackService {
  private readonly adapters: Pick<ApiAdapters, 'reports' | 'clusters' | 'vectors' | 'audit' | 'changePublisher'>;
  private readonly launcher: Pick<ApiLauncher, 'wakeClustering'>;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LAUNCHER) launcher: ApiLauncher) {
    this.adapters = adapters;
    this.launcher = launcher;
  }

  /** @throws {NotFoundError} */
  async get(scope: TenantScope, reportId: string): Promise<Report> {
    const report = await this.adapters.reports.get(scope, reportId);
    if (!report) throw new NotFoundError('There is no such report.');
    return report;
  }

  /** New words are grouped again. @throws {NotFoundError} */
  async edit(caller: Caller, scope: TenantScope, reportId: string, fields: EditFeedback): Promise<Report> {
    const edit = { editId: randomUUID(), at: new Date().toISOString() };
    const change = await this.adapters.reports.edit(scope, reportId, textWithoutSecrets(fields), edit);
    if (change === null) throw new NotFoundError('There is no such report.');
    const left = change.leftClusterId === null ? [] : [change.leftClusterId];
    await this.weigh(scope, left);
    await this.audit(caller, scope, 'report.edit', reportId, { fields: Object.keys(fields).join(' ') });
    await this.publish(scope, [reportId], left);
    // The report is in the unclustered set already: where Temporal is away, the next wake finds it.
    if (change.regrouped) await this.launcher.wakeClustering(scope.projectId, 1).catch(() => undefined);
    return this.get(scope, reportId);
  }

  /** @throws {NotFoundError} */
  async delete(caller: Caller, scope: TenantScope, reportId: string): Promise<void> {
    const removed = await this.remove(scope, reportId);
    if (!removed) throw new NotFoundError('There is no such report.');
    await this.audit(caller, scope, 'report.delete', reportId, {});
  }

  /** @returns false where there was no such report; what may be left of it elsewhere goes all the same */
  async remove(scope: TenantScope, reportId: string): Promise<boolean> {
    const [removed] = await this.adapters.reports.remove(scope, [reportId]);
    await this.adapters.vectors.delete(scope, [reportId]);
    const left = removed?.clusterId ? [removed.clusterId] : [];
    await this.weigh(scope, left);
    await this.publish(scope, [reportId], left);
    return removed !== null && removed !== undefined;
  }

  async audit(caller: Caller, scope: TenantScope, action: string, target: string, facts: Record<string, string>): Promise<void> {
    await this.adapters.audit.append({ actorId: caller.user.id, projectId: scope.projectId, action, target, facts });
  }

  /** The store has counted these clusters anew; how bad that makes them is for the domain to say. */
  private async weigh(scope: TenantScope, clusterIds: string[]): Promise<void> {
    const { clusters } = this.adapters;
    const now = new Date().toISOString();
    const severities = (await clusters.getMany(scope, clusterIds)).map(
      (cluster) => [cluster.id, severityOf({ ...cluster, reports: [{ level: cluster.worstLevel ?? null }], now })] as const,
    );
    await clusters.setSeverities(scope, new Map(severities));
  }

  private async publish({ projectId }: TenantScope, reportIds: string[], clusterIds: string[]): Promise<void> {
    await this.adapters.changePublisher.publish([
      ...reportIds.map((id) => ({ projectId, kind: 'report' as const, id })),
      ...clusterIds.map((id) => ({ projectId, kind: 'cluster' as const, id })),
    ]);
  }
}
