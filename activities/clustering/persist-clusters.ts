import type { Cluster } from '#domain/cluster';
import { figuresOf } from '#domain/clustering/figures';
import type { TenantScope } from '#domain/project';
import type { Report } from '#domain/report';
import { extractiveText } from '#domain/summaries/extractive';
import type { RunRef } from './contract.ts';
import type { ClusteringDeps } from './deps.ts';
import { exemplarsOf } from './exemplars.ts';
import { openProject } from './open-project.ts';

const READ_AT_ONCE = 500;

/** See ClusteringActivities.persistClusters. Figures are counted from the members, never added up, so a retry gives the same. */
export async function persistClusters(
  deps: ClusteringDeps,
  { projectId, runKey }: RunRef,
): Promise<{ clusterIds: string[]; joined: number; opened: number }> {
  const { scope } = await openProject(deps.projects, projectId);
  const applied = await deps.clusters.applyDecisions(scope, runKey);
  const now = new Date().toISOString();
  const members = await membersOf(deps, scope, applied.clusterIds);
  const known = new Map((await deps.clusters.getMany(scope, applied.clusterIds)).map((cluster) => [cluster.id, cluster]));
  for (const clusterId of applied.clusterIds) {
    const reports = members.get(clusterId)!;
    if (reports.length > 0) await deps.clusters.save(scope, clusterWith(known.get(clusterId), clusterId, projectId, reports, now));
  }
  const reportIds = (await deps.clusters.decisions(scope, runKey)).map((decision) => decision.reportId);
  await deps.changes.publish([
    ...applied.clusterIds.map((id) => ({ projectId, kind: 'cluster' as const, id })),
    ...reportIds.map((id) => ({ projectId, kind: 'report' as const, id })),
  ]);
  return applied;
}

async function membersOf(deps: ClusteringDeps, scope: TenantScope, clusterIds: readonly string[]): Promise<Map<string, Report[]>> {
  const idsOf = await Promise.all(clusterIds.map(async (id) => [id, await deps.clusters.members(scope, id)] as const));
  const all = [...new Set(idsOf.flatMap(([, ids]) => ids))];
  const byId = new Map<string, Report>();
  for (let from = 0; from < all.length; from += READ_AT_ONCE)
    for (const report of await deps.reports.getMany(scope, all.slice(from, from + READ_AT_ONCE))) byId.set(report.id, report);
  return new Map(idsOf.map(([clusterId, ids]) => [clusterId, ids.flatMap((id) => byId.get(id) ?? [])]));
}

/** What is counted is new; text, status and fix stay. A new cluster speaks in its reports' own words until it is summarised. */
function clusterWith(before: Cluster | undefined, id: string, projectId: string, members: Report[], now: string): Cluster {
  const figures = figuresOf(members, now);
  if (before) return { ...before, ...figures, updatedAt: now };
  const { title, summary, by } = extractiveText(exemplarsOf(members));
  return {
    id,
    projectId,
    title,
    summary,
    summaryBy: by,
    status: 'new',
    ...figures,
    createdAt: now,
    updatedAt: now,
    pullRequestUrl: null,
    pullRequestNumber: null,
    errorMessage: null,
    jobId: null,
  };
}
