import { SoulcasterError } from '#domain/errors';
import { tenantScope } from '#domain/project';
import { assignClusters } from './assign-clusters.ts';
import type { ClusteringActivities } from './contract.ts';
import type { ClusteringDeps } from './deps.ts';
import { embedReports } from './embed-reports.ts';
import { KnownReports } from './known-reports.ts';
import { openProject } from './open-project.ts';
import { persistClusters } from './persist-clusters.ts';
import { summarizeClusters } from './summarize-clusters.ts';
import { writeVectors } from './write-vectors.ts';

export type * from './contract.ts';
export type * from './deps.ts';

/** Also has the embedder warm up in the background, so that the first report is not the slow one. */
export function createClusteringActivities(deps: ClusteringDeps): ClusteringActivities {
  const known = new KnownReports(deps.reports);
  deps.embedder.warmUp?.().catch((error: unknown) => {
    deps.log.warn({ code: error instanceof SoulcasterError ? error.code : 'unknown' }, 'the embedder could not warm up');
  });
  return {
    async claimUnclustered({ projectId, runKey, max }) {
      const { scope } = await openProject(deps.projects, projectId);
      const claimed = await deps.clusters.claimUnclustered(scope, runKey, max);
      return { claimed, more: claimed >= max && (await deps.reports.countUnclustered(scope)) > claimed };
    },
    embedReports: (input) => embedReports(deps, input),
    assignClusters: (input) => assignClusters(deps, known, input),
    writeVectors: (input) => writeVectors(deps, input),
    persistClusters: (input) => persistClusters(deps, input),
    summarizeClusters: (input) => summarizeClusters(deps, known, input),
    async releaseRun({ projectId, runKey }) {
      const project = await deps.projects.find(projectId);
      // Deleted meanwhile: what the run left went with it.
      if (project) await deps.clusters.releaseRun(tenantScope(project), runKey);
    },
  };
}
