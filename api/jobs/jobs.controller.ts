import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  ApprovePlan,
  DiffBody,
  JobBody,
  JobDetailBody,
  ListQuery,
  LogQuery,
  LogsBody,
  PlanBody,
  RejectPlan,
  RequestChanges,
} from '#domain/api-contract';
import type { TenantScope } from '#domain/project';
import { Access } from '../infra/access.ts';
import { IdParam } from '../infra/id-param.ts';
import { namedListOf } from '../infra/openapi.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import { type Caller, CallerOf, ScopeOf } from '../infra/request.ts';
import { ADAPTERS } from '../infra/tokens.ts';
import { Answers, JsonBody, QueryOf } from '../infra/zod-pipe.ts';
import { jobBody, planBody } from '../presenters/job.ts';
import { listBody, wholeList } from '../presenters/list.ts';
import { JobsService } from './jobs.service.ts';

const JobList = namedListOf(JobBody);
const PlanList = namedListOf(PlanBody);
const JobQuery = ListQuery.extend({
  cluster_id: z.string().max(64).optional(),
  active: z.stringbool().optional(),
});

@ApiTags('jobs')
@Controller('jobs')
export class JobsController {
  private readonly jobs: ApiAdapters['jobs'];
  private readonly service: JobsService;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(JobsService) service: JobsService) {
    this.jobs = adapters.jobs;
    this.service = service;
  }

  @Get()
  @Access('project')
  @ApiOperation({ summary: 'Fixes, newest first' })
  @Answers(JobList)
  async list(@ScopeOf() scope: TenantScope, @QueryOf(JobQuery) query: z.infer<typeof JobQuery>) {
    const { limit, cursor, active, cluster_id: clusterId } = query;
    return listBody(await this.jobs.list(scope, { limit, cursor, active, clusterId }), jobBody);
  }

  @Get(':jobId')
  @Access('project')
  @ApiOperation({ summary: 'One fix, with what Temporal says of it' })
  @Answers(JobDetailBody)
  detail(@ScopeOf() scope: TenantScope, @IdParam('jobId') jobId: string): Promise<JobDetailBody> {
    return this.service.detail(scope, jobId);
  }

  @Get(':jobId/plans')
  @Access('project')
  @ApiOperation({ summary: 'Every version of its plan, newest first' })
  @Answers(PlanList)
  async plans(@ScopeOf() scope: TenantScope, @IdParam('jobId') jobId: string) {
    return wholeList((await this.service.plans(scope, jobId)).map(planBody));
  }

  @Get(':jobId/logs')
  @Access('project')
  @ApiOperation({ summary: 'Its log from a position on; ask again from next_cursor until `ended`' })
  @Answers(LogsBody)
  logs(
    @ScopeOf() scope: TenantScope,
    @IdParam('jobId') jobId: string,
    @QueryOf(LogQuery) { cursor, limit }: z.infer<typeof LogQuery>,
  ): Promise<LogsBody> {
    return this.service.logs(scope, jobId, cursor, limit);
  }

  @Get(':jobId/diff')
  @Access('project')
  @ApiOperation({ summary: 'What it changed, as a unified diff' })
  @Answers(DiffBody)
  async diff(@ScopeOf() scope: TenantScope, @IdParam('jobId') jobId: string): Promise<DiffBody> {
    return { job_id: jobId, diff: await this.service.diff(scope, jobId) };
  }

  @Post(':jobId/approve')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({ summary: 'Approve the plan with this digest; 409 where another is waiting' })
  @Answers(JobBody)
  async approve(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @IdParam('jobId') jobId: string,
    @JsonBody(ApprovePlan) { digest }: z.infer<typeof ApprovePlan>,
  ) {
    return jobBody(await this.service.approve(caller, scope, jobId, digest));
  }

  @Post(':jobId/changes')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({ summary: 'Ask for another plan' })
  @Answers(JobBody)
  async changes(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @IdParam('jobId') jobId: string,
    @JsonBody(RequestChanges) { note }: z.infer<typeof RequestChanges>,
  ) {
    return jobBody(await this.service.requestChanges(caller, scope, jobId, note));
  }

  @Post(':jobId/reject')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({ summary: 'Reject the plan and end the fix' })
  @Answers(JobBody)
  async reject(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @IdParam('jobId') jobId: string,
    @JsonBody(RejectPlan) { reason }: z.infer<typeof RejectPlan>,
  ) {
    return jobBody(await this.service.reject(caller, scope, jobId, reason));
  }

  @Post(':jobId/cancel')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({ summary: 'Stop it, wherever it is' })
  @Answers(JobBody)
  async cancel(@CallerOf() caller: Caller, @ScopeOf() scope: TenantScope, @IdParam('jobId') jobId: string) {
    return jobBody(await this.service.cancel(caller, scope, jobId));
  }
}
