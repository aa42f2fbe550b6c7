import { comparesIn } from '#domain/clustering/space';
import { SoulcasterError } from '#domain/errors';
import { type Project, tenantScope } from '#domain/project';
import type { ClusteringDeps } from './deps.ts';

/** As many as one call of a model takes, and what it may take for them. */
const AT_ONCE = 64;
const PATIENCE_MS = 10_000;
/** After a failure nobody asks again for so long. */
const REST_MS = 60_000;

/** Reports that were grouped while the embedder was away are grouped again once it answers. */
export class ScoringAgain {
  #restsUntilMs = 0;
  readonly #deps: Pick<ClusteringDeps, 'clusters' | 'reports' | 'embedder' | 'log'>;

  constructor(deps: Pick<ClusteringDeps, 'clusters' | 'reports' | 'embedder' | 'log'>) {
    this.#deps = deps;
  }

  /** Puts some back among the unclustered if their vectors can be had now: those that the model refuses are not tried over and over. */
  async putBack(project: Project): Promise<void> {
    const { clusters, reports, embedder, log } = this.#deps;
    if (Date.now() < this.#restsUntilMs || !comparesIn(project, embedder.space)) return;
    const scope = tenantScope(project);
    const ids = await clusters.awaitingVectors(scope, AT_ONCE);
    if (ids.length === 0) return;
    const waiting = await reports.getMany(scope, ids);
    try {
      if (waiting.length > 0) await embedder.embed(waiting, AbortSignal.timeout(PATIENCE_MS));
    } catch (error) {
      this.#restsUntilMs = Date.now() + REST_MS;
      const code = error instanceof SoulcasterError ? error.code : 'unknown';
      log.info({ projectId: project.id, waiting: ids.length, code }, 'the embedder is still away');
      return;
    }
    const regrouped = await clusters.regroupAwaiting(scope, ids);
    log.info({ projectId: project.id, regrouped }, 'the embedder is back: reports are scored again');
  }
}
