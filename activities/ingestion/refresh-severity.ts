import { severityOf } from '#domain/clustering/severity';
import type { TenantScope } from '#domain/project';
import type { IngestionDeps } from './deps.ts';

/**
 * Weighs the clusters of known facts that were reported again. The store has counted the repeat already; how bad that makes it is for
 * the domain to say, and no clustering run follows a repeat. Repeating this changes nothing.
 * @returns ids of the clusters
 */
export async function refreshSeverity(
  deps: Pick<IngestionDeps, 'reports' | 'clusters'>,
  scope: TenantScope,
  reportIds: readonly string[],
): Promise<string[]> {
  const repeated = await deps.reports.getMany(scope, [...new Set(reportIds)]);
  const clusterIds = [...new Set(repeated.flatMap((report) => (report.clusterId === null ? [] : [report.clusterId])))];
  const now = new Date().toISOString();
  for (const cluster of await deps.clusters.getMany(scope, clusterIds)) {
    const reports = await deps.reports.getMany(scope, await deps.clusters.members(scope, cluster.id));
    const severity = severityOf({ ...cluster, reports, now });
    if (severity.score !== cluster.severity.score) await deps.clusters.save(scope, { ...cluster, severity });
  }
  return clusterIds;
}
