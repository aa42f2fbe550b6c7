import { setImmediate as nextTurn } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { byArrival } from '#domain/clustering/assign';
import { backtestSteps } from '#domain/clustering/backtest';
import { bandsOf, type BoundedKind } from '#domain/clustering/bounds';
import { constraintsOf } from '#domain/clustering/constraints';
import type { Report } from '#domain/report';
import type { BacktestSurvey } from './contract.ts';
import type { ClusteringDeps } from './deps.ts';
import { openProject } from './open-project.ts';

const SCAN_BATCH = 500;
const MOST_REPLAYED = 2_000;
const MOST_BEFORE = 5_000;
/** A step is some 100 ms; other work of the worker goes on between. */
const BATCH = 20;
const MOST_LISTED = 100;
const DAY_MS = 86_400_000;

/** See SurveyActivities.backtestBounds. */
export async function backtestBounds(
  deps: ClusteringDeps,
  { projectId, days, of, joinAt, suggestAt }: { projectId: string; days: number; of: BoundedKind; joinAt: number; suggestAt: number },
): Promise<BacktestSurvey> {
  const { project, scope } = await openProject(deps.projects, projectId);
  const since = new Date(Date.now() - days * DAY_MS).toISOString();
  const all: Report[] = [];
  for await (const batch of deps.reports.scan(scope, SCAN_BATCH)) all.push(...batch.filter((report) => report.clusterId !== null));
  all.sort(byArrival);
  const recent = all.filter((report) => report.receivedAt >= since).slice(-MOST_REPLAYED);
  const replayed = new Set(recent);
  const before = all.filter((report) => !replayed.has(report)).slice(-MOST_BEFORE);
  const bands = { ...bandsOf(project.settings, deps.embedder.space), [of]: { joinAt, suggestAt } };
  const steps = backtestSteps(
    { reports: recent, before, bands, constraints: constraintsOf(await deps.editJournal.teaching(scope)) },
    BATCH,
  );
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
