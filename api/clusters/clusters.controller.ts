import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { ClusterBody, ClusterDetailBody, StartFixAnswer } from '#domain/api-contract';
import type { Project, TenantScope } from '#domain/project';
import { Access } from '../infra/access.ts';
import { Idempotent } from '../infra/idempotency.ts';
import { IdParam } from '../infra/id-param.ts';
import { namedListOf } from '../infra/openapi.ts';
import { type Caller, CallerOf, ProjectOf, ScopeOf } from '../infra/request.ts';
import { Answers, QueryOf } from '../infra/zod-pipe.ts';
import { ClusterQuery, ClustersService } from './clusters.service.ts';
import { StartFix } from './start-fix.ts';

const ClusterList = namedListOf(ClusterBody);

@ApiTags('clusters')
@Controller('clusters')
export class ClustersController {
  private readonly service: ClustersService;
  private readonly startFix: StartFix;
  constructor(@Inject(ClustersService) service: ClustersService, @Inject(StartFix) startFix: StartFix) {
    this.service = service;
    this.startFix = startFix;
  }

  @Get()
  @Access('project')
  @ApiOperation({
    summary: 'Clusters by tab, severity, source, words and open suggestions; `severity` and `source` take several, comma-separated',
  })
  @Answers(ClusterList)
  list(@ScopeOf() scope: TenantScope, @QueryOf(ClusterQuery) query: z.infer<typeof ClusterQuery>) {
    return this.service.list(scope, query);
  }

  @Get(':clusterId')
  @Access('project')
  @ApiOperation({ summary: 'One cluster: its newest reports, why they are together, the plan of its fix' })
  @Answers(ClusterDetailBody)
  detail(@ScopeOf() scope: TenantScope, @IdParam('clusterId') clusterId: string): Promise<ClusterDetailBody> {
    return this.service.detail(scope, clusterId);
  }

  @Post(':clusterId/start_fix')
  @HttpCode(200)
  @Access('project')
  @Idempotent()
  @ApiOperation({ summary: 'Start a fix, or find the one that runs' })
  @Answers(StartFixAnswer)
  async start(
    @CallerOf() caller: Caller,
    @ProjectOf() project: Project,
    @ScopeOf() scope: TenantScope,
    @IdParam('clusterId') clusterId: string,
  ): Promise<StartFixAnswer> {
    const { jobId } = await this.startFix.start(caller, project, scope, clusterId);
    return { status: 'ok', job_id: jobId, cluster_id: clusterId, project_id: scope.projectId };
  }
}
