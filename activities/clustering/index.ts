import { comparesIn } from '#domain/clustering/space';
import { SoulcasterError } from '#domain/errors';
import { spaceName } from '#domain/ports/index';
import { tenantScope } from '#domain/project';
import { assignClusters } from './assign-clusters.ts';
import { backtestBounds } from './backtest-bounds.ts';
import type { ClusteringActivities, ReembedActivities, ReviewActivities, SurveyActivities } from './contract.ts';
import type { ClusteringDeps } from './deps.ts';
import { embedReports } from './embed-reports.ts';
import { Judging } from './judge-suggestions.ts';
import { KnownReports } from './known-reports.ts';
import { openProject } from './open-project.ts';
import { persistClusters } from './persist-clusters.ts';
import { proposeCleanupOf } from './propose-cleanup.ts';
import { beginReembed, reembedChunk, switchSpace } from './reembed.ts';
import { projectsToReview, reviewBounds, reviewCleanup } from './review.ts';
import { ScoringAgain } from './score-again.ts';
import { summarizeClusters } from './summarize-clusters.ts';
import { writeVectors } from './write-vectors.ts';

export type * from './contract.ts';
export type * from './deps.ts';

/** Grouping does not wait for it: words decide until the project compares in the new space. */
async function startReembed(deps: ClusteringDeps, projectId: string): Promise<void> {
  try {
    await deps.launcher.startReembed(projectId, spaceName(deps.embedder.space));
  } catch (error) {
    if (!(error instanceof SoulcasterError)) throw error;
    deps.log.warn({ projectId, code: error.code }, 're-embedding could not be started; the next run tries again');
  }
}

export function createClusteringActivities(
  deps: ClusteringDeps,
): ClusteringActivities & SurveyActivities & ReviewActivities & ReembedActivities {
  const known = new KnownReports(deps.reports);
  const scoringAgain = new ScoringAgain(deps);
  const judging = deps.judge && new Judging(deps, deps.judge);
  return {
    async claimUnclustered({ projectId, runKey, max }) {
      const { project, scope } = await openProject(deps.projects, projectId);
      if (!comparesIn(project, deps.embedder.space)) await startReembed(deps, projectId);
      await scoringAgain.putBack(project);
      const claimed = await deps.clusters.claimUnclustered(scope, runKey, max);
      return { claimed, more: claimed >= max && (await deps.reports.countUnclustered(scope)) > claimed };
    },
    embedReports: (input) => embedReports(deps, input),
    assignClusters: (input) => assignClusters(deps, known, input),
    writeVectors: (input) => writeVectors(deps, input),
    persistClusters: (input) => persistClusters(deps, input),
    judgeSuggestions: async (input) => (judging ? judging.judge(input) : { judged: 0 }),
    summarizeClusters: (input) => summarizeClusters(deps, known, input),
    proposeCleanup: (input) => proposeCleanupOf(deps, known, input),
    backtestBounds: (input) => backtestBounds(deps, input),
    projectsToReview: (input) => projectsToReview(deps, input),
    reviewCleanup: (input) => reviewCleanup(deps, known, input),
    reviewBounds: (input) => reviewBounds(deps, input),
    beginReembed: (input) => beginReembed(deps, input),
    reembedChunk: (input) => reembedChunk(deps, input),
    switchSpace: (input) => switchSpace(deps, input),
    async releaseRun({ projectId, runKey }) {
      const project = await deps.projects.find(projectId);
      // Deleted meanwhile: what the run left went with it.
      if (project) await deps.clusters.releaseRun(tenantScope(project), runKey);
    },
  };
}
