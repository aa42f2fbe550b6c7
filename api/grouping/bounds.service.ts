import { Inject, Injectable } from '@nestjs/common';
import type { BacktestBody, BacktestRequest, BoundsBody, SetBounds, TakeBounds } from '#domain/api-contract';
import type { z } from 'zod';
import { bandsOf, BoundedKind, type ProposedBounds, type StoredBounds, withBounds, withCalibrated } from '#domain/clustering/bounds';
import { FEATURE_VERSION } from '#domain/clustering/pair-features';
import { ConflictError } from '#domain/errors';
import type { VectorSpace } from '#domain/ports/index';
import type { Project, TenantScope } from '#domain/project';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import type { Caller } from '../infra/request.ts';
import { ADAPTERS, LAUNCHER } from '../infra/tokens.ts';

const OPERATIONS_AT_ONCE = 200;
const MOST_OPERATIONS = 2_000;

/** What decides between join, suggest and new; and what other bounds would have done. */
@Injectable()
export class BoundsService {
  private readonly adapters: Pick<ApiAdapters, 'projects' | 'clusters' | 'editJournal' | 'groupingReviews' | 'embedder' | 'audit'>;
  private readonly launcher: ApiLauncher;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LAUNCHER) launcher: ApiLauncher) {
    this.adapters = adapters;
    this.launcher = launcher;
  }

  async of(scope: TenantScope, project: Project): Promise<BoundsBody> {
    const { space } = this.adapters.embedder;
    const bands = bandsOf(project.settings, space);
    const { bounds } = await this.adapters.groupingReviews.get(scope);
    const kinds = BoundedKind.options.map((kind) => {
      const stored = project.settings.bounds.find((one) => one.kind === kind && isOf(one, space));
      return {
        kind,
        by: stored?.by ?? ('default' as const),
        join_at: bands[kind].joinAt,
        suggest_at: bands[kind].suggestAt,
        calibrated_at: stored?.calibratedAt ?? null,
      };
    });
    const { by, join_at, suggest_at, calibrated_at } = kinds.find(({ kind }) => kind === 'issue')!;
    return {
      by,
      join_at,
      suggest_at,
      calibrated_at,
      ...space,
      feature_version: FEATURE_VERSION,
      kinds,
      answers: await this.answers(scope),
      proposed: this.standing(bounds?.proposed ?? []).map((one) => ({
        ...{ kind: one.kind, join_at: one.joinAt, suggest_at: one.suggestAt, at: one.calibratedAt, answers: one.counts },
        backtest: {
          ...{ days: one.backtest.days, reports: one.backtest.reports, would_suggest: one.backtest.wouldSuggest },
          ...{ would_join: one.backtest.wouldJoin, would_split: one.backtest.wouldSplit },
        },
      })),
      by_themselves: project.settings.boundsByThemselves,
    };
  }

  /** They hold with the vectors of today's embedder, and where reports go without. */
  async set(caller: Caller, scope: TenantScope, project: Project, { kind, join_at, suggest_at }: SetBounds): Promise<BoundsBody> {
    const { space } = this.adapters.embedder;
    const own: StoredBounds = {
      ...{ kind, joinAt: join_at, suggestAt: suggest_at, ...space },
      ...{ featureVersion: FEATURE_VERSION, by: 'person', calibratedAt: new Date().toISOString() },
    };
    const changed = await this.adapters.projects.updateSettings(scope, { bounds: withBounds(project.settings.bounds, own, true) });
    await this.adapters.audit.append({
      actorId: caller.user.id,
      projectId: scope.projectId,
      action: 'clustering.bounds',
      target: kind,
      facts: { join_at: String(join_at), suggest_at: String(suggest_at) },
    });
    return this.of(scope, changed);
  }

  /**
   * Sets what the project's answers ask for.
   * @throws {ConflictError} `changed`: it is not proposed any more as it was shown
   */
  async take(caller: Caller, scope: TenantScope, project: Project, { kind, at }: z.infer<typeof TakeBounds>): Promise<BoundsBody> {
    const { bounds } = await this.adapters.groupingReviews.get(scope);
    const taken = this.standing(bounds?.proposed ?? []).find((one) => one.kind === kind && one.calibratedAt === at);
    if (!bounds || !taken) throw new ConflictError('This is not proposed any more. Look again.', { code: 'changed' });
    const changed = await this.adapters.projects.updateSettings(scope, { bounds: withCalibrated(project.settings.bounds, taken) });
    await this.adapters.groupingReviews.put(scope, { bounds: { ...bounds, proposed: bounds.proposed.filter((one) => one !== taken) } });
    await this.adapters.audit.append({
      actorId: caller.user.id,
      projectId: scope.projectId,
      action: 'clustering.bounds',
      target: kind,
      facts: { join_at: String(taken.joinAt), suggest_at: String(taken.suggestAt), answers: taken.answers ?? 0 },
    });
    return this.of(scope, changed);
  }

  /** Whether what answers ask for is set at night without a person. */
  async setByThemselves(caller: Caller, scope: TenantScope, byThemselves: boolean): Promise<BoundsBody> {
    const changed = await this.adapters.projects.updateSettings(scope, { boundsByThemselves: byThemselves });
    await this.adapters.audit.append({
      actorId: caller.user.id,
      projectId: scope.projectId,
      action: 'clustering.bounds.by_themselves',
      target: null,
      facts: { by_themselves: byThemselves },
    });
    return this.of(scope, changed);
  }

  /** Of the space and features of today. */
  private standing(proposed: readonly ProposedBounds[]): ProposedBounds[] {
    return proposed.filter((one) => isOf(one, this.adapters.embedder.space));
  }

  /** @throws {UnavailableError} no worker answers within a minute */
  async backtest(scope: TenantScope, { days, kind, join_at, suggest_at }: BacktestRequest): Promise<BacktestBody> {
    const found = await this.launcher.survey(scope.projectId, { kind: 'backtest', days, of: kind, joinAt: join_at, suggestAt: suggest_at });
    const ids = [
      ...new Set([...found.wouldJoin.flatMap(({ clusterIds }) => clusterIds), ...found.wouldSplit.map(({ clusterId }) => clusterId)]),
    ];
    const titles = new Map((await this.adapters.clusters.getMany(scope, ids)).map(({ id, title }) => [id, title]));
    return {
      reports: found.reports,
      would_join: found.wouldJoin.map(({ clusterIds, reports }) => ({ titles: clusterIds.flatMap((id) => titles.get(id) ?? []), reports })),
      would_split: found.wouldSplit.map(({ clusterId, parts, reports }) => ({ title: titles.get(clusterId) ?? '', parts, reports })),
      would_suggest: found.wouldSuggest,
    };
  }

  /** What people said to suggestions, and how often they took back what they had joined. */
  private async answers(scope: TenantScope): Promise<BoundsBody['answers']> {
    const counts = { accepted: 0, declined: 0, undone: 0 };
    let cursor: string | undefined;
    for (let read = 0; read < MOST_OPERATIONS; read += OPERATIONS_AT_ONCE) {
      const page = await this.adapters.editJournal.list(scope, { limit: OPERATIONS_AT_ONCE, ...(cursor !== undefined && { cursor }) });
      for (const { command, state } of page.items) {
        if (state === 'undone' && command.kind === 'accept') counts.undone += 1;
        else if (state === 'applied' && command.kind === 'accept') counts.accepted += 1;
        else if (state === 'applied' && command.kind === 'decline') counts.declined += 1;
      }
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    return counts;
  }
}

function isOf(bounds: StoredBounds, { provider, model, dims }: VectorSpace): boolean {
  return bounds.featureVersion === FEATURE_VERSION && bounds.provider === provider && bounds.model === model && bounds.dims === dims;
}
