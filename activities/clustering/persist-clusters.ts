import type { Severity } from '#domain/cluster';
import { figuresOf } from '#domain/clustering/figures';
import { isDescriptionDue } from '#domain/clustering/summary-due';
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
  const severities = new Map<string, Severity>();
  for (const clusterId of applied.clusterIds) {
    const reports = members.get(clusterId)!;
    if (reports.length === 0) continue;
    // Of a known one the store keeps count by itself, and its words may be changed by somebody at this moment.
    if (known.has(clusterId)) severities.set(clusterId, figuresOf(reports, now).severity);
    else await openCluster(deps, scope, clusterId, reports, now);
  }
  await deps.clusters.setSeverities(scope, severities);
  // A member may have gone, or changed its words and left, since it was counted above.
  await deps.clusters.recount(scope, applied.clusterIds);
  const reportIds = (await deps.clusters.decisions(scope, runKey)).map((decision) => decision.reportId);
  await deps.changes.publish([
    ...applied.clusterIds.map((id) => ({ projectId, kind: 'cluster' as const, id })),
    ...reportIds.map((id) => ({ projectId, kind: 'report' as const, id })),
  ]);
  const due = applied.clusterIds.filter((id) => isDescriptionDue(members.get(id)!.length, known.get(id)?.describedReports ?? null));
  return { ...applied, clusterIds: due };
}

async function membersOf(deps: ClusteringDeps, scope: TenantScope, clusterIds: readonly string[]): Promise<Map<string, Report[]>> {
  const idsOf = await Promise.all(clusterIds.map(async (id) => [id, await deps.clusters.members(scope, id)] as const));
  const all = [...new Set(idsOf.flatMap(([, ids]) => ids))];
  const byId = new Map<string, Report>();
  for (let from = 0; from < all.length; from += READ_AT_ONCE)
    for (const report of await deps.reports.getMany(scope, all.slice(from, from + READ_AT_ONCE))) byId.set(report.id, report);
  return new Map(idsOf.map(([clusterId, ids]) => [clusterId, ids.flatMap((id) => byId.get(id) ?? [])]));
}

/** It speaks in its reports' own words until it is summarised. */
async function openCluster(deps: ClusteringDeps, scope: TenantScope, id: string, members: Report[], now: string): Promise<void> {
  const speakers = exemplarsOf(members);
  const { title, summary, by } = extractiveText(speakers);
  await deps.clusters.save(scope, {
    id,
    projectId: scope.projectId,
    title,
    summary,
    summaryBy: by,
    status: 'new',
    ...figuresOf(members, now),
    createdAt: now,
    updatedAt: now,
    pullRequestUrl: null,
    pullRequestNumber: null,
    errorMessage: null,
    jobId: null,
  });
  const left = await deps.reports.getMany(
    scope,
    speakers.map((speaker) => speaker.id),
  );
  if (left.length === speakers.length || left.length === 0) return;
  // Whoever erases a report removes it and looks for its words then: either it is gone here, or the cluster is found with them.
  const words = extractiveText(left);
  await deps.clusters.setWords(scope, id, { title: words.title, summary: words.summary, summaryBy: words.by });
}
