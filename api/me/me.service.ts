import { Inject, Injectable } from '@nestjs/common';
import type { MeBody } from '#domain/api-contract';
import type { Project } from '#domain/project';
import type { ApiAdapters } from '../infra/parts.ts';
import type { Caller } from '../infra/request.ts';
import { ADAPTERS } from '../infra/tokens.ts';
import { projectBody, userBody } from '../presenters/project.ts';

@Injectable()
export class MeService {
  private readonly projects: ApiAdapters['projects'];
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters) {
    this.projects = adapters.projects;
  }

  /** Every project this caller may act on: a token of one project sees that one. */
  async projectsOf(caller: Caller): Promise<Project[]> {
    const projects = await this.projects.listForUser(caller.user.id);
    const bound = caller.token?.projectId ?? null;
    return bound === null ? projects : projects.filter((project) => project.id === bound);
  }

  async describe(caller: Caller): Promise<MeBody> {
    return { user: userBody(caller.user), projects: (await this.projectsOf(caller)).map(projectBody) };
  }
}
