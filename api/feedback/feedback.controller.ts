import { Controller, Delete, Get, HttpCode, Inject, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { EditFeedback, FeedbackBody, FeedbackQueryParams, RevisionBody } from '#domain/api-contract';
import type { TenantScope } from '#domain/project';
import type { Report } from '#domain/report';
import { OpenSuggestions } from '../grouping/open-suggestions.ts';
import { Access } from '../infra/access.ts';
import { IdParam } from '../infra/id-param.ts';
import { namedListOf } from '../infra/openapi.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import { type Caller, CallerOf, ScopeOf } from '../infra/request.ts';
import { ADAPTERS } from '../infra/tokens.ts';
import { Answers, JsonBody, NoContent, QueryOf } from '../infra/zod-pipe.ts';
import { listBody, wholeList } from '../presenters/list.ts';
import { feedbackBody, revisionBody } from '../presenters/report.ts';
import { Erasure } from './erasure.ts';
import { FeedbackService } from './feedback.service.ts';

const FeedbackList = namedListOf(FeedbackBody);
const RevisionList = namedListOf(RevisionBody);

@ApiTags('feedback')
@Controller('feedback')
export class FeedbackController {
  private readonly reports: ApiAdapters['reports'];
  private readonly service: FeedbackService;
  private readonly erasure: Erasure;
  private readonly open: OpenSuggestions;
  constructor(
    @Inject(ADAPTERS) adapters: ApiAdapters,
    @Inject(FeedbackService) service: FeedbackService,
    @Inject(Erasure) erasure: Erasure,
    @Inject(OpenSuggestions) open: OpenSuggestions,
  ) {
    this.reports = adapters.reports;
    this.service = service;
    this.erasure = erasure;
    this.open = open;
  }

  @Get()
  @Access('project')
  @ApiOperation({ summary: 'Reports, newest first' })
  @Answers(FeedbackList)
  async list(@ScopeOf() scope: TenantScope, @QueryOf(FeedbackQueryParams) query: z.infer<typeof FeedbackQueryParams>) {
    const { limit, cursor, source, status, cluster_id: clusterId } = query;
    const page = await this.reports.list(scope, { limit, cursor, source, status, clusterId });
    const open = await this.open.ofReports(scope, page.items);
    return listBody(page, (report) => feedbackBody(report, open.get(report.id)));
  }

  @Get(':reportId')
  @Access('project')
  @ApiOperation({ summary: 'One report, and why it is in its cluster' })
  @Answers(FeedbackBody)
  async get(@ScopeOf() scope: TenantScope, @IdParam('reportId') reportId: string): Promise<FeedbackBody> {
    return this.body(scope, await this.service.get(scope, reportId));
  }

  @Get(':reportId/revisions')
  @Access('project')
  @ApiOperation({ summary: 'Other words of the same fact: earlier ones, and those of repeats; oldest first, the last 20' })
  @Answers(RevisionList)
  async revisions(@ScopeOf() scope: TenantScope, @IdParam('reportId') reportId: string) {
    await this.service.get(scope, reportId);
    return wholeList((await this.reports.revisions(scope, reportId)).map(revisionBody));
  }

  @Put(':reportId')
  @Access('project')
  @ApiOperation({ summary: 'Changes what a report says; new words are grouped again and the old ones kept as a revision' })
  @Answers(FeedbackBody)
  async edit(
    @ScopeOf() scope: TenantScope,
    @CallerOf() caller: Caller,
    @IdParam('reportId') reportId: string,
    @JsonBody(EditFeedback) fields: EditFeedback,
  ): Promise<FeedbackBody> {
    return this.body(scope, await this.service.edit(caller, scope, reportId, fields));
  }

  @Delete(':reportId')
  @Access('project')
  @ApiOperation({ summary: 'Removes a report; when its sender tells of it again, it is a new one' })
  @NoContent()
  async delete(@ScopeOf() scope: TenantScope, @CallerOf() caller: Caller, @IdParam('reportId') reportId: string): Promise<void> {
    await this.service.delete(caller, scope, reportId);
  }

  @Post(':reportId/erase')
  @HttpCode(204)
  @Access('project')
  @ApiOperation({ summary: 'Removes a report for good: nothing of it is kept, and what comes of it again is left out' })
  @NoContent()
  async erase(@ScopeOf() scope: TenantScope, @CallerOf() caller: Caller, @IdParam('reportId') reportId: string): Promise<void> {
    await this.erasure.erase(caller, scope, reportId);
  }

  private async body(scope: TenantScope, report: Report): Promise<FeedbackBody> {
    return feedbackBody(report, (await this.open.ofReports(scope, [report])).get(report.id));
  }
}
