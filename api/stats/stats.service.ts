import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Env } from '#config/env';
import type { StatsBody } from '#domain/api-contract';
import type { TenantScope } from '#domain/project';
import { SourceName } from '#domain/report';
import { tabCounts } from '../clusters/tabs.ts';
import { clustersWithPlanWaiting } from '../clusters/plans-waiting.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import { ADAPTERS, ENV } from '../infra/tokens.ts';

type Stats = z.infer<typeof StatsBody>;

@Injectable()
export class StatsService {
  private readonly env: Env;
  private readonly adapters: ApiAdapters;
  constructor(@Inject(ENV) env: Env, @Inject(ADAPTERS) adapters: ApiAdapters) {
    this.env = env;
    this.adapters = adapters;
  }

  async of(scope: TenantScope): Promise<Stats> {
    const { reports, clusters, jobs, inbox } = this.adapters;
    const [bySource, byStatus, waitingPlans, active, unclustered, waiting, used] = await Promise.all([
      reports.countBySource(scope),
      clusters.countByStatus(scope),
      clustersWithPlanWaiting(jobs, scope),
      jobs.list(scope, { limit: 1, active: true }),
      reports.countUnclustered(scope),
      inbox.waiting(scope),
      reports.ownerUsage(scope.ownerId),
    ]);
    const tabs = tabCounts(byStatus, waitingPlans.length);
    return {
      total_feedback: Object.values(bySource).reduce((sum, count) => sum + count, 0),
      by_source: Object.fromEntries(SourceName.options.map((source) => [source, bySource[source] ?? 0])),
      total_clusters: tabs.all,
      tabs,
      active_fixes: active.total,
      unclustered,
      waiting_deliveries: waiting,
      quota: { reports_used: used, reports_limit: this.env.REPORT_QUOTA },
      provider: this.provider(),
    };
  }

  private provider(): Stats['provider'] {
    const { embedder, planner, agent, demoModel } = this.adapters;
    return {
      embedder: embedder.space.provider === 'local' ? 'local' : embedder.space.model,
      summarizer: this.env.GEMINI_API_KEY ? this.env.GEMINI_SUMMARY_MODEL : 'extractive',
      planner: planner.modelName,
      agent: agent.name,
      demo: demoModel,
    };
  }
}
