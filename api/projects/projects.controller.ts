import { Controller, Delete, Get, Inject, Patch, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CreateProject, ProjectBody, ProjectContentsBody, UpdateProject } from '#domain/api-contract';
import type { Project, TenantScope } from '#domain/project';
import { Access } from '../infra/access.ts';
import { Idempotent } from '../infra/idempotency.ts';
import { IdParam } from '../infra/id-param.ts';
import { namedListOf } from '../infra/openapi.ts';
import { type ApiReply, type Caller, CallerOf, ProjectOf, ScopeOf } from '../infra/request.ts';
import { Answers, JsonBody, NoContent } from '../infra/zod-pipe.ts';
import { MeService } from '../me/me.service.ts';
import { wholeList } from '../presenters/list.ts';
import { projectBody } from '../presenters/project.ts';
import { ProjectsService } from './projects.service.ts';

const ProjectList = namedListOf(ProjectBody);

@ApiTags('projects')
@Controller('projects')
export class ProjectsController {
  private readonly service: ProjectsService;
  private readonly me: MeService;
  constructor(@Inject(ProjectsService) service: ProjectsService, @Inject(MeService) me: MeService) {
    this.service = service;
    this.me = me;
  }

  @Get()
  @Access('account')
  @ApiOperation({ summary: 'Your projects' })
  @Answers(ProjectList)
  async list(@CallerOf() caller: Caller) {
    return wholeList((await this.me.projectsOf(caller)).map(projectBody));
  }

  @Post()
  @Access('account')
  @Idempotent()
  @ApiOperation({ summary: 'Make a project' })
  @Answers(ProjectBody, 201)
  async create(@CallerOf() caller: Caller, @JsonBody(CreateProject) body: CreateProject): Promise<ProjectBody> {
    return projectBody(await this.service.create(caller, body));
  }

  @Post('sample')
  @Access('account')
  @ApiOperation({ summary: 'Make or find the Sample project of the local owner' })
  @Answers(ProjectBody, 201, 'Made')
  @Answers(ProjectBody, 200, 'Found')
  async sample(@CallerOf() caller: Caller, @Res({ passthrough: true }) reply: ApiReply): Promise<ProjectBody> {
    const { project, created } = await this.service.sample(caller);
    void reply.status(created ? 201 : 200);
    return projectBody(project);
  }

  @Get(':id')
  @Access('project_in_path')
  @ApiOperation({ summary: 'One project' })
  @Answers(ProjectBody)
  get(@IdParam('id') _id: string, @ProjectOf() project: Project): ProjectBody {
    return projectBody(project);
  }

  @Get(':id/contents')
  @Access('project_in_path')
  @ApiOperation({ summary: 'What deleting it would remove' })
  @Answers(ProjectContentsBody)
  contents(@IdParam('id') _id: string, @ScopeOf() scope: TenantScope): Promise<ProjectContentsBody> {
    return this.service.contents(scope);
  }

  @Patch(':id')
  @Access('project_in_path')
  @ApiOperation({ summary: 'Rename it, or change its repository, branch, code host, tests or grouping bound' })
  @Answers(ProjectBody)
  async update(
    @IdParam('id') _id: string,
    @CallerOf() caller: Caller,
    @ProjectOf() project: Project,
    @ScopeOf() scope: TenantScope,
    @JsonBody(UpdateProject) body: UpdateProject,
  ): Promise<ProjectBody> {
    return projectBody(await this.service.update(caller, project, scope, body));
  }

  @Delete(':id')
  @NoContent()
  @Access('project_in_path')
  @ApiOperation({ summary: 'Delete it: reports, clusters, fixes, deliveries, settings' })
  async delete(
    @IdParam('id') _id: string,
    @CallerOf() caller: Caller,
    @ProjectOf() project: Project,
    @ScopeOf() scope: TenantScope,
  ): Promise<void> {
    await this.service.delete(caller, project, scope);
  }
}
