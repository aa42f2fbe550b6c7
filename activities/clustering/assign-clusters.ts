import { Context } from '@temporalio/activity';
import { assign } from '#domain/clustering/assign';
import { bandsOf } from '#domain/clustering/bounds';
import { clusterIdOf } from '#domain/clustering/cluster-id';
import { constraintsOf } from '#domain/clustering/constraints';
import { knownVectorsFor } from '#domain/clustering/near-prose';
import { comparesIn } from '#domain/clustering/space';
import { spaceName, type VectorMatch } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { Report } from '#domain/report';
import type { RunRef } from './contract.ts';
import type { ClusteringDeps } from './deps.ts';
import type { KnownReports } from './known-reports.ts';
import { openProject } from './open-project.ts';

const NEAREST = 20;
/** As many as the index takes. */
const FETCHED_AT_ONCE = 1_000;

/** See ClusteringActivities.assignClusters. Decides once per run: tried again, the decisions of before stand. */
export async function assignClusters(
  deps: ClusteringDeps,
  known: KnownReports,
  { projectId, runKey }: RunRef,
): Promise<{ decided: number }> {
  const { project, scope } = await openProject(deps.projects, projectId);
  const before = await deps.clusters.decisions(scope, runKey);
  if (before.length > 0) return { decided: before.length };

  const reports = await deps.reports.getMany(scope, await deps.clusters.claimed(scope, runKey));
  const vectors = comparesIn(project, deps.embedder.space) ? await deps.clusters.vectors(scope, runKey) : new Map<string, Float32Array>();
  // First of all: whatever a person changes from here on makes these decisions void.
  const edition = await deps.clusters.edition(scope);
  const constraints = constraintsOf(await deps.editJournal.teaching(scope), await deps.clusters.lockedIds(scope));
  const nearest = await nearestOf(deps, scope, reports, vectors);
  const context = Context.current();
  const load = () => known.load(scope, new Set(reports.map((report) => report.id)), () => context.heartbeat());
  let index = await load();
  const wanted = knownVectorsFor(reports, vectors, nearest, index);
  const knownVectors = await fetchVectors(deps, scope, wanted);
  // Everybody looks at one index: others may have brought it up to date with these reports in it while the vectors came.
  if (wanted.length > 0) index = await load();
  const decisions = assign({
    reports,
    known: index,
    vectors,
    nearest,
    knownVectors,
    space: vectors.size > 0 ? spaceName(deps.embedder.space) : null,
    awaitVectors: new Set(reports.flatMap(({ id, kind }) => (kind === 'human' && !vectors.has(id) ? [id] : []))),
    bands: bandsOf(project.settings, vectors.size > 0 ? deps.embedder.space : null),
    constraints,
    now: new Date().toISOString(),
    newClusterId: (firstReportId) => clusterIdOf(runKey, firstReportId),
  });
  await deps.clusters.putDecisions(scope, runKey, decisions, edition);
  return { decided: decisions.length };
}

/** Only what people wrote is compared by meaning. */
async function nearestOf(
  deps: ClusteringDeps,
  scope: TenantScope,
  reports: readonly Report[],
  vectors: ReadonlyMap<string, Float32Array>,
): Promise<Map<string, VectorMatch[]>> {
  const human = reports.filter((report) => report.kind === 'human' && vectors.has(report.id));
  if (human.length === 0) return new Map();
  const queries = human.map((report) => vectors.get(report.id)!);
  const matches = await deps.vectors.nearest(scope, deps.embedder.space, queries, NEAREST);
  return new Map(human.map((report, i) => [report.id, matches[i] ?? []]));
}

/** Those that are there: what an earlier run has just written may not be yet. */
async function fetchVectors(deps: ClusteringDeps, scope: TenantScope, ids: readonly string[]): Promise<Map<string, Float32Array>> {
  const found = new Map<string, Float32Array>();
  for (let from = 0; from < ids.length; from += FETCHED_AT_ONCE) {
    const chunk = await deps.vectors.fetch(scope, deps.embedder.space, ids.slice(from, from + FETCHED_AT_ONCE));
    for (const [id, vector] of chunk) found.set(id, vector);
  }
  return found;
}
