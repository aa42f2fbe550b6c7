import type { Cluster } from '#domain/cluster';
import { figuresOf } from '#domain/clustering/figures';
import { severityOf } from '#domain/clustering/severity';
import { isDescriptionDue } from '#domain/clustering/summary-due';
import type { TenantScope } from '#domain/project';
import type { Report } from '#domain/report';
import { extractiveText } from '#domain/summaries/extractive';
import type { RunRef } from './contract.ts';
import type { ClusteringDeps } from './deps.ts';
import { exemplarsOf } from './exemplars.ts';
import { isAsked } from './judge-suggestions.ts';
import { openProject } from './open-project.ts';

const READ_AT_ONCE = 500;

/**
 * See ClusteringActivities.persistClusters. What it reads follows what the run claimed: the store counts known clusters by itself, as their
 * members are, so a retry gives the same.
 */
export async function persistClusters(
  deps: ClusteringDeps,
  { projectId, runKey }: RunRef,
): Promise<{ clusterIds: string[]; joined: number; opened: number; suggested: number }> {
  const { scope } = await openProject(deps.projects, projectId);
  const applied = await deps.clusters.applyDecisions(scope, runKey);
  const now = new Date().toISOString();
  const known = new Map((await deps.clusters.getMany(scope, applied.clusterIds)).map((cluster) => [cluster.id, cluster]));
  const decisions = await deps.clusters.decisions(scope, runKey);
  const reports = await readAll(
    deps,
    scope,
    decisions.map(({ reportId }) => reportId),
  );
  const members = Map.groupBy(reports, (report) => report.clusterId);
  const unsaved = applied.clusterIds.filter((id) => !known.has(id) && members.has(id));
  await openClusters(
    deps,
    scope,
    unsaved.map((id) => clusterOf(projectId, id, members.get(id)!, now)),
    members,
  );
  // The words of a known one may be changed by somebody at this moment, so only how bad it is.
  const severities = [...known.values()].map((cluster) => {
    return [cluster.id, severityOf({ ...cluster, reports: [{ level: cluster.worstLevel ?? null }], now })] as const;
  });
  await deps.clusters.setSeverities(scope, new Map(severities));
  // A member may have gone, or changed its words and left, since it was counted above.
  await deps.clusters.recount(scope, [...new Set(decisions.flatMap(({ opened, clusterId }) => (opened ? [clusterId] : [])))]);
  await deps.changes.publish([
    ...applied.clusterIds.map((id) => ({ projectId, kind: 'cluster' as const, id })),
    ...reports.map(({ id }) => ({ projectId, kind: 'report' as const, id })),
  ]);
  const due = applied.clusterIds.filter((id) => {
    const cluster = known.get(id);
    return isDescriptionDue(cluster?.reportCount ?? members.get(id)?.length ?? 0, cluster?.describedReports ?? null);
  });
  return { ...applied, clusterIds: due, suggested: deps.judge ? decisions.filter(isAsked).length : 0 };
}

async function readAll(deps: ClusteringDeps, scope: TenantScope, ids: readonly string[]): Promise<Report[]> {
  const all: Report[] = [];
  for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
    all.push(...(await deps.reports.getMany(scope, ids.slice(from, from + READ_AT_ONCE))));
  }
  return all;
}

/** It speaks in its reports' own words until it is summarised. */
function clusterOf(projectId: string, id: string, members: readonly Report[], now: string): Cluster {
  const { title, summary, by } = extractiveText(exemplarsOf(members));
  return {
    ...{ id, projectId, title, summary, summaryBy: by, status: 'new', ...figuresOf(members, now), createdAt: now, updatedAt: now },
    ...{ pullRequestUrl: null, pullRequestNumber: null, errorMessage: null, jobId: null },
  };
}

async function openClusters(
  deps: ClusteringDeps,
  scope: TenantScope,
  clusters: readonly Cluster[],
  members: ReadonlyMap<string | null, readonly Report[]>,
): Promise<void> {
  if (clusters.length === 0) return;
  await deps.clusters.saveMany(scope, clusters);
  const speakers = new Map(clusters.map(({ id }) => [id, exemplarsOf(members.get(id)!)]));
  const ids = [...speakers.values()].flat().map((speaker) => speaker.id);
  const left = new Map((await readAll(deps, scope, ids)).map((report) => [report.id, report]));
  for (const [clusterId, all] of speakers) {
    const present = all.flatMap(({ id }) => left.get(id) ?? []);
    if (present.length === all.length || present.length === 0) continue;
    // Whoever erases a report removes it and looks for its words then: either it is gone here, or the cluster is found with them.
    const words = extractiveText(present);
    await deps.clusters.setWords(scope, clusterId, { title: words.title, summary: words.summary, summaryBy: words.by });
  }
}
