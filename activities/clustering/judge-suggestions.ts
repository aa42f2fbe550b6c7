import { Context } from '@temporalio/activity';
import { RateLimitedError, SoulcasterError, UnavailableError, VendorRefusedError } from '#domain/errors';
import type { Judge } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { Report, Suggestion } from '#domain/report';
import type { RunRef } from './contract.ts';
import type { ClusteringDeps } from './deps.ts';
import { openProject } from './open-project.ts';

/** Of one run; the others wait for a person alone. */
const MOST = 20;
/** Calls to the model at the same time, and how long the next run may have to wait for all of them. */
const LANES = 4;
const PATIENCE_MS = 20_000;
/** After a failure nobody asks again for so long, or for as long as the model says. */
const REST_MS = 60_000;

type Deps = Pick<ClusteringDeps, 'reports' | 'clusters' | 'changes' | 'log'> & { projects: Pick<ClusteringDeps['projects'], 'find'> };
type Asked = { report: Report; suggestion: Suggestion };

/**
 * Has a model say what it thinks of what a run suggested. It moves nothing: in the join band and below the bounds it is not asked, what it says
 * stands beside the suggestion, and a person answers. A model that fails leaves the suggestions as they are.
 */
export class Judging {
  #restsUntilMs = 0;
  readonly #deps: Deps;
  readonly #judge: Judge;

  constructor(deps: Deps, judge: Judge) {
    this.#deps = deps;
    this.#judge = judge;
  }

  /** See ClusteringActivities.judgeSuggestions. */
  async judge({ projectId, runKey }: RunRef): Promise<{ judged: number }> {
    if (Date.now() < this.#restsUntilMs) return { judged: 0 };
    const { scope } = await openProject(this.#deps.projects, projectId);
    const waiting = await this.#suggested(scope, runKey);
    const signal = AbortSignal.any([Context.current().cancellationSignal, AbortSignal.timeout(PATIENCE_MS)]);
    const judged: Asked[] = [];
    const lane = async () => {
      for (let asked = waiting.shift(); asked !== undefined; asked = waiting.shift()) {
        if (signal.aborted) return;
        if (await this.#ask(scope, asked, signal)) judged.push(asked);
        Context.current().heartbeat();
      }
    };
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, () => lane().finally(() => (waiting.length = 0))));
    const failed = lanes.find((result) => result.status === 'rejected');
    await this.#deps.changes.publish(
      judged.flatMap(({ report, suggestion }) => [
        { projectId, kind: 'report' as const, id: report.id },
        { projectId, kind: 'cluster' as const, id: suggestion.clusterId },
      ]),
    );
    if (failed) this.#rest(projectId, failed.reason, signal);
    return { judged: judged.length };
  }

  /** The best suggestion of each report, where it still stands. */
  async #suggested(scope: TenantScope, runKey: string): Promise<Asked[]> {
    const decisions = (await this.#deps.clusters.decisions(scope, runKey)).filter(isAsked).slice(0, MOST);
    const reports = await this.#deps.reports.getMany(
      scope,
      decisions.map(({ reportId }) => reportId),
    );
    return reports.flatMap((report) => {
      const suggestion = report.suggestions?.find(({ band }) => band === 'suggest');
      return suggestion && !suggestion.verdict ? [{ report, suggestion }] : [];
    });
  }

  async #ask(scope: TenantScope, { report, suggestion }: Asked, signal: AbortSignal): Promise<boolean> {
    const { reports, clusters } = this.#deps;
    const { clusterId, evidence } = suggestion;
    const cluster = await clusters.get(scope, clusterId);
    if (!cluster) return false;
    const ids = [...new Set([...(evidence.nearestReportId ? [evidence.nearestReportId] : []), ...(cluster.exemplarIds ?? [])])];
    const members = await reports.getMany(scope, ids.length > 0 ? ids : (await clusters.members(scope, clusterId)).slice(0, 1));
    if (members.length === 0) return false;
    const said = await this.#judge.judge(report, members, signal);
    const saw = members.map(({ id }) => id);
    if (!(await reports.setVerdict(scope, report.id, clusterId, { ...said, saw, at: new Date().toISOString() }))) return false;
    // The model took its time: one that was erased meanwhile must not be heard, and whoever erases looks for verdicts after removing it.
    if ((await reports.getMany(scope, saw)).length === saw.length) return true;
    await reports.setVerdict(scope, report.id, clusterId, null);
    return false;
  }

  #rest(projectId: string, error: unknown, signal: AbortSignal): void {
    if (Context.current().cancellationSignal.aborted) throw error;
    const isOfTheModel = error instanceof RateLimitedError || error instanceof UnavailableError || error instanceof VendorRefusedError;
    if (!isOfTheModel && !signal.aborted) throw error;
    const asksToWaitMs = error instanceof SoulcasterError && error.retryAfterSeconds ? error.retryAfterSeconds * 1_000 : REST_MS;
    this.#restsUntilMs = Date.now() + asksToWaitMs;
    const code = error instanceof SoulcasterError ? error.code : 'too_slow';
    this.#deps.log.info({ projectId, code }, 'the model does not judge: suggestions wait for people alone');
  }
}

/** Whether anything of a decision is for a model to judge. */
export function isAsked({ suggestions = [] }: { suggestions?: readonly Suggestion[] }): boolean {
  return suggestions.some(({ band }) => band === 'suggest');
}
