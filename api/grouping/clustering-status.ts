import type { ClusteringStatusBody } from '#domain/api-contract';
import { UnavailableError } from '#domain/errors';
import type { TenantScope } from '#domain/project';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';

/** What is live of it is null where Temporal does not answer within two seconds; what waits is told all the same. */
export async function clusteringStatus(
  { reports }: Pick<ApiAdapters, 'reports'>,
  launcher: ApiLauncher,
  scope: TenantScope,
): Promise<ClusteringStatusBody> {
  const [pending, coordinator, reembedding] = await Promise.all([
    reports.countUnclustered(scope),
    live(() => launcher.describeClustering(scope.projectId)),
    live(() => launcher.describeReembed(scope.projectId)),
  ]);
  return {
    pending_unclustered: pending,
    is_clustering: coordinator?.atWork ?? false,
    workflow: coordinator && { id: coordinator.workflowId, detail: coordinator.detail },
    reembedding,
  };
}

async function live<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof UnavailableError) return null;
    throw error;
  }
}
