import { BoundsTally } from '#domain/clustering/propose-bounds';
import { LEAST_ANSWERS, WORTH_LOOKING } from '#domain/clustering/review-answers';
import { bandsOf, FALSE_JOIN_BUDGET, type ProposedBounds, type StoredBounds, withCalibrated } from '#domain/clustering/bounds';
import { FEATURE_VERSION } from '#domain/clustering/pair-features';
import { labelled } from '#domain/clustering/answers';
import type { Project, TenantScope } from '#domain/project';
import { Context } from '@temporalio/activity';
import { backtestOn, RecentReports } from './backtest-bounds.ts';
import type { ClusteringDeps } from './deps.ts';
import type { KnownReports } from './known-reports.ts';
import { openProject } from './open-project.ts';
import { proposeCleanupOf } from './propose-cleanup.ts';

const SCAN_BATCH = 500;
const BACKTEST_DAYS = 14;

/** See ReviewActivities.projectsToReview. */
export async function projectsToReview(
  { projects }: Pick<ClusteringDeps, 'projects'>,
  { after, max }: { after: string | null; max: number },
): Promise<{ projectIds: string[]; next: string | null }> {
  for await (const scopes of projects.scan(max, after)) {
    const projectIds = scopes.map(({ projectId }) => projectId);
    return { projectIds, next: projectIds.length < max ? null : projectIds.at(-1)! };
  }
  return { projectIds: [], next: null };
}

/** See ReviewActivities.reviewCleanup. */
export async function reviewCleanup(
  deps: ClusteringDeps,
  known: KnownReports,
  { projectId }: { projectId: string },
): Promise<{ proposals: number }> {
  const { scope } = await openProject(deps.projects, projectId);
  const { proposals, lookedAt, protected: spared } = await proposeCleanupOf(deps, known, { projectId });
  await deps.groupingReviews.put(scope, { cleanup: { at: new Date().toISOString(), proposals, lookedAt, protected: spared } });
  return { proposals: proposals.length };
}

/** See ReviewActivities.reviewBounds. */
export async function reviewBounds(
  deps: ClusteringDeps,
  { projectId, asked = false }: { projectId: string; asked?: boolean },
): Promise<{ answers: number; proposed: number; applied: number }> {
  const { project, scope } = await openProject(deps.projects, projectId);
  const rows = await deps.editJournal.answers(scope);
  const answers = rows.reduce((sum, row) => sum + row.answers.filter((one) => labelled(row, one) !== null).length, 0);
  const { bounds: last } = await deps.groupingReviews.get(scope);
  if (answers < LEAST_ANSWERS || (!asked && answers - (last?.answers ?? 0) < WORTH_LOOKING)) return { answers, proposed: 0, applied: 0 };

  const { space } = deps.embedder;
  const tally = new BoundsTally(rows, space);
  const recent = new RecentReports();
  // Read once, for the bounds and for every backtest of them.
  for await (const batch of deps.reports.scan(scope, SCAN_BATCH)) {
    for (const report of batch) tally.add(report);
    recent.add(batch);
    Context.current().heartbeat();
  }
  const replayed = recent.since(BACKTEST_DAYS);
  const at = new Date().toISOString();
  const proposed: ProposedBounds[] = [];
  for (const { kind, joinAt, suggestAt, answers: counts } of tally.propose(bandsOf(project.settings, space), FALSE_JOIN_BUDGET)) {
    const tried = await backtestOn(deps, project, replayed, { of: kind, joinAt, suggestAt });
    proposed.push({
      ...{ kind, joinAt, suggestAt, ...space, featureVersion: FEATURE_VERSION, by: 'calibrated', calibratedAt: at },
      ...{ answers: counts.accepted + counts.declined + counts.undone, counts },
      backtest: {
        ...{ days: BACKTEST_DAYS, reports: tried.reports, wouldSuggest: tried.wouldSuggest },
        ...{ wouldJoin: tried.wouldJoin.length, wouldSplit: tried.wouldSplit.length },
      },
    });
  }
  const applies = project.settings.boundsByThemselves;
  if (applies) await apply(deps, project, scope, proposed);
  await deps.groupingReviews.put(scope, { bounds: { at, answers, proposed: applies ? [] : proposed } });
  return { answers, proposed: proposed.length, applied: applies ? proposed.length : 0 };
}

async function apply(deps: ClusteringDeps, { settings }: Project, scope: TenantScope, proposed: readonly ProposedBounds[]): Promise<void> {
  const bounds = proposed.reduce<readonly StoredBounds[]>((all, one) => withCalibrated(all, one), settings.bounds);
  if (proposed.length > 0) await deps.projects.updateSettings(scope, { bounds: [...bounds] });
  for (const { kind, joinAt, suggestAt, answers = 0 } of proposed) {
    await deps.audit.append({
      actorId: null,
      projectId: scope.projectId,
      action: 'clustering.bounds',
      target: kind,
      facts: { join_at: String(joinAt), suggest_at: String(suggestAt), answers },
    });
  }
}
