import { setImmediate as nextTurn } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { byArrival } from '#domain/clustering/assign';
import { backtestSteps } from '#domain/clustering/backtest';
import { bandsOf, type BoundedKind } from '#domain/clustering/bounds';
import { constraintsOf } from '#domain/clustering/constraints';
import { type Project, tenantScope } from '#domain/project';
import type { Report } from '#domain/report';
import type { BacktestSurvey } from './contract.ts';
import type { ClusteringDeps } from './deps.ts';
import { openProject } from './open-project.ts';

const SCAN_BATCH = 500;
const MOST_REPLAYED = 2_000;
const MOST_BEFORE = 5_000;
const MOST = MOST_REPLAYED + MOST_BEFORE;
/** A step is some 100 ms; other work of the worker goes on between. */
const BATCH = 20;
const MOST_LISTED = 100;
const DAY_MS = 86_400_000;

interface OtherBounds {
  of: BoundedKind;
  joinAt: number;
  suggestAt: number;
}

/** The newest reports that are in a cluster, as many as a backtest looks at, of all that are added. */
export class RecentReports {
  #newest: Report[] = [];

  add(batch: readonly Report[]): void {
    for (const report of batch) if (report.clusterId !== null) this.#newest.push(report);
    if (this.#newest.length > 2 * MOST) this.#trim();
  }

  /** Those to be replayed, and those before them. */
  since(days: number): { recent: Report[]; before: Report[] } {
    this.#trim();
    const since = new Date(Date.now() - days * DAY_MS).toISOString();
    const recent = this.#newest.filter((report) => report.receivedAt >= since).slice(-MOST_REPLAYED);
    const before = this.#newest.slice(0, this.#newest.length - recent.length).slice(-MOST_BEFORE);
    return { recent, before };
  }

  #trim(): void {
    this.#newest = this.#newest.sort(byArrival).slice(-MOST);
  }
}

/** See SurveyActivities.backtestBounds. */
export async function backtestBounds(
  deps: ClusteringDeps,
  { projectId, days, ...bounds }: OtherBounds & { projectId: string; days: number },
): Promise<BacktestSurvey> {
  const { project, scope } = await openProject(deps.projects, projectId);
  const reports = new RecentReports();
  for await (const batch of deps.reports.scan(scope, SCAN_BATCH)) {
    reports.add(batch);
    Context.current().heartbeat();
  }
  return await backtestOn(deps, project, reports.since(days), bounds);
}

/** The same on reports that were read before. */
export async function backtestOn(
  deps: ClusteringDeps,
  project: Project,
  { recent, before }: { recent: readonly Report[]; before: readonly Report[] },
  { of, joinAt, suggestAt }: OtherBounds,
): Promise<BacktestSurvey> {
  const bands = { ...bandsOf(project.settings, deps.embedder.space), [of]: { joinAt, suggestAt } };
  const constraints = constraintsOf(await deps.editJournal.teaching(tenantScope(project)));
  const steps = backtestSteps({ reports: recent, before, bands, constraints }, BATCH);
  const context = Context.current();
  for (;;) {
    const step = steps.next();
    if (step.done) {
      const { wouldJoin, wouldSplit, ...counts } = step.value;
      return { kind: 'backtest', ...counts, wouldJoin: wouldJoin.slice(0, MOST_LISTED), wouldSplit: wouldSplit.slice(0, MOST_LISTED) };
    }
    context.heartbeat();
    context.cancellationSignal.throwIfAborted();
    await nextTurn();
  }
}
