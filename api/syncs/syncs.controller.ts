import { Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { AddRepository, PollStarted, SetSubreddits, SubredditsBody, SyncBody, SyncStarted } from '#domain/api-contract';
import type { Project, TenantScope } from '#domain/project';
import { Access } from '../infra/access.ts';
import { namedListOf } from '../infra/openapi.ts';
import { type Caller, CallerOf, ProjectOf, ScopeOf } from '../infra/request.ts';
import { Answers, JsonBody, NoContent } from '../infra/zod-pipe.ts';
import { wholeList } from '../presenters/list.ts';
import { syncBody } from '../presenters/sync.ts';
import { SyncsService } from './syncs.service.ts';

const SyncList = namedListOf(SyncBody);
const OWNER = ApiParam({ name: 'owner', schema: { type: 'string' } });
const NAME = ApiParam({ name: 'name', schema: { type: 'string' } });

@ApiTags('syncs')
@Controller()
export class SyncsController {
  private readonly service: SyncsService;
  constructor(@Inject(SyncsService) service: SyncsService) {
    this.service = service;
  }

  @Get('config/github/repos')
  @Access('project')
  @ApiOperation({ summary: 'Repositories whose issues are read regularly' })
  @Answers(SyncList)
  async repositories(@ScopeOf() scope: TenantScope) {
    return wholeList((await this.service.list(scope, 'github')).map(syncBody));
  }

  @Post('config/github/repos')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({ summary: 'Read the issues of a repository regularly, or switch that on or off' })
  @Answers(SyncBody)
  async addRepository(
    @CallerOf() caller: Caller,
    @ProjectOf() project: Project,
    @ScopeOf() scope: TenantScope,
    @JsonBody(AddRepository) body: AddRepository,
  ): Promise<SyncBody> {
    return syncBody(await this.service.addRepository(caller, project, scope, body));
  }

  @Delete('config/github/repos/:owner/:name')
  @NoContent()
  @Access('project')
  @OWNER
  @NAME
  @ApiOperation({ summary: 'Read it no more; what came of it stays' })
  async removeRepository(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @Param('owner') owner: string,
    @Param('name') name: string,
  ): Promise<void> {
    await this.service.removeRepository(caller, scope, `${owner}/${name}`);
  }

  @Get('config/reddit/subreddits')
  @Access('project')
  @ApiOperation({ summary: 'Subreddits that are polled' })
  @Answers(SubredditsBody)
  async subreddits(@ScopeOf() scope: TenantScope): Promise<z.infer<typeof SubredditsBody>> {
    const targets = await this.service.list(scope, 'reddit');
    return { subreddits: targets.map(({ name }) => name), syncs: targets.map(syncBody), project_id: scope.projectId };
  }

  @Post('config/reddit/subreddits')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({ summary: 'Poll these subreddits and no others' })
  @Answers(SubredditsBody)
  async setSubreddits(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @JsonBody(SetSubreddits) { subreddits }: z.infer<typeof SetSubreddits>,
  ): Promise<z.infer<typeof SubredditsBody>> {
    await this.service.setSubreddits(caller, scope, subreddits);
    return this.subreddits(scope);
  }

  @Post('ingest/github/sync/:owner/:name')
  @HttpCode(202)
  @Access('project')
  @OWNER
  @NAME
  @ApiOperation({ summary: 'Read a repository now, and regularly from then on' })
  @Answers(SyncStarted, 202)
  syncRepository(
    @CallerOf() caller: Caller,
    @ProjectOf() project: Project,
    @ScopeOf() scope: TenantScope,
    @Param('owner') owner: string,
    @Param('name') name: string,
  ): Promise<SyncStarted> {
    return this.service.syncRepository(caller, project, scope, `${owner}/${name}`);
  }

  @Post('ingest/sentry/sync')
  @HttpCode(202)
  @Access('project')
  @ApiOperation({ summary: 'Pull what Sentry has now' })
  @Answers(SyncStarted, 202)
  syncSentry(@CallerOf() caller: Caller, @ScopeOf() scope: TenantScope): Promise<SyncStarted> {
    return this.service.syncSource(caller, scope, 'sentry');
  }

  @Post('ingest/posthog/sync')
  @HttpCode(202)
  @Access('project')
  @ApiOperation({ summary: 'Pull what PostHog has now' })
  @Answers(SyncStarted, 202)
  syncPostHog(@CallerOf() caller: Caller, @ScopeOf() scope: TenantScope): Promise<SyncStarted> {
    return this.service.syncSource(caller, scope, 'posthog');
  }

  @Post('admin/trigger-poll')
  @HttpCode(202)
  @Access('project')
  @ApiOperation({ summary: 'Poll the subreddits of the project now' })
  @Answers(PollStarted, 202)
  poll(@ScopeOf() scope: TenantScope): Promise<PollStarted> {
    return this.service.pollSubreddits(scope);
  }
}
