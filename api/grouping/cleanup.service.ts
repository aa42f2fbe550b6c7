import { Inject, Injectable } from '@nestjs/common';
import type { AnalyzeBody, ApplyCleanup, CleanupApplied, CleanupBody, CleanupProposal as ProposalBody } from '#domain/api-contract';
import type { z } from 'zod';
import type { Cluster } from '#domain/cluster';
import { type CleanupProposal, isSpared } from '#domain/clustering/cleanup';
import { cohesionLabel, meanOf } from '#domain/clustering/cohesion';
import { SoulcasterError, UnavailableError } from '#domain/errors';
import type { TenantScope } from '#domain/project';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import type { Caller } from '../infra/request.ts';
import { ADAPTERS, LAUNCHER } from '../infra/tokens.ts';
import { RegroupService } from '../regroup/regroup.service.ts';

const CLUSTERS_AT_ONCE = 200;
const MOST_CLUSTERS = 5_000;
const LOOSEST = 20;
const REPORTS_NAMED = 5;

/** Merges and splits that would make the clusters better. Only what a person accepts is done. */
@Injectable()
export class CleanupService {
  private readonly clusters: ApiAdapters['clusters'];
  private readonly reports: ApiAdapters['reports'];
  private readonly journal: ApiAdapters['editJournal'];
  private readonly reviews: ApiAdapters['groupingReviews'];
  private readonly launcher: ApiLauncher;
  private readonly regroup: RegroupService;
  constructor(
    @Inject(ADAPTERS) adapters: ApiAdapters,
    @Inject(LAUNCHER) launcher: ApiLauncher,
    @Inject(RegroupService) regroup: RegroupService,
  ) {
    this.clusters = adapters.clusters;
    this.reports = adapters.reports;
    this.journal = adapters.editJournal;
    this.reviews = adapters.groupingReviews;
    this.launcher = launcher;
    this.regroup = regroup;
  }

  /** @throws {UnavailableError} no worker answers within a minute */
  async propose(scope: TenantScope): Promise<CleanupBody> {
    const found = await this.launcher.survey(scope.projectId, { kind: 'cleanup' });
    const { proposals, lookedAt, protected: spared } = found;
    const at = new Date().toISOString();
    await this.reviews.put(scope, { cleanup: { at, proposals, lookedAt, protected: spared } });
    return { proposals: await this.present(scope, proposals), looked_at: lookedAt, protected: spared, at };
  }

  /** What was found last. What people have changed since, or is left alone by now, is not shown any more. */
  async waiting(scope: TenantScope): Promise<CleanupBody> {
    const { cleanup } = await this.reviews.get(scope);
    if (!cleanup) return { proposals: [], looked_at: 0, protected: 0, at: null };
    const changed = await this.changedSince(scope, cleanup.at);
    const untouched = cleanup.proposals.filter(({ clusterIds }) => !clusterIds.some((id) => changed.has(id)));
    return {
      proposals: await this.present(scope, untouched),
      ...{ looked_at: cleanup.lookedAt, protected: cleanup.protected, at: cleanup.at },
    };
  }

  /** One after the other, each an operation that can be undone by itself. What cannot be done any more is told, and the others go on. */
  async apply(caller: Caller, scope: TenantScope, { commands }: z.infer<typeof ApplyCleanup>): Promise<CleanupApplied> {
    const applied: CleanupApplied = { operations: [], refused: [] };
    for (const [index, command] of commands.entries()) {
      try {
        const { digest } = await this.regroup.preview(scope, command);
        applied.operations.push({ index, id: (await this.regroup.regroup(caller, scope, { command, digest })).id });
      } catch (error) {
        if (!(error instanceof SoulcasterError) || error.httpStatus >= 500) throw error;
        applied.refused.push({ index, code: error.code, message: error.message });
      }
    }
    return applied;
  }

  async analyze(scope: TenantScope): Promise<AnalyzeBody> {
    const [clusters, splits] = await Promise.all([this.all(scope), this.splits(scope)]);
    const measured = clusters.flatMap(({ id, title, reportCount: count, cohesion }) =>
      typeof cohesion === 'number' ? [{ id, title, count, cohesion }] : [],
    );
    const labels = { tight: 0, moderate: 0, loose: 0 };
    for (const { cohesion } of measured) labels[cohesionLabel(cohesion)] += 1;
    return {
      clusters: clusters.length,
      ...labels,
      single: clusters.length - measured.length,
      mean_cohesion: measured.length === 0 ? null : Math.round(meanOf(measured.map(({ cohesion }) => cohesion)) * 1000) / 1000,
      loosest: measured
        .filter(({ cohesion }) => cohesionLabel(cohesion) === 'loose')
        .sort((a, b) => a.cohesion - b.cohesion || b.count - a.count)
        .slice(0, LOOSEST),
      split_recommendations: splits,
    };
  }

  private async changedSince(scope: TenantScope, at: string): Promise<Set<string>> {
    const changed = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await this.journal.list(scope, { limit: CLUSTERS_AT_ONCE, ...(cursor !== undefined && { cursor }) });
      const since = page.items.filter((operation) => operation.at >= at || (operation.undoneAt ?? '') >= at);
      for (const { effects } of since) for (const { clusterId } of effects) changed.add(clusterId);
      cursor = page.items.some((operation) => operation.at >= at) ? (page.nextCursor ?? undefined) : undefined;
    } while (cursor !== undefined);
    return changed;
  }

  private async splits(scope: TenantScope): Promise<ProposalBody[] | null> {
    try {
      return (await this.propose(scope)).proposals.filter(({ kind }) => kind === 'split');
    } catch (error) {
      if (error instanceof UnavailableError) return null;
      throw error;
    }
  }

  private async all(scope: TenantScope): Promise<Cluster[]> {
    const clusters: Cluster[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.clusters.list(scope, { limit: CLUSTERS_AT_ONCE, sort: 'reports', ...(cursor !== undefined && { cursor }) });
      clusters.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && clusters.length < MOST_CLUSTERS);
    return clusters;
  }

  private async present(scope: TenantScope, proposals: readonly CleanupProposal[]): Promise<ProposalBody[]> {
    const ids = [...new Set(proposals.flatMap(({ clusterIds }) => clusterIds))];
    const [clusters, reports] = await Promise.all([
      this.clusters.getMany(scope, ids),
      this.reports.getMany(scope, [...new Set(proposals.flatMap(namedReports))]),
    ]);
    const byId = new Map(clusters.map((cluster) => [cluster.id, cluster]));
    const texts = new Map(reports.map((report) => [report.id, report]));
    return proposals.flatMap((proposal) => {
      const named = proposal.clusterIds.flatMap((id) => byId.get(id) ?? []);
      // One of them has gone since.
      if (named.length < proposal.clusterIds.length || named.some(isSpared)) return [];
      return [
        {
          id: [
            proposal.kind,
            ...proposal.clusterIds,
            ...(proposal.command.kind === 'split' ? proposal.command.reports.slice(0, 1) : []),
          ].join(':'),
          kind: proposal.kind,
          command: proposal.command,
          clusters: named.map(({ id, title, reportCount }) => ({ id, title, count: reportCount })),
          reports: namedReports(proposal)
            .flatMap((id) => texts.get(id) ?? [])
            .map(({ id, title, source }) => ({ id, title, source })),
          score: proposal.score,
          sentence: sentenceOf(proposal, named),
        },
      ];
    });
  }
}

const namedReports = ({ command }: CleanupProposal): string[] => (command.kind === 'split' ? command.reports.slice(0, REPORTS_NAMED) : []);

function sentenceOf({ command, score, before }: CleanupProposal, clusters: readonly Cluster[]): string {
  const [first] = clusters;
  if (command.kind === 'merge') {
    const others = clusters.length === 2 ? `“${clusters[1]!.title}”` : `${clusters.length - 1} others`;
    return `“${first!.title}” and ${others} look like one problem (${score.toFixed(2)}; two reports are joined at 0.50)`;
  }
  const { length } = command.reports;
  const leaving = `${length} of ${first!.reportCount} reports ${length === 1 ? 'looks' : 'look'} like another problem`;
  return `${leaving}: apart they hold together at ${((before ?? 0) + score).toFixed(2)} instead of ${(before ?? 0).toFixed(2)}`;
}
