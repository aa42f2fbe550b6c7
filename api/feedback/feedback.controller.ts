import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { FeedbackBody, FeedbackQueryParams } from '#domain/api-contract';
import { NotFoundError } from '#domain/errors';
import type { TenantScope } from '#domain/project';
import { Access } from '../infra/access.ts';
import { IdParam } from '../infra/id-param.ts';
import { namedListOf } from '../infra/openapi.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import { ScopeOf } from '../infra/request.ts';
import { ADAPTERS } from '../infra/tokens.ts';
import { Answers, QueryOf } from '../infra/zod-pipe.ts';
import { listBody } from '../presenters/list.ts';
import { feedbackBody } from '../presenters/report.ts';

const FeedbackList = namedListOf(FeedbackBody);

@ApiTags('feedback')
@Controller('feedback')
export class FeedbackController {
  private readonly reports: ApiAdapters['reports'];
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters) {
    this.reports = adapters.reports;
  }

  @Get()
  @Access('project')
  @ApiOperation({ summary: 'Reports, newest first' })
  @Answers(FeedbackList)
  async list(@ScopeOf() scope: TenantScope, @QueryOf(FeedbackQueryParams) query: z.infer<typeof FeedbackQueryParams>) {
    const { limit, cursor, source, status, cluster_id: clusterId } = query;
    return listBody(await this.reports.list(scope, { limit, cursor, source, status, clusterId }), feedbackBody);
  }

  @Get(':reportId')
  @Access('project')
  @ApiOperation({ summary: 'One report, and why it is in its cluster' })
  @Answers(FeedbackBody)
  async get(@ScopeOf() scope: TenantScope, @IdParam('reportId') reportId: string): Promise<FeedbackBody> {
    const report = await this.reports.get(scope, reportId);
    if (!report) throw new NotFoundError('There is no such report.');
    return feedbackBody(report);
  }
}
