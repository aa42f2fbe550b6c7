import { Inject, Injectable } from '@nestjs/common';
import type { Env } from '#config/env';
import type { CreateProject, ProjectContentsBody, UpdateProject } from '#domain/api-contract';
import { ForbiddenError, InvalidInputError } from '#domain/errors';
import type { Project, ProjectSettings, TenantScope } from '#domain/project';
import { SAMPLE_REPOSITORY } from '#domain/sample';
import { localOwnerExists } from '../infra/local-owner.ts';
import { mayReachBeyondOneProject } from '../infra/one-project.ts';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import type { Caller } from '../infra/request.ts';
import { ADAPTERS, ENV, LAUNCHER } from '../infra/tokens.ts';

const SAMPLE_NAME = 'Sample';

@Injectable()
export class ProjectsService {
  private readonly env: Env;
  private readonly adapters: ApiAdapters;
  private readonly launcher: ApiLauncher;
  /** One at a time, so that two first requests make one sample. */
  private samples: Promise<unknown> = Promise.resolve();
  constructor(@Inject(ENV) env: Env, @Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LAUNCHER) launcher: ApiLauncher) {
    this.env = env;
    this.adapters = adapters;
    this.launcher = launcher;
  }

  /** @throws {ForbiddenError} a token of one project makes no others */
  async create(caller: Caller, input: CreateProject): Promise<Project> {
    mayReachBeyondOneProject(caller);
    this.checkCodeHost(input.code_host);
    const project = await this.adapters.projects.create({
      ownerId: caller.user.id,
      name: input.name,
      isSample: false,
      settings: settingsOf(input),
    });
    await this.audit(caller, project.id, 'project.create', { name: project.name });
    return project;
  }

  /** The caller's Sample project, made where there is none. @throws {ForbiddenError} only the local owner has one */
  sample(caller: Caller): Promise<{ project: Project; created: boolean }> {
    mayReachBeyondOneProject(caller);
    if (caller.user.githubLogin !== null || !localOwnerExists(this.env)) {
      throw new ForbiddenError('Only the local owner has a Sample project.');
    }
    const made = this.samples.then(() => this.findOrMakeSample(caller));
    this.samples = made.catch(() => undefined);
    return made;
  }

  async update(caller: Caller, project: Project, scope: TenantScope, input: UpdateProject): Promise<Project> {
    this.checkCodeHost(input.code_host);
    let updated = project;
    if (input.name !== undefined && input.name !== project.name) updated = await this.adapters.projects.rename(scope, input.name);
    const settings = settingsOf(input);
    if (Object.keys(settings).length > 0) updated = await this.adapters.projects.updateSettings(scope, settings);
    await this.audit(caller, project.id, 'project.update', { fields: Object.keys(input).join(' ') });
    await this.adapters.changePublisher.publish([{ projectId: project.id, kind: 'project', id: project.id }]);
    return updated;
  }

  /** What `delete` would remove. */
  async contents(scope: TenantScope): Promise<ProjectContentsBody> {
    const { reports, clusters, jobs, deliveryLog } = this.adapters;
    const one = { limit: 1 };
    const [bySource, clusterPage, fixes, running, deliveries] = await Promise.all([
      reports.countBySource(scope),
      clusters.list(scope, { ...one, sort: 'impact' }),
      jobs.list(scope, one),
      jobs.list(scope, { ...one, active: true }),
      deliveryLog.list(scope, one),
    ]);
    return {
      reports: Object.values(bySource).reduce((sum, count) => sum + count, 0),
      clusters: clusterPage.total,
      fixes: fixes.total,
      running_fixes: running.total,
      deliveries: deliveries.total,
    };
  }

  /**
   * Removes a project everywhere. Postgres last: while anything is left the project is still there, and a second call
   * goes on where the first one failed.
   */
  async delete(caller: Caller, project: Project, scope: TenantScope): Promise<void> {
    const { jobs, clusters, reports, vectors, projects } = this.adapters;
    await this.launcher.stopProject(project.id);
    await jobs.deleteAll(scope);
    await clusters.deleteAll(scope);
    await reports.deleteAll(scope);
    await vectors.deleteAll(scope);
    await projects.delete(scope);
    await this.adapters.audit.append({
      actorId: caller.user.id,
      projectId: null,
      action: 'project.delete',
      target: project.id,
      facts: { name: project.name, is_sample: project.isSample },
    });
    await this.adapters.changePublisher.publish([{ projectId: project.id, kind: 'project', id: project.id }]);
  }

  private async findOrMakeSample(caller: Caller): Promise<{ project: Project; created: boolean }> {
    const existing = (await this.adapters.projects.listForUser(caller.user.id)).find((project) => project.isSample);
    if (existing) return { project: existing, created: false };
    const project = await this.adapters.projects.create({
      ownerId: caller.user.id,
      name: SAMPLE_NAME,
      isSample: true,
      settings: { codeHost: 'local', repository: SAMPLE_REPOSITORY },
    });
    await this.audit(caller, project.id, 'project.create', { name: project.name, is_sample: true });
    return { project, created: true };
  }

  private checkCodeHost(kind: string | undefined): void {
    if (kind !== 'local' || this.env.GITHUB_PEER_URL !== undefined) return;
    throw new InvalidInputError('There is no local code host here.', { details: { code_host: 'must be github' } });
  }

  private async audit(caller: Caller, projectId: string, action: string, facts: Record<string, string | boolean>): Promise<void> {
    await this.adapters.audit.append({ actorId: caller.user.id, projectId, action, target: projectId, facts });
  }
}

function settingsOf(input: UpdateProject): Partial<ProjectSettings> {
  const settings: Partial<ProjectSettings> = {
    codeHost: input.code_host,
    repository: input.repository,
    baseBranch: input.base_branch,
    testCommand: input.test_command,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
