import { spaceName } from '#domain/ports/index';
import type { RunRef } from './contract.ts';
import type { ClusteringDeps } from './deps.ts';
import { openProject } from './open-project.ts';

/** See ClusteringActivities.writeVectors. */
export async function writeVectors(deps: ClusteringDeps, { projectId, runKey }: RunRef): Promise<{ written: number }> {
  const { project, scope } = await openProject(deps.projects, projectId);
  const vectors = await deps.clusters.vectors(scope, runKey);
  if (vectors.size === 0) return { written: 0 };
  const clusterOf = new Map((await deps.clusters.decisions(scope, runKey)).map((decision) => [decision.reportId, decision.clusterId]));
  const reports = await deps.reports.getMany(scope, [...vectors.keys()]);
  const records = reports.map((report) => ({
    id: report.id,
    vector: vectors.get(report.id)!,
    metadata: { title: report.title, source: report.source, cluster_id: clusterOf.get(report.id) ?? '', created_at: report.occurredAt },
  }));
  await deps.vectors.upsert(scope, deps.embedder.space, records);
  if (project.settings.vectorSpace === null) await deps.projects.updateSettings(scope, { vectorSpace: spaceName(deps.embedder.space) });
  // Whoever removes a report does that first and deletes its vector then: either the report is gone here, or the vector goes after this.
  const present = new Set(
    (
      await deps.reports.getMany(
        scope,
        records.map(({ id }) => id),
      )
    ).map(({ id }) => id),
  );
  const gone = records.filter(({ id }) => !present.has(id)).map(({ id }) => id);
  await deps.vectors.delete(scope, gone);
  return { written: records.length - gone.length };
}
