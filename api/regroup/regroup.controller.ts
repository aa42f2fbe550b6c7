import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { OperationBody, RegroupPreviewBody, RegroupPreviewRequest, RegroupQueryParams, RegroupRequest } from '#domain/api-contract';
import type { TenantScope } from '#domain/project';
import { Access } from '../infra/access.ts';
import { IdParam } from '../infra/id-param.ts';
import { Idempotent } from '../infra/idempotency.ts';
import { namedListOf } from '../infra/openapi.ts';
import { type Caller, CallerOf, ScopeOf } from '../infra/request.ts';
import { Answers, JsonBody, QueryOf } from '../infra/zod-pipe.ts';
import { RegroupService } from './regroup.service.ts';

const OperationList = namedListOf(OperationBody);

@ApiTags('regroup')
@Controller('regroup')
export class RegroupController {
  private readonly service: RegroupService;
  constructor(@Inject(RegroupService) service: RegroupService) {
    this.service = service;
  }

  @Post('preview')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({ summary: 'What a change of the grouping would do now; its digest goes back with the change' })
  @Answers(RegroupPreviewBody)
  preview(
    @ScopeOf() scope: TenantScope,
    @JsonBody(RegroupPreviewRequest) { command }: z.infer<typeof RegroupPreviewRequest>,
  ): Promise<RegroupPreviewBody> {
    return this.service.preview(scope, command);
  }

  @Post()
  @HttpCode(200)
  @Access('project')
  @Idempotent()
  @ApiOperation({
    summary:
      'Merge, split, move, remove, accept, decline, lock, rename, dismiss, resolve, reopen or snooze; 409 `changed` if it is not as shown',
  })
  @Answers(OperationBody)
  regroup(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @JsonBody(RegroupRequest) request: RegroupRequest,
  ): Promise<OperationBody> {
    return this.service.regroup(caller, scope, request);
  }

  @Get()
  @Access('project')
  @ApiOperation({ summary: 'What people changed, newest first; `cluster_id`: of one cluster' })
  @Answers(OperationList)
  list(@ScopeOf() scope: TenantScope, @QueryOf(RegroupQueryParams) query: z.infer<typeof RegroupQueryParams>) {
    const { limit, cursor, cluster_id: clusterId } = query;
    return this.service.list(scope, { limit, cursor, clusterId });
  }

  @Get(':operationId')
  @Access('project')
  @ApiOperation({ summary: 'One change of the grouping' })
  @Answers(OperationBody)
  get(@ScopeOf() scope: TenantScope, @IdParam('operationId') operationId: string): Promise<OperationBody> {
    return this.service.get(scope, operationId);
  }

  @Post(':operationId/undo')
  @HttpCode(200)
  @Access('project')
  @Idempotent()
  @ApiOperation({ summary: 'Take a change back, within 24 hours; 410 after them, 409 where something later stands on it' })
  @Answers(OperationBody)
  undo(@CallerOf() caller: Caller, @ScopeOf() scope: TenantScope, @IdParam('operationId') operationId: string): Promise<OperationBody> {
    return this.service.undo(caller, scope, operationId);
  }
}
