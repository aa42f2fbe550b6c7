import type { Severity } from '#domain/cluster';
import { figuresOf } from '#domain/clustering/figures';
import type { TenantScope } from '#domain/project';
import type { Report } from '#domain/report';
import type { OperationRef } from './contract.ts';
import type { RegroupingDeps } from './deps.ts';
import { readReports } from './new-cluster.ts';
import { openOperation } from './open-operation.ts';

const VECTORS_AT_ONCE = 200;

/** See RegroupingActivities. Everything is read anew, so that it may be done again. */
export async function settleOperation(deps: RegroupingDeps, ref: OperationRef): Promise<{ clusterIds: string[] }> {
  const { scope, snapshot } = await openOperation(deps, ref);
  const ids = [...snapshot.clusters.map(({ clusterId }) => clusterId), ...(snapshot.opens === null ? [] : [snapshot.opens])];
  const present = await deps.clusters.getMany(scope, ids);
  const now = new Date().toISOString();
  const severities = new Map<string, Severity>();
  for (const { id } of present) {
    const members = await readReports(deps.reports, scope, await deps.clusters.members(scope, id));
    if (members.length > 0) severities.set(id, figuresOf(members, now).severity);
  }
  await deps.clusters.setSeverities(scope, severities);
  const movedIds = snapshot.moves.flatMap(({ reportIds }) => reportIds);
  await moveVectors(deps, scope, movedIds);
  const { projectId } = scope;
  await deps.changes.publish([
    ...ids.map((id) => ({ projectId, kind: 'cluster' as const, id })),
    ...movedIds.map((id) => ({ projectId, kind: 'report' as const, id })),
  ]);
  const waiting = await deps.reports.countUnclustered(scope);
  if (waiting > 0) await deps.launcher.wakeClustering(projectId, waiting);
  return {
    clusterIds: snapshot.moves.length > 0 || snapshot.sets.some(({ facts }) => facts.words !== undefined) ? [...severities.keys()] : [],
  };
}

/** Vectors name the cluster of their report. */
async function moveVectors(deps: RegroupingDeps, scope: TenantScope, reportIds: readonly string[]): Promise<void> {
  for (let from = 0; from < reportIds.length; from += VECTORS_AT_ONCE) {
    const ids = reportIds.slice(from, from + VECTORS_AT_ONCE);
    const vectors = await deps.vectors.fetch(scope, deps.embedder.space, ids);
    const reports = (await readReports(deps.reports, scope, ids)).filter(({ id }) => vectors.has(id));
    if (reports.length === 0) continue;
    await deps.vectors.upsert(
      scope,
      deps.embedder.space,
      reports.map((report) => ({ id: report.id, vector: vectors.get(report.id)!, metadata: metadataOf(report) })),
    );
    // Whoever removes a report does that first and deletes its vector then: either the report is gone here, or the vector goes after this.
    const left = new Set((await readReports(deps.reports, scope, ids)).map(({ id }) => id));
    await deps.vectors.delete(
      scope,
      reports.map(({ id }) => id).filter((id) => !left.has(id)),
    );
  }
}

function metadataOf({ title, source, clusterId, occurredAt }: Report) {
  return { title, source, cluster_id: clusterId ?? '', created_at: occurredAt };
}
