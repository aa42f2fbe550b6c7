import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Env } from '#config/env';
import { canBecome, type Cluster } from '#domain/cluster';
import { ConflictError, FixRefusedError, QuotaExceededError } from '#domain/errors';
import { isEnded, queuedFix } from '#domain/fix-job';
import type { Project, TenantScope } from '#domain/project';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import type { Caller } from '../infra/request.ts';
import { ADAPTERS, ENV, LAUNCHER } from '../infra/tokens.ts';
import { ClustersService } from './clusters.service.ts';

/** Starts the fix of a cluster, or finds the one that runs. */
@Injectable()
export class StartFix {
  private readonly env: Env;
  private readonly adapters: Pick<ApiAdapters, 'jobs' | 'audit' | 'changePublisher'>;
  private readonly launcher: ApiLauncher;
  private readonly clusters: ClustersService;
  constructor(
    @Inject(ENV) env: Env,
    @Inject(ADAPTERS) adapters: ApiAdapters,
    @Inject(LAUNCHER) launcher: ApiLauncher,
    @Inject(ClustersService) clusters: ClustersService,
  ) {
    this.env = env;
    this.adapters = adapters;
    this.launcher = launcher;
    this.clusters = clusters;
  }

  /**
   * @throws {NotFoundError} no such cluster
   * @throws {FixRefusedError} `no_repository`: the project names none
   * @throws {ConflictError} the cluster's status does not allow a fix; `details.status`
   * @throws {QuotaExceededError} the owner has used their fixes
   * @throws {UnavailableError} Temporal cannot be reached; nothing was started
   */
  async start(caller: Caller, project: Project, scope: TenantScope, clusterId: string): Promise<{ jobId: string }> {
    const cluster = await this.clusters.get(scope, clusterId);
    const running = await this.running(scope, cluster);
    if (running !== null) return { jobId: running };
    this.check(project, cluster);

    const mine = randomUUID();
    if (!(await this.adapters.jobs.reserveQuota(scope.ownerId, mine, this.env.FIX_QUOTA))) throw this.quotaExceeded();
    const started = await this.launch(caller, scope, clusterId, mine);
    if (started !== mine) {
      await this.adapters.jobs.releaseQuota(scope.ownerId, mine);
      return { jobId: await this.stillRunning(scope, started) };
    }
    await this.show(caller, project, scope, cluster, mine);
    await this.adapters.audit.append({
      actorId: caller.user.id,
      projectId: scope.projectId,
      action: 'fix.start',
      target: mine,
      facts: { cluster_id: clusterId },
    });
    return { jobId: mine };
  }

  private async launch(caller: Caller, scope: TenantScope, clusterId: string, jobId: string): Promise<string> {
    try {
      const { projectId, ownerId } = scope;
      return (await this.launcher.startFix({ projectId, ownerId, clusterId, jobId, actorId: caller.user.id })).jobId;
    } catch (error) {
      await this.adapters.jobs.releaseQuota(scope.ownerId, jobId);
      throw error;
    }
  }

  /** The page is there before a worker looks; what a worker has written meanwhile stays. */
  private async show(caller: Caller, project: Project, scope: TenantScope, cluster: Cluster, jobId: string): Promise<void> {
    const { id: clusterId, title: clusterTitle } = cluster;
    const at = new Date().toISOString();
    await this.adapters.jobs.create(scope, queuedFix({ id: jobId, clusterId, clusterTitle, startedBy: caller.user.id, project, at }));
    await this.adapters.changePublisher.publish([{ projectId: scope.projectId, kind: 'job', id: jobId }]);
  }

  /** @throws {ConflictError} `fix_ending`: the last fix has ended, but is still cleaning up */
  private async stillRunning(scope: TenantScope, jobId: string): Promise<string> {
    const job = await this.adapters.jobs.get(scope, jobId);
    if (!job || !isEnded(job.stage)) return jobId;
    throw new ConflictError('The last fix of this cluster is still cleaning up. Try again in a moment.', {
      code: 'fix_ending',
      retryAfterSeconds: 2,
    });
  }

  private async running(scope: TenantScope, cluster: Cluster): Promise<string | null> {
    const active = await this.adapters.jobs.list(scope, { clusterId: cluster.id, active: true, limit: 1 });
    return active.items[0]?.id ?? null;
  }

  private check(project: Project, cluster: Cluster): void {
    if (project.settings.repository === null) {
      throw new FixRefusedError('no_repository', 'This project names no repository. Set one in its settings.');
    }
    if (!canBecome(cluster.status, 'fixing')) {
      throw new ConflictError('A cluster in this state cannot be fixed.', { details: { status: cluster.status } });
    }
  }

  private quotaExceeded(): QuotaExceededError {
    const limit = this.env.FIX_QUOTA;
    return new QuotaExceededError('The limit of fixes is reached.', { details: { current_count: limit, limit, requested: 1 } });
  }
}
