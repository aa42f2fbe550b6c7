import { setImmediate as nextTurn } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import type { Cluster } from '#domain/cluster';
import { apartOf } from '#domain/clustering/apart';
import { type CleanupProposal, isSpared, proposeCleanup } from '#domain/clustering/cleanup';
import { Likenesses } from '#domain/clustering/likeness';
import type { TenantScope } from '#domain/project';
import type { CleanupSurvey } from './contract.ts';
import type { ClusteringDeps } from './deps.ts';
import type { KnownReports } from './known-reports.ts';
import { openProject } from './open-project.ts';

const CLUSTERS_AT_ONCE = 200;
/** The newest; a project with more is looked at in part. */
const MOST_CLUSTERS = 5_000;
const MOST_PROPOSALS = 100;
/** What one answer may name; it crosses the history. */
const MOST_REPORT_IDS = 5_000;

/** See SurveyActivities.proposeCleanup. */
export async function proposeCleanupOf(
  deps: ClusteringDeps,
  known: KnownReports,
  { projectId }: { projectId: string },
): Promise<CleanupSurvey> {
  const { scope } = await openProject(deps.projects, projectId);
  const index = await known.load(scope, new Set());
  const teaching = await deps.editJournal.teaching(scope);
  const stored = await clustersOf(deps, scope);
  const clusters = stored.map((cluster) => ({
    id: cluster.id,
    members: [...index.members(cluster.id)],
    isProtected: isSpared(cluster),
  }));
  const apart = apartOf(teaching, (id) => index.profiles.get(id)?.clusterId ?? null);
  const steps = proposeCleanup({ index, likenesses: new Likenesses(index), clusters, apart, mustLink: teaching.mustLink });
  const context = Context.current();
  for (let proposals: CleanupProposal[] | null = null; ;) {
    const step = steps.next();
    if (step.done) proposals = step.value;
    if (proposals) {
      return {
        kind: 'cleanup',
        proposals: bounded(proposals),
        lookedAt: clusters.length,
        protected: clusters.filter((one) => one.isProtected).length,
      };
    }
    context.heartbeat();
    context.cancellationSignal.throwIfAborted();
    await nextTurn();
  }
}

async function clustersOf(deps: ClusteringDeps, scope: TenantScope): Promise<Cluster[]> {
  const clusters: Cluster[] = [];
  let cursor: string | undefined;
  do {
    const page = await deps.clusters.list(scope, { limit: CLUSTERS_AT_ONCE, sort: 'last_seen', ...(cursor !== undefined && { cursor }) });
    // What nobody looks at any more is not tidied.
    clusters.push(...page.items.filter(({ status }) => status !== 'dismissed'));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && clusters.length < MOST_CLUSTERS);
  return clusters;
}

function bounded(proposals: readonly CleanupProposal[]): CleanupProposal[] {
  let left = MOST_REPORT_IDS;
  return proposals.slice(0, MOST_PROPOSALS).filter(({ command }) => {
    const ids = command.kind === 'split' ? command.reports.length : command.from.length;
    left -= ids;
    return left >= 0;
  });
}
