import { Inject, Injectable } from '@nestjs/common';
import type { Env } from '#config/env';
import type { JobDetailBody } from '#domain/api-contract';
import { ConflictError, NotFoundError } from '#domain/errors';
import { type FixJob, isEnded, type Plan } from '#domain/fix-job';
import type { TenantScope } from '#domain/project';
import { within } from '../infra/deadline.ts';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import type { Caller } from '../infra/request.ts';
import { ADAPTERS, ENV, LAUNCHER } from '../infra/tokens.ts';
import { newest } from './newest-plan.ts';
import { jobBody, planBody, proofBody } from '../presenters/job.ts';

/** The page is drawn without Temporal's part when that takes longer. */
const DESCRIBE_MS = 2_000;
const WORKFLOW_GONE = 'Its workflow is gone; nothing runs any more.';

/** Fixes as people see and steer them. What a step may do next is the workflow's to say; here is who did it. */
@Injectable()
export class JobsService {
  private readonly env: Env;
  private readonly adapters: Pick<ApiAdapters, 'jobs' | 'clusters' | 'audit' | 'changePublisher'>;
  private readonly launcher: ApiLauncher;
  constructor(@Inject(ENV) env: Env, @Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LAUNCHER) launcher: ApiLauncher) {
    this.env = env;
    this.adapters = adapters;
    this.launcher = launcher;
  }

  /** @throws {NotFoundError} */
  async get(scope: TenantScope, jobId: string): Promise<FixJob> {
    const job = await this.adapters.jobs.get(scope, jobId);
    if (!job) throw new NotFoundError('There is no such fix.');
    return job;
  }

  async detail(scope: TenantScope, jobId: string): Promise<JobDetailBody> {
    const job = await this.get(scope, jobId);
    const { jobs } = this.adapters;
    const [plans, proof, gate, diff, logLength, workflow] = await Promise.all([
      jobs.plans(scope, jobId),
      jobs.proof(scope, jobId),
      jobs.gate(scope, jobId),
      jobs.diff(scope, jobId),
      // Nothing to append: the length as it is.
      jobs.appendLog(scope, jobId, []),
      this.workflow(scope, job),
    ]);
    const plan = newest(plans);
    return {
      ...jobBody(job),
      plan: plan ? planBody(plan) : null,
      plan_versions: plans.length,
      proof: proof ? proofBody(proof) : null,
      gate,
      has_diff: diff !== null && diff !== '',
      log_length: logLength,
      workflow,
    };
  }

  async plans(scope: TenantScope, jobId: string): Promise<Plan[]> {
    await this.get(scope, jobId);
    return (await this.adapters.jobs.plans(scope, jobId)).toSorted((a, b) => b.version - a.version);
  }

  async logs(scope: TenantScope, jobId: string, cursor: number, limit: number) {
    const job = await this.get(scope, jobId);
    const { lines, next } = await this.adapters.jobs.log(scope, jobId, cursor, limit);
    return { job_id: jobId, lines, next_cursor: next, ended: isEnded(job.stage) && lines.length < limit };
  }

  /** @throws {NotFoundError} no such fix, or it has changed nothing yet */
  async diff(scope: TenantScope, jobId: string): Promise<string> {
    await this.get(scope, jobId);
    const diff = await this.adapters.jobs.diff(scope, jobId);
    if (diff === null) throw new NotFoundError('This fix has no diff yet.');
    return diff;
  }

  /** @throws {ConflictError} `stale_plan`: another plan is waiting now; `wrong_stage`: none is */
  approve(caller: Caller, scope: TenantScope, jobId: string, digest: string): Promise<FixJob> {
    const facts = { digest };
    return this.act(caller, scope, jobId, { action: 'fix.approve', facts }, (target) => this.launcher.approvePlan({ ...target, digest }));
  }

  requestChanges(caller: Caller, scope: TenantScope, jobId: string, note: string): Promise<FixJob> {
    const facts = { note_length: note.length };
    return this.act(caller, scope, jobId, { action: 'fix.request_changes', facts }, (target) =>
      this.launcher.requestPlanChanges({ ...target, note }),
    );
  }

  reject(caller: Caller, scope: TenantScope, jobId: string, reason: string): Promise<FixJob> {
    const facts = { reason_length: reason.length };
    return this.act(caller, scope, jobId, { action: 'fix.reject', facts }, (target) => this.launcher.rejectPlan({ ...target, reason }));
  }

  cancel(caller: Caller, scope: TenantScope, jobId: string): Promise<FixJob> {
    return this.act(caller, scope, jobId, { action: 'fix.cancel', facts: {} }, async (target, job) => {
      try {
        await this.launcher.cancelFix(target);
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
        await this.endLost(scope, job);
      }
    });
  }

  private async act(
    caller: Caller,
    scope: TenantScope,
    jobId: string,
    entry: { action: string; facts: Record<string, string | number> },
    send: (target: { projectId: string; clusterId: string; jobId: string; actorId: string }, job: FixJob) => Promise<void>,
  ): Promise<FixJob> {
    const job = await this.get(scope, jobId);
    if (isEnded(job.stage)) throw new ConflictError('This fix has ended.', { code: 'wrong_stage', details: { stage: job.stage } });
    const { projectId } = scope;
    await send({ projectId, clusterId: job.clusterId, jobId, actorId: caller.user.id }, job);
    await this.adapters.audit.append({ actorId: caller.user.id, projectId, target: jobId, ...entry });
    return this.get(scope, jobId);
  }

  /** Temporal knows nothing of it: without this the page would show it running for ever. */
  private async endLost(scope: TenantScope, job: FixJob): Promise<void> {
    await this.adapters.jobs.update(scope, job.id, { stage: 'cancelled', detail: WORKFLOW_GONE });
    await this.adapters.jobs.releaseQuota(scope.ownerId, job.id);
    const cluster = await this.adapters.clusters.get(scope, job.clusterId);
    if (cluster?.jobId === job.id && cluster.status === 'fixing') await this.adapters.clusters.transition(scope, cluster.id, 'new');
    await this.adapters.changePublisher.publish([
      { projectId: scope.projectId, kind: 'job', id: job.id },
      { projectId: scope.projectId, kind: 'cluster', id: job.clusterId },
    ]);
  }

  /** The workflow id is the cluster's: only its newest fix is the one that Temporal shows. */
  private async workflow(scope: TenantScope, job: FixJob): Promise<JobDetailBody['workflow']> {
    const cluster = await this.adapters.clusters.get(scope, job.clusterId);
    if (cluster && cluster.jobId !== null && cluster.jobId !== job.id) return null;
    const target = { projectId: scope.projectId, clusterId: job.clusterId };
    const described = await within(this.launcher.describeFix(target), DESCRIBE_MS, null).catch(() => null);
    if (!described) return null;
    return {
      id: described.workflowId,
      run_id: described.runId,
      running: described.running,
      ui_url: this.uiUrl(described.workflowId, described.runId),
      pending_activities: described.pendingActivities.map(({ type, attempt, lastFailure }) => ({
        type,
        attempt,
        last_failure: lastFailure,
      })),
    };
  }

  private uiUrl(workflowId: string, runId: string): string {
    const namespace = encodeURIComponent(this.env.TEMPORAL_NAMESPACE);
    const path = `namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}/${encodeURIComponent(runId)}`;
    return `${this.env.TEMPORAL_UI_URL.replace(/\/$/, '')}/${path}`;
  }
}
