import { Inject, Injectable } from '@nestjs/common';
import type { SuggestedFor } from '#domain/api-contract';
import { apartOf } from '#domain/clustering/apart';
import type { TenantScope } from '#domain/project';
import type { Report, Suggestion } from '#domain/report';
import type { ApiAdapters } from '../infra/parts.ts';
import { ADAPTERS } from '../infra/tokens.ts';

/** A report that a run suggested for a cluster other than its own. */
interface Pair {
  reportId: string;
  clusterId: string;
}

/** What runs suggested and no person has answered, in either direction. */
@Injectable()
export class OpenSuggestions {
  private readonly adapters: Pick<ApiAdapters, 'clusters' | 'reports' | 'editJournal'>;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters) {
    this.adapters = adapters;
  }

  /** Cluster → reports elsewhere that may belong to it; clusters without any are left out. @param clusterIds of these alone */
  async ofClusters(scope: TenantScope, clusterIds?: readonly string[]): Promise<Map<string, string[]>> {
    const suggested = await this.adapters.clusters.suggested(scope, clusterIds);
    const pairs = [...suggested].flatMap(([clusterId, ids]) => ids.map((reportId): Pair => ({ reportId, clusterId })));
    const open = Map.groupBy(await this.unanswered(scope, pairs), ({ clusterId }) => clusterId);
    return new Map([...open].map(([clusterId, of]) => [clusterId, of.map(({ reportId }) => reportId)]));
  }

  /** Report → other clusters it may belong to, best first; reports without any are left out. */
  async ofReports(scope: TenantScope, reports: readonly Report[]): Promise<Map<string, SuggestedFor[]>> {
    const suggested = reports.flatMap((report) =>
      suggestionsOf(report).map(({ clusterId, score }) => ({ reportId: report.id, clusterId, score })),
    );
    const clusters = await this.adapters.clusters.getMany(scope, [...new Set(suggested.map(({ clusterId }) => clusterId))]);
    const titles = new Map(clusters.map(({ id, title }) => [id, title]));
    const pairs = suggested.filter(({ clusterId }) => titles.has(clusterId));
    const open = Map.groupBy(await this.unanswered(scope, pairs), ({ reportId }) => reportId);
    return new Map(
      [...open].map(([reportId, of]) => [
        reportId,
        of.map(({ clusterId, score }): SuggestedFor => ({ cluster_id: clusterId, title: titles.get(clusterId)!, score })),
      ]),
    );
  }

  /** Without those that people keep apart. */
  private async unanswered<T extends Pair>(scope: TenantScope, pairs: readonly T[]): Promise<T[]> {
    if (pairs.length === 0) return [];
    const asked = new Set(pairs.map(({ reportId }) => reportId));
    const { cannotLink } = await this.adapters.editJournal.teaching(scope);
    const spoken = cannotLink.filter(({ a, b }) => [...a.reports, ...b.reports].some((id) => asked.has(id)));
    const named = new Set(spoken.flatMap(({ a, b }) => [...a.reports, ...b.reports]));
    const places = await this.adapters.reports.clustersOf(scope, [...named]);
    const apart = apartOf({ cannotLink: spoken }, (id) => places.get(id) ?? null);
    return pairs.filter(({ reportId, clusterId }) => !apart.reportFrom(reportId, clusterId));
  }
}

/** Those a person is asked about, of clusters it is not in. */
function suggestionsOf({ clusterId, suggestions = [] }: Report): Suggestion[] {
  return suggestions.filter((one) => one.band === 'suggest' && one.clusterId !== clusterId);
}
