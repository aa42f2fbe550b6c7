import { Inject, Injectable } from '@nestjs/common';
import type { SimilarBody, SuggestionBody } from '#domain/api-contract';
import { type Apart, apartOf } from '#domain/clustering/apart';
import { bandsOf, type BandsOfKinds } from '#domain/clustering/bounds';
import { evidenceSentence } from '#domain/clustering/explain';
import { seedsOf, type SimilarCluster, similarClusters } from '#domain/clustering/similar';
import { indexTermsOf } from '#domain/clustering/terms';
import { NotFoundError, SoulcasterError } from '#domain/errors';
import type { Project, TenantScope } from '#domain/project';
import type { Evidence, Report, Suggestion } from '#domain/report';
import { within } from '../infra/deadline.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import { ADAPTERS } from '../infra/tokens.ts';
import { OpenSuggestions } from './open-suggestions.ts';
import type { ProjectIndex } from './project-index.ts';
import { ProjectIndexes } from './project-indexes.ts';

const MOST = 10;
const MOST_SUGGESTIONS = 20;
const NEAREST = 20;
const READ_AT_ONCE = 200;
/** The vector index adds candidates; a person does not wait for it longer. */
const VECTORS_MS = 150;
const RULES = { event: 'frames', log: 'template', issue: 'words', prose: 'meaning' } as const;

type Adapters = Pick<ApiAdapters, 'clusters' | 'reports' | 'vectors' | 'embedder' | 'editJournal'>;

/** What may belong together, by the scores that grouping uses. */
@Injectable()
export class SimilarService {
  private readonly adapters: Adapters;
  private readonly indexes: ProjectIndexes;
  private readonly open: OpenSuggestions;
  constructor(
    @Inject(ADAPTERS) adapters: ApiAdapters,
    @Inject(ProjectIndexes) indexes: ProjectIndexes,
    @Inject(OpenSuggestions) open: OpenSuggestions,
  ) {
    this.adapters = adapters;
    this.indexes = indexes;
    this.open = open;
  }

  /** The nearest clusters, at most 10, below the bounds as well. @throws {NotFoundError} */
  async similar(scope: TenantScope, project: Project, clusterId: string): Promise<SimilarBody[]> {
    const { clusters, editJournal, embedder } = this.adapters;
    const [cluster, members, inMemory, teaching] = await Promise.all([
      clusters.get(scope, clusterId),
      clusters.members(scope, clusterId),
      this.indexes.of(scope),
      editJournal.teaching(scope),
    ]);
    if (!cluster) throw new NotFoundError('There is no such cluster.');
    const { index, likenesses } = inMemory;
    const seeds = seedsOf(index, members, cluster.exemplarIds);
    const extra = (await this.byVector(scope, seeds)).filter((id) => index.profiles.has(id));
    const bands = bandsOf(project.settings, embedder.space);
    const found = similarClusters(index, likenesses, { clusterId, seeds, extra, bands, most: MOST });
    const apart = apartOf(teaching, (id) => inMemory.clusterOf(id));
    return this.present(scope, clusterId, found, bands, apart, inMemory);
  }

  /**
   * Reports elsewhere that may belong to it, as of when each was grouped, the best 20; what a person has answered is left out.
   * @throws {NotFoundError}
   */
  async suggestionsFor(scope: TenantScope, clusterId: string): Promise<SuggestionBody[]> {
    if (!(await this.adapters.clusters.get(scope, clusterId))) throw new NotFoundError('There is no such cluster.');
    return (await this.suggestions(scope, clusterId)).items;
  }

  /** The same of a cluster that is known to be there. @returns total how many there are */
  async suggestions(scope: TenantScope, clusterId: string): Promise<{ items: SuggestionBody[]; total: number }> {
    const { reports } = this.adapters;
    const ids = (await this.open.ofClusters(scope, [clusterId])).get(clusterId) ?? [];
    const found = (await inChunks(ids, (chunk) => reports.getMany(scope, chunk)))
      .flatMap((report) => {
        const suggestion = report.suggestions?.find((one) => one.clusterId === clusterId && one.band === 'suggest');
        return suggestion ? [{ report, suggestion }] : [];
      })
      .toSorted((a, b) => b.suggestion.score - a.suggestion.score || (a.report.id < b.report.id ? -1 : 1));
    const shown = found.slice(0, MOST_SUGGESTIONS);
    const nearest = await reports.getMany(scope, [
      ...new Set(shown.flatMap(({ suggestion }) => suggestion.evidence.nearestReportId ?? [])),
    ]);
    const titles = new Map(nearest.map(({ id, title }) => [id, title]));
    return { items: shown.map(({ report, suggestion }) => suggestionBody(report, suggestion, titles)), total: found.length };
  }

  private async present(
    scope: TenantScope,
    clusterId: string,
    found: readonly SimilarCluster[],
    bands: BandsOfKinds,
    apart: Apart,
    project: ProjectIndex,
  ): Promise<SimilarBody[]> {
    const ids = [...new Set(found.flatMap(({ own, nearest }) => [own, nearest]))];
    const [clusters, reports] = await Promise.all([
      this.adapters.clusters.getMany(
        scope,
        found.map((one) => one.clusterId),
      ),
      this.adapters.reports.getMany(scope, ids),
    ]);
    const byId = new Map(clusters.map((cluster) => [cluster.id, cluster]));
    const texts = new Map(reports.map((report) => [report.id, report]));
    return found.flatMap((one) => {
      const cluster = byId.get(one.clusterId);
      const [own, nearest] = [texts.get(one.own), texts.get(one.nearest)];
      if (!cluster || !own || !nearest) return [];
      return [
        {
          cluster_id: cluster.id,
          title: cluster.title,
          status: cluster.status,
          count: cluster.reportCount,
          score: one.score,
          band: apart.clusters(clusterId, cluster.id) ? ('apart' as const) : one.band,
          sentence: evidenceSentence(evidenceOf(one, own, nearest, bands, sharedTerms(project, one))),
        },
      ];
    });
  }

  /** What the vector index finds near its seeds; nothing where it is slow or down, because words have found theirs. */
  private async byVector(scope: TenantScope, seeds: readonly string[]): Promise<string[]> {
    const { vectors, embedder } = this.adapters;
    const ask = async () => {
      const own = await vectors.fetch(scope, embedder.space, seeds);
      const matches = await vectors.nearest(scope, embedder.space, [...own.values()], NEAREST);
      return matches.flat().map(({ id }) => id);
    };
    try {
      return await within(ask(), VECTORS_MS, []);
    } catch (error) {
      if (error instanceof SoulcasterError) return [];
      throw error;
    }
  }
}

/** A few calls instead of one long one, or one per report. */
async function inChunks<T>(ids: readonly string[], read: (chunk: string[]) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let from = 0; from < ids.length; from += READ_AT_ONCE) all.push(...(await read(ids.slice(from, from + READ_AT_ONCE))));
  return all;
}

function suggestionBody(
  { id, title, source, clusterId }: Report,
  { score, evidence, verdict }: Suggestion,
  titles: ReadonlyMap<string, string>,
): SuggestionBody {
  const nearestTitle = evidence.nearestReportId === null ? null : (titles.get(evidence.nearestReportId) ?? null);
  return {
    report_id: id,
    title,
    source,
    cluster_id: clusterId,
    score,
    sentence: evidenceSentence({ ...evidence, nearestTitle }),
    verdict: verdict ? { answer: verdict.answer, reason: verdict.reason, by: verdict.by } : null,
  };
}

function sharedTerms({ index, likenesses }: ProjectIndex, { own, nearest }: SimilarCluster): string[] {
  const [a, b] = [likenesses.standIn(own), likenesses.standIn(nearest)];
  return index.words.has(a) && index.words.has(b) ? index.words.shared(a, b) : [];
}

/** `shared`: terms that both hold, rarest first. */
function evidenceOf(
  { score, kind, key }: SimilarCluster,
  own: Report,
  nearest: Report,
  bands: BandsOfKinds,
  shared: readonly string[],
): Evidence {
  const { written } = indexTermsOf(own);
  const frames = new Set(nearest.exceptions.flatMap((exception) => exception.frames.flatMap((frame) => frame.function ?? [])));
  return {
    rule: key ?? RULES[kind],
    version: '',
    score: key === null ? score : null,
    bound: key === null ? bands[kind].joinAt : null,
    nearestReportId: nearest.id,
    nearestTitle: nearest.title,
    sharedWords: [...new Set(shared.map((term) => written.get(term)?.toLowerCase() ?? term))].slice(0, 8),
    sharedFrames: own.exceptions
      .flatMap((exception) => exception.frames.toReversed().flatMap((frame) => frame.function ?? []))
      .filter((name) => frames.has(name))
      .slice(0, 8),
    fingerprint: null,
    space: null,
    decidedAt: '',
  };
}
