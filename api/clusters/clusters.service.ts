import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { type ClusterBody, type ClusterDetailBody, ClusterQueryParams } from '#domain/api-contract';
import type { Cluster } from '#domain/cluster';
import { NotFoundError } from '#domain/errors';
import type { FixJob } from '#domain/fix-job';
import type { TenantScope } from '#domain/project';
import { SourceName } from '#domain/report';
import { OpenSuggestions } from '../grouping/open-suggestions.ts';
import { SimilarService } from '../grouping/similar.service.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import { ADAPTERS } from '../infra/tokens.ts';
import { newest } from '../jobs/newest-plan.ts';
import { clusterBody, clusterDetailBody } from '../presenters/cluster.ts';
import { listBody } from '../presenters/list.ts';
import { clustersWithPlanWaiting } from './plans-waiting.ts';
import { statusesOf } from './tabs.ts';

const SHOWN_REPORTS = 20;

/** `severity` and `source` may name several, separated by commas. */
const listed = <T extends z.ZodType<string, string>>(item: T) =>
  z
    .string()
    .max(100)
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(item));
export const ClusterQuery = ClusterQueryParams.extend({
  severity: listed(z.enum(['P1', 'P2', 'P3'])).optional(),
  source: listed(SourceName).optional(),
});

@Injectable()
export class ClustersService {
  private readonly adapters: Pick<ApiAdapters, 'clusters' | 'reports' | 'jobs'>;
  private readonly similar: SimilarService;
  private readonly open: OpenSuggestions;
  constructor(
    @Inject(ADAPTERS) adapters: ApiAdapters,
    @Inject(SimilarService) similar: SimilarService,
    @Inject(OpenSuggestions) open: OpenSuggestions,
  ) {
    this.adapters = adapters;
    this.similar = similar;
    this.open = open;
  }

  async list(scope: TenantScope, query: z.infer<typeof ClusterQuery>) {
    const alsoIds = query.tab === 'needs_you' ? await clustersWithPlanWaiting(this.adapters.jobs, scope) : undefined;
    const open = query.has_suggestion === undefined ? null : await this.open.ofClusters(scope);
    const page = await this.adapters.clusters.list(scope, {
      limit: query.limit,
      cursor: query.cursor,
      status: statusesOf(query.tab),
      alsoIds,
      ...(open && (query.has_suggestion ? { onlyIds: [...open.keys()] } : { exceptIds: [...open.keys()] })),
      severity: query.severity,
      source: query.source,
      text: query.q?.trim() || undefined,
      sort: query.sort,
    });
    const [jobs, suggested] = await Promise.all([
      this.jobsOf(scope, page.items),
      open ??
        this.open.ofClusters(
          scope,
          page.items.map(({ id }) => id),
        ),
    ]);
    return listBody(page, (cluster): ClusterBody => {
      return clusterBody(cluster, jobs.get(cluster.id) ?? null, suggested.get(cluster.id)?.length ?? 0);
    });
  }

  /** @throws {NotFoundError} */
  async get(scope: TenantScope, clusterId: string): Promise<Cluster> {
    const cluster = await this.adapters.clusters.get(scope, clusterId);
    if (!cluster) throw new NotFoundError('There is no such cluster.');
    return cluster;
  }

  async detail(scope: TenantScope, clusterId: string): Promise<ClusterDetailBody> {
    const { clusters, reports, jobs } = this.adapters;
    const cluster = await this.get(scope, clusterId);
    const [memberIds, suggestions, job, plans] = await Promise.all([
      clusters.members(scope, clusterId),
      this.similar.suggestions(scope, clusterId),
      cluster.jobId === null ? null : jobs.get(scope, cluster.jobId),
      cluster.jobId === null ? [] : jobs.plans(scope, cluster.jobId),
    ]);
    const members = await reports.getMany(scope, memberIds);
    const shown = members.slice(-SHOWN_REPORTS).toReversed();
    const suggestedFor = await this.open.ofReports(scope, shown);
    return clusterDetailBody({ cluster, job, plan: newest(plans), members, shown, suggestions, suggestedFor });
  }

  private async jobsOf(scope: TenantScope, clusters: Cluster[]): Promise<Map<string, FixJob>> {
    const known = await Promise.all(
      clusters.flatMap(({ id, jobId }) => (jobId === null ? [] : [this.adapters.jobs.get(scope, jobId).then((job) => [id, job] as const)])),
    );
    return new Map(known.flatMap(([id, job]) => (job ? [[id, job] as const] : [])));
  }
}
