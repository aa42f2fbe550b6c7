import { FixRefusedError, NotFoundError } from '#domain/errors';
import type { FixJob } from '#domain/fix-job';
import type { FixingActivities } from './contract.ts';
import type { FixingDeps } from './deps.ts';
import { openProject, publishJob, refusable } from './job-context.ts';

/** See the contract. Nothing here depends on whether the API wrote the job before it started the workflow. */
export function beginFix(deps: FixingDeps, input: Parameters<FixingActivities['beginFix']>[0]): ReturnType<FixingActivities['beginFix']> {
  return refusable(async () => {
    const { project, scope } = await openProject(deps, input.projectId);
    const cluster = await deps.clusters.get(scope, input.clusterId);
    if (!cluster) throw new NotFoundError('There is no such cluster', { details: { clusterId: input.clusterId } });

    const now = new Date().toISOString();
    const known = await deps.jobs.get(scope, input.jobId);
    const job: FixJob = known ?? {
      id: input.jobId,
      projectId: project.id,
      clusterId: cluster.id,
      clusterTitle: cluster.title,
      stage: 'queued',
      detail: null,
      attempt: 1,
      repository: project.settings.repository ?? '',
      baseBranch: project.settings.baseBranch ?? '',
      baseCommit: null,
      branch: null,
      commit: null,
      pullRequestUrl: null,
      pullRequestNumber: null,
      sandbox: null,
      agent: null,
      model: null,
      tokensUsed: 0,
      startedBy: input.actorId,
      approvedBy: null,
      timeline: [{ stage: 'queued', at: now, detail: null }],
      createdAt: now,
      updatedAt: now,
    };
    if (!known) await deps.jobs.create(scope, job);
    // One fix of a cluster at a time (its workflow's id says so), so this is the newest.
    const { total } = await deps.jobs.list(scope, { clusterId: cluster.id, limit: 1 });
    const attempt = Math.max(1, total);
    if (attempt !== job.attempt) await deps.jobs.update(scope, job.id, { attempt });
    await deps.clusters.transition(scope, cluster.id, 'fixing', {
      jobId: job.id,
      errorMessage: null,
      pullRequestUrl: null,
      pullRequestNumber: null,
    });
    await publishJob(deps, job);

    if (!(await deps.jobs.reserveQuota(scope.ownerId, job.id, deps.fixQuota))) {
      throw new FixRefusedError('quota_exceeded', `All ${deps.fixQuota} fixes of this account are used.`);
    }
    return { refused: null, attempt };
  });
}
