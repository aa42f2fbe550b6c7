import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { InvalidInputError, NotFoundError } from '#domain/errors';
import { type Project, tenantScope } from '#domain/project';
import { ACCESS, type AccessKind } from './access.ts';
import type { ApiAdapters } from './parts.ts';
import type { ApiRequest, Caller } from './request.ts';
import { ADAPTERS } from './tokens.ts';
import { isUuid } from './uuid.ts';

/** Turns "this project" into proof that the caller may act on it. A project id alone opens nothing. */
@Injectable()
export class TenantGuard implements CanActivate {
  private readonly reflector: Reflector;
  private readonly adapters: Pick<ApiAdapters, 'projects'>;
  constructor(@Inject(Reflector) reflector: Reflector, @Inject(ADAPTERS) adapters: ApiAdapters) {
    this.reflector = reflector;
    this.adapters = adapters;
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.reflector.get<AccessKind | undefined>(ACCESS, context.getHandler());
    if (access !== 'project' && access !== 'project_in_path') return true;
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const named = access === 'project' ? (request.query as Record<string, unknown>).project_id : (request.params as { id?: string }).id;
    return this.prove(request, named);
  }

  private async prove(request: ApiRequest, named: unknown): Promise<boolean> {
    const { caller } = request;
    if (!caller) return false;
    const project = await this.select(caller, named);
    request.project = project;
    request.scope = tenantScope(project);
    return true;
  }

  private async select(caller: Caller, named: unknown): Promise<Project> {
    const bound = caller.token?.projectId ?? null;
    const wanted = named === undefined || named === '' ? bound : named;
    if (wanted === null) return this.onlyProject(caller);
    if (typeof wanted !== 'string') throw new InvalidInputError('Name one project.', { details: { project_id: 'must come once' } });
    const allowed = isUuid(wanted) && (bound === null || bound === wanted);
    const project = allowed ? await this.adapters.projects.findForUser(wanted, caller.user.id) : null;
    if (!project) throw new NotFoundError('There is no such project.');
    return project;
  }

  private async onlyProject(caller: Caller): Promise<Project> {
    const [project, second] = await this.adapters.projects.listForUser(caller.user.id);
    if (project && !second) return project;
    throw new InvalidInputError('Name the project.', { details: { project_id: project ? 'is missing: you have several' : 'is missing' } });
  }
}
