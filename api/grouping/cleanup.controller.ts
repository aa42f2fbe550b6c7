import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { AnalyzeBody, ApplyCleanup, CleanupApplied, CleanupBody } from '#domain/api-contract';
import type { TenantScope } from '#domain/project';
import { Access } from '../infra/access.ts';
import { Idempotent } from '../infra/idempotency.ts';
import { type Caller, CallerOf, ScopeOf } from '../infra/request.ts';
import { Answers, JsonBody } from '../infra/zod-pipe.ts';
import { CleanupService } from './cleanup.service.ts';

@ApiTags('grouping')
@Controller('clusters')
export class CleanupController {
  private readonly cleanup: CleanupService;
  constructor(@Inject(CleanupService) cleanup: CleanupService) {
    this.cleanup = cleanup;
  }

  @Get('analyze')
  @Access('project')
  @ApiOperation({ summary: 'How well the clusters hold together, and which should be split' })
  @Answers(AnalyzeBody)
  analyze(@ScopeOf() scope: TenantScope): Promise<AnalyzeBody> {
    return this.cleanup.analyze(scope);
  }

  @Get('cleanup')
  @Access('project')
  @ApiOperation({ summary: 'Merges and splits that were found last, at night or when somebody asked, as far as they still stand' })
  @Answers(CleanupBody)
  waiting(@ScopeOf() scope: TenantScope): Promise<CleanupBody> {
    return this.cleanup.waiting(scope);
  }

  @Post('cleanup')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({ summary: 'Merges and splits that would make the clusters better, with their numbers; nothing is changed' })
  @Answers(CleanupBody)
  propose(@ScopeOf() scope: TenantScope): Promise<CleanupBody> {
    return this.cleanup.propose(scope);
  }

  @Post('cleanup/apply')
  @HttpCode(200)
  @Access('project')
  @Idempotent()
  @ApiOperation({ summary: 'Carry out the proposals that were accepted, one after the other; each can be undone for 24 hours' })
  @Answers(CleanupApplied)
  apply(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @JsonBody(ApplyCleanup) request: z.infer<typeof ApplyCleanup>,
  ): Promise<CleanupApplied> {
    return this.cleanup.apply(caller, scope, request);
  }
}
