import type { ClusterJobBody } from '#domain/api-contract';
import { type ClusterJob, clusterJobId } from '#domain/cluster-job';
import type { TenantScope } from '#domain/project';

export function clusterJobBody({ projectId }: TenantScope, job: ClusterJob): ClusterJobBody {
  const { joined, opened } = job;
  return {
    id: clusterJobId(projectId, job.key),
    project_id: projectId,
    kind: job.kind,
    status: job.status,
    created_at: job.createdAt,
    started_at: job.startedAt,
    finished_at: job.finishedAt,
    progress: { step: job.step, done: job.done, total: job.total },
    stats: joined === null || opened === null ? null : { clustered: joined + opened, joined, new_clusters: opened },
    space: job.space,
  };
}
