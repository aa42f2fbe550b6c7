import { severityOf } from '#domain/clustering/severity';
import type { TenantScope } from '#domain/project';
import type { IngestionDeps } from './deps.ts';

/**
 * Weighs clusters in which a fact was met again, or which one has left. The store has counted already; how bad that makes them is for the
 * domain to say, and no clustering run follows a repeat. Two calls, however many clusters. Repeating this changes nothing.
 */
export async function refreshSeverity(
  deps: Pick<IngestionDeps, 'clusters'>,
  scope: TenantScope,
  clusterIds: readonly string[],
): Promise<void> {
  if (clusterIds.length === 0) return;
  const now = new Date().toISOString();
  const clusters = await deps.clusters.getMany(scope, [...clusterIds]);
  const weighed = clusters.map((cluster) => {
    const severity = severityOf({ ...cluster, reports: [{ level: cluster.worstLevel ?? null }], now });
    return { cluster, severity };
  });
  const changed = weighed.filter(({ cluster, severity }) => severity.score !== cluster.severity.score);
  await deps.clusters.setSeverities(scope, new Map(changed.map(({ cluster, severity }) => [cluster.id, severity])));
}
