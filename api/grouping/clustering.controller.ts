import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  BacktestBody,
  BacktestRequest,
  BoundsBody,
  BoundsByThemselves,
  ClusteringStatusBody,
  ClusterJobBody,
  ClusterJobStarted,
  ListQuery,
  ReembedStarted,
  ReviewBody,
  SetBounds,
  TakeBounds,
} from '#domain/api-contract';
import { clusterJobId, clusterJobKey } from '#domain/cluster-job';
import { NotFoundError } from '#domain/errors';
import { spaceName } from '#domain/ports/index';
import type { Project, TenantScope } from '#domain/project';
import { Access } from '../infra/access.ts';
import { IdParam } from '../infra/id-param.ts';
import { Idempotent } from '../infra/idempotency.ts';
import { namedListOf } from '../infra/openapi.ts';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import { type Caller, CallerOf, ProjectOf, ScopeOf } from '../infra/request.ts';
import { ADAPTERS, LAUNCHER } from '../infra/tokens.ts';
import { Answers, JsonBody, QueryOf } from '../infra/zod-pipe.ts';
import { clusterJobBody } from '../presenters/cluster-job.ts';
import { listBody } from '../presenters/list.ts';
import { reviewBody } from '../presenters/grouping-review.ts';
import { BoundsService } from './bounds.service.ts';
import { clusteringStatus } from './clustering-status.ts';

const ClusterJobList = namedListOf(ClusterJobBody);

@ApiTags('grouping')
@Controller()
export class ClusteringController {
  private readonly adapters: Pick<ApiAdapters, 'reports' | 'clusters' | 'embedder'>;
  private readonly launcher: ApiLauncher;
  private readonly bounds: BoundsService;
  constructor(
    @Inject(ADAPTERS) adapters: ApiAdapters,
    @Inject(LAUNCHER) launcher: ApiLauncher,
    @Inject(BoundsService) bounds: BoundsService,
  ) {
    this.adapters = adapters;
    this.launcher = launcher;
    this.bounds = bounds;
  }

  @Post('cluster-jobs')
  @HttpCode(202)
  @Access('project')
  @Idempotent()
  @ApiOperation({ summary: 'Group what waits now, without waiting for a quiet moment' })
  @Answers(ClusterJobStarted, 202)
  async runNow(@ScopeOf() scope: TenantScope): Promise<ClusterJobStarted> {
    const { projectId } = scope;
    const { runKey } = await this.launcher.runClusteringNow(projectId);
    await this.adapters.clusters.announceRun(scope, runKey);
    return { job_id: clusterJobId(projectId, runKey), status: 'pending', project_id: projectId };
  }

  @Get('cluster-jobs')
  @Access('project')
  @ApiOperation({ summary: 'Runs of grouping and re-embeddings, newest first, with how far each is; the last 1,000' })
  @Answers(ClusterJobList)
  async jobs(@ScopeOf() scope: TenantScope, @QueryOf(ListQuery) query: z.infer<typeof ListQuery>) {
    return listBody(await this.adapters.clusters.jobs(scope, query), (job) => clusterJobBody(scope, job));
  }

  @Get('cluster-jobs/:jobId')
  @Access('project')
  @ApiOperation({ summary: 'One of them' })
  @Answers(ClusterJobBody)
  async job(@ScopeOf() scope: TenantScope, @IdParam('jobId') jobId: string): Promise<ClusterJobBody> {
    const job = await this.adapters.clusters.job(scope, clusterJobKey(scope.projectId, jobId));
    if (!job) throw new NotFoundError('There is no such run.');
    return clusterJobBody(scope, job);
  }

  @Get('clustering/status')
  @Access('project')
  @ApiOperation({ summary: 'What waits to be grouped, whether a run is at work, and how far re-embedding is' })
  @Answers(ClusteringStatusBody)
  status(@ScopeOf() scope: TenantScope): Promise<ClusteringStatusBody> {
    return clusteringStatus(this.adapters, this.launcher, scope);
  }

  @Get('clustering/bounds')
  @Access('project')
  @ApiOperation({ summary: 'The bounds between join, suggest and new, of each kind of evidence, and where they come from' })
  @Answers(BoundsBody)
  boundsOf(@ScopeOf() scope: TenantScope, @ProjectOf() project: Project): Promise<BoundsBody> {
    return this.bounds.of(scope, project);
  }

  @Post('clustering/bounds')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({ summary: 'Set the bounds of one kind by hand; they hold from the next run on. Look at the backtest first' })
  @Answers(BoundsBody)
  setBounds(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @ProjectOf() project: Project,
    @JsonBody(SetBounds) bounds: z.infer<typeof SetBounds>,
  ): Promise<BoundsBody> {
    return this.bounds.set(caller, scope, project, bounds);
  }

  @Post('clustering/bounds/take')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({
    summary: "Set the bounds that the project's own answers ask for, as they are proposed; 409 `changed` if they are not any more",
  })
  @Answers(BoundsBody)
  takeBounds(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @ProjectOf() project: Project,
    @JsonBody(TakeBounds) request: z.infer<typeof TakeBounds>,
  ): Promise<BoundsBody> {
    return this.bounds.take(caller, scope, project, request);
  }

  @Post('clustering/bounds/by-themselves')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({ summary: 'Whether bounds that answers ask for are set at night without a person' })
  @Answers(BoundsBody)
  boundsByThemselves(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @JsonBody(BoundsByThemselves) request: z.infer<typeof BoundsByThemselves>,
  ): Promise<BoundsBody> {
    return this.bounds.setByThemselves(caller, scope, request.by_themselves);
  }

  @Post('clustering/review')
  @HttpCode(202)
  @Access('project')
  @ApiOperation({
    summary:
      "Look now at what clean-up would merge and split and which bounds people's answers ask for, as each night; once while one is at work",
  })
  @Answers(ReviewBody, 202)
  async reviewNow(@ScopeOf() { projectId }: TenantScope): Promise<ReviewBody> {
    await this.launcher.startReview(projectId);
    return reviewBody((await this.launcher.describeReview(projectId)) ?? { startedAt: null, running: true, finished: null });
  }

  @Get('clustering/review')
  @Access('project')
  @ApiOperation({ summary: 'Whether such a look is at work, or what the last one that was asked for found' })
  @Answers(ReviewBody)
  async review(@ScopeOf() { projectId }: TenantScope): Promise<ReviewBody> {
    return reviewBody(await this.launcher.describeReview(projectId));
  }

  @Post('clustering/backtest')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({
    summary: 'What other bounds would have joined, split and suggested over the last days, at most 2,000 reports; nothing is changed',
  })
  @Answers(BacktestBody)
  backtest(@ScopeOf() scope: TenantScope, @JsonBody(BacktestRequest) request: z.infer<typeof BacktestRequest>): Promise<BacktestBody> {
    return this.bounds.backtest(scope, request);
  }

  @Post('clustering/reembed')
  @HttpCode(202)
  @Access('project')
  @Idempotent()
  @ApiOperation({
    summary: "Make the vectors of today's embedder for every report, then compare in them; also starts by itself when the model changes",
  })
  @Answers(ReembedStarted, 202)
  async reembed(@ScopeOf() { projectId }: TenantScope): Promise<ReembedStarted> {
    const space = spaceName(this.adapters.embedder.space);
    const { workflowId } = await this.launcher.startReembed(projectId, space);
    return { job_id: workflowId, space, project_id: projectId };
  }
}
