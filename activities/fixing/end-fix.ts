import { canBecome } from '#domain/cluster';
import { tenantScope } from '#domain/project';
import type { FixingActivities } from './contract.ts';
import type { FixingDeps } from './deps.ts';
import { openJob, publishJob } from './job-context.ts';

const MAX_ERROR_CHARS = 500;

/** See the contract. */
export async function enterStage(deps: FixingDeps, input: Parameters<FixingActivities['enterStage']>[0]): Promise<void> {
  const { scope, job } = await openJob(deps, input);
  const { stage, detail, approvedBy } = input;
  await deps.jobs.update(scope, job.id, { stage, detail, ...(approvedBy !== undefined && { approvedBy }) });
  await publishJob(deps, job);
}

/** See the contract. */
export async function endFix(deps: FixingDeps, input: Parameters<FixingActivities['endFix']>[0]): Promise<void> {
  const project = await deps.projects.find(input.projectId);
  if (!project) return;
  const scope = tenantScope(project);
  const { jobId, clusterId, stage, detail, clusterStatus } = input;
  if (await deps.jobs.get(scope, jobId)) await deps.jobs.update(scope, jobId, { stage, detail });
  const cluster = await deps.clusters.get(scope, clusterId);
  // Another fix may have taken over, or a person may have moved it on: then it is not ours to move.
  if (clusterStatus !== null && cluster?.jobId === jobId && canBecome(cluster.status, clusterStatus)) {
    const errorMessage = clusterStatus === 'failed' ? (detail?.slice(0, MAX_ERROR_CHARS) ?? null) : null;
    await deps.clusters.transition(scope, clusterId, clusterStatus, { errorMessage });
  }
  if (input.releaseQuota) await deps.jobs.releaseQuota(scope.ownerId, jobId);
  await publishJob(deps, { id: jobId, projectId: project.id, clusterId });
}
