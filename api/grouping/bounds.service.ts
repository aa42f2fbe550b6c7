import { Inject, Injectable } from '@nestjs/common';
import type { BacktestBody, BacktestRequest, BoundsBody, SetBounds } from '#domain/api-contract';
import { bandsOf, BoundedKind, DEFAULT_BANDS, type StoredBounds } from '#domain/clustering/bounds';
import { FEATURE_VERSION } from '#domain/clustering/pair-features';
import type { VectorSpace } from '#domain/ports/index';
import type { Project, TenantScope } from '#domain/project';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import type { Caller } from '../infra/request.ts';
import { ADAPTERS, LAUNCHER } from '../infra/tokens.ts';

const OPERATIONS_AT_ONCE = 200;
const MOST_OPERATIONS = 2_000;
const WITHOUT_VECTORS: VectorSpace = { provider: '', model: '', dims: 0 };

/** What decides between join, suggest and new; and what other bounds would have done. */
@Injectable()
export class BoundsService {
  private readonly adapters: Pick<ApiAdapters, 'projects' | 'clusters' | 'editJournal' | 'embedder' | 'audit'>;
  private readonly launcher: ApiLauncher;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LAUNCHER) launcher: ApiLauncher) {
    this.adapters = adapters;
    this.launcher = launcher;
  }

  async of(scope: TenantScope, project: Project): Promise<BoundsBody> {
    const { space } = this.adapters.embedder;
    const bands = bandsOf(project.settings, space);
    const kinds = BoundedKind.options.map((kind) => {
      const stored = project.settings.bounds.find((bounds) => bounds.kind === kind && isOf(bounds, space));
      const byHand = kind === 'issue' && project.settings.joinAt !== DEFAULT_BANDS.issue.joinAt;
      return {
        kind,
        by: stored?.by ?? (byHand ? ('person' as const) : ('default' as const)),
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
    };
  }

  /** They hold with the vectors of today's embedder, and where reports go without. */
  async set(caller: Caller, scope: TenantScope, project: Project, { kind, join_at, suggest_at }: SetBounds): Promise<BoundsBody> {
    const spaces = [this.adapters.embedder.space, WITHOUT_VECTORS];
    const own = spaces.map((space): StoredBounds => ({
      ...{ kind, joinAt: join_at, suggestAt: suggest_at, ...space },
      ...{ featureVersion: FEATURE_VERSION, by: 'person', calibratedAt: new Date().toISOString() },
    }));
    const others = project.settings.bounds.filter((bounds) => bounds.kind !== kind || !spaces.some((space) => isOf(bounds, space)));
    const changed = await this.adapters.projects.updateSettings(scope, { bounds: [...own, ...others].slice(0, 40) });
    await this.adapters.audit.append({
      actorId: caller.user.id,
      projectId: scope.projectId,
      action: 'clustering.bounds',
      target: kind,
      facts: { join_at: String(join_at), suggest_at: String(suggest_at) },
    });
    return this.of(scope, changed);
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
