import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { StatsBody } from '#domain/api-contract';
import type { TenantScope } from '#domain/project';
import { Access } from '../infra/access.ts';
import { ScopeOf } from '../infra/request.ts';
import { Answers } from '../infra/zod-pipe.ts';
import { StatsService } from './stats.service.ts';

@ApiTags('stats')
@Controller('stats')
export class StatsController {
  private readonly service: StatsService;
  constructor(@Inject(StatsService) service: StatsService) {
    this.service = service;
  }

  @Get()
  @Access('project')
  @ApiOperation({ summary: 'Counts of a project, and how things are done here' })
  @Answers(StatsBody)
  stats(@ScopeOf() scope: TenantScope) {
    return this.service.of(scope);
  }
}
