import { Inject, Injectable } from '@nestjs/common';
import type { SearchBody } from '#domain/api-contract';
import { searchWords } from '#domain/clustering/search';
import { comparesIn } from '#domain/clustering/space';
import { SoulcasterError } from '#domain/errors';
import type { Project, TenantScope } from '#domain/project';
import { within } from '../infra/deadline.ts';
import type { Log } from '../infra/log.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import { ADAPTERS, LOG } from '../infra/tokens.ts';
import { ProjectIndexes } from './project-indexes.ts';

/** A person waits: after this long words alone answer. The first question loads the local model, and may be one of these. */
const MEANING_MS = 1_500;
const NEAREST = 50;
/** Cosines below which two texts have nothing to do with each other, by provider. */
const UNRELATED: Readonly<Record<string, number>> = { local: 0.3, gemini: 0.6 };

interface Hit {
  score: number;
  by: 'words' | 'meaning' | 'both';
}

/** Finds reports and clusters by words and by meaning. */
@Injectable()
export class SearchService {
  private readonly adapters: Pick<ApiAdapters, 'clusters' | 'reports' | 'vectors' | 'embedder'>;
  private readonly indexes: ProjectIndexes;
  private readonly log: Log;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(ProjectIndexes) indexes: ProjectIndexes, @Inject(LOG) log: Log) {
    this.adapters = adapters;
    this.indexes = indexes;
    this.log = log;
  }

  async search(scope: TenantScope, project: Project, question: string, limit: number): Promise<SearchBody> {
    const { embedder } = this.adapters;
    const [inMemory, meant, named] = await Promise.all([
      this.indexes.of(scope),
      // Vectors of two models are never compared.
      comparesIn(project, embedder.space) ? this.byMeaning(scope, question) : null,
      this.adapters.clusters.list(scope, { limit, sort: 'last_seen', text: question }),
    ]);
    const words = new Map(searchWords(inMemory.index, question, NEAREST).map(({ reportId, score }) => [reportId, score]));
    const hits = ranked(words, meant ?? new Map());
    const reports = (
      await this.adapters.reports.getMany(
        scope,
        hits.slice(0, NEAREST).map(([id]) => id),
      )
    ).map((report) => ({
      report,
      hit: new Map(hits).get(report.id)!,
    }));
    const ofClusters = new Map<string, Hit>(named.items.map(({ id }) => [id, { score: 1, by: 'words' }]));
    for (const { report, hit } of reports) {
      if (report.clusterId !== null && !ofClusters.has(report.clusterId)) ofClusters.set(report.clusterId, hit);
    }
    const clusters = await this.adapters.clusters.getMany(scope, [...ofClusters.keys()]);
    return {
      meaning: meant ? 'used' : 'unavailable',
      reports: reports
        .slice(0, limit)
        .map(({ report: { id, title, source, clusterId }, hit }) => ({ id, title, source, cluster_id: clusterId, ...hit })),
      clusters: clusters
        .map(({ id, title, status, reportCount }) => ({ id, title, status, count: reportCount, ...ofClusters.get(id)! }))
        .sort((a, b) => b.score - a.score || b.count - a.count)
        .slice(0, limit),
    };
  }

  /** Report → how alike, 0..1; null where that cannot be told now. */
  private async byMeaning(scope: TenantScope, question: string): Promise<Map<string, number> | null> {
    const { embedder, vectors } = this.adapters;
    const { space } = embedder;
    const stop = new AbortController();
    const ask = async () => {
      const [own] = await embedder.embed([{ title: question, body: '', kind: 'human' }], stop.signal);
      const [matches] = await vectors.nearest(scope, space, [own!], NEAREST);
      const floor = UNRELATED[space.provider] ?? 0.5;
      return new Map((matches ?? []).flatMap(({ id, cosine }) => (cosine > floor ? [[id, (cosine - floor) / (1 - floor)]] : [])));
    };
    try {
      return await within(ask(), MEANING_MS, null);
    } catch (error) {
      if (!(error instanceof SoulcasterError)) throw error;
      this.log.warn({ code: error.code }, 'a search goes by words alone');
      return null;
    } finally {
      stop.abort();
    }
  }
}

/** Evidence of both kinds adds up and never exceeds 1. */
function ranked(words: ReadonlyMap<string, number>, meant: ReadonlyMap<string, number>): [string, Hit][] {
  const hits = [...new Set([...words.keys(), ...meant.keys()])].map((id): [string, Hit] => {
    const [w, m] = [words.get(id) ?? 0, meant.get(id) ?? 0];
    const score = Math.round((1 - (1 - w) * (1 - m)) * 1000) / 1000;
    return [id, { score, by: w > 0 && m > 0 ? 'both' : w > 0 ? 'words' : 'meaning' }];
  });
  return hits.sort(([a, x], [b, y]) => y.score - x.score || (a < b ? -1 : 1));
}
