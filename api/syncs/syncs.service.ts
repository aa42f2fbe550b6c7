import { Inject, Injectable } from '@nestjs/common';
import type { AddRepository, PollStarted, SyncStarted } from '#domain/api-contract';
import { ConflictError, InvalidInputError, NotFoundError, VendorRefusedError } from '#domain/errors';
import type { SyncKind, SyncRef, SyncTarget } from '#domain/ports/index';
import type { Project, TenantScope } from '#domain/project';
import type { SourceName } from '#domain/report';
import type { Log } from '../infra/log.ts';
import type { ApiAdapters, ApiLauncher } from '../infra/parts.ts';
import type { Caller } from '../infra/request.ts';
import { ADAPTERS, LAUNCHER, LOG } from '../infra/tokens.ts';
import { repositoryName, subredditNames } from './sync-names.ts';

/** What is read regularly. Postgres says what is wanted; a schedule that Temporal could not make now is made by the sweep. */
@Injectable()
export class SyncsService {
  private readonly adapters: Pick<ApiAdapters, 'syncTargets' | 'sourceCredentials' | 'feeds' | 'audit' | 'changePublisher'>;
  private readonly launcher: ApiLauncher;
  private readonly log: Log;
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LAUNCHER) launcher: ApiLauncher, @Inject(LOG) log: Log) {
    this.adapters = adapters;
    this.launcher = launcher;
    this.log = log;
  }

  list(scope: TenantScope, source: SourceName): Promise<SyncTarget[]> {
    return this.adapters.syncTargets.list(scope, source);
  }

  /**
   * @throws {InvalidInputError} no name of a repository, no credential, or one that is not accepted; {NotFoundError} it is not there, or
   * the credential may not see it
   */
  async addRepository(caller: Caller, project: Project, scope: TenantScope, { repo, enabled }: AddRepository): Promise<SyncTarget> {
    const wanted = repositoryName(repo);
    const known = await this.repositoryOf(scope, wanted);
    // What is switched off need not be readable.
    const name = known && !enabled ? known.name : await this.checked(project, scope, wanted);
    await this.want(caller, scope, { source: 'github', kind: 'repository', name }, enabled);
    return this.found(scope, 'github', name);
  }

  /** @throws {NotFoundError} it is not read */
  async removeRepository(caller: Caller, scope: TenantScope, repo: string): Promise<void> {
    const name = (await this.repositoryOf(scope, repo))?.name ?? repo;
    await this.unwant(caller, scope, { source: 'github', kind: 'repository', name });
  }

  /** Reads it now; a repository that was not read before is from then on. */
  async syncRepository(caller: Caller, project: Project, scope: TenantScope, repo: string): Promise<SyncStarted> {
    const wanted = repositoryName(repo);
    const known = await this.repositoryOf(scope, wanted);
    const target = known?.enabled ? known : await this.addRepository(caller, project, scope, { repo: wanted, enabled: true });
    return this.start(target);
  }

  /** Those named and no others. @throws {InvalidInputError} */
  async setSubreddits(caller: Caller, scope: TenantScope, given: readonly string[]): Promise<SyncTarget[]> {
    const names = subredditNames(given);
    const before = await this.list(scope, 'reddit');
    for (const { name } of before.filter((target) => !names.includes(target.name)))
      await this.unwant(caller, scope, { source: 'reddit', kind: 'subreddit', name });
    for (const name of names) await this.want(caller, scope, { source: 'reddit', kind: 'subreddit', name }, true);
    return this.list(scope, 'reddit');
  }

  async pollSubreddits(scope: TenantScope): Promise<PollStarted> {
    const targets = (await this.list(scope, 'reddit')).filter(({ enabled }) => enabled);
    const syncs = [];
    for (const target of targets) syncs.push(await this.start(target));
    return { status: syncs.length === 0 ? 'skipped' : 'ok', polled: syncs.length, syncs };
  }

  /** @throws {ConflictError} `no_credential` */
  async syncSource(caller: Caller, scope: TenantScope, source: 'sentry' | 'posthog'): Promise<SyncStarted> {
    if ((await this.adapters.sourceCredentials.describe(scope, source)) === null)
      throw new ConflictError('Nothing can be pulled before the credential of this source is set.', { code: 'no_credential' });
    await this.credentialSet(caller, scope, source);
    return this.start(await this.found(scope, source, source));
  }

  /** A source with a credential is read regularly. */
  async credentialSet(caller: Caller, scope: TenantScope, source: SourceName): Promise<void> {
    await this.want(caller, scope, { source, kind: 'project', name: source }, true);
  }

  async credentialRemoved(caller: Caller, scope: TenantScope, source: SourceName): Promise<void> {
    const known = await this.adapters.syncTargets.get(scope, source, source);
    if (known) await this.unwant(caller, scope, { source, kind: 'project', name: source });
  }

  private async start(target: SyncTarget): Promise<SyncStarted> {
    const { workflowId, started } = await this.launcher.startSync(target);
    return { status: started ? 'started' : 'running', name: target.name, workflow_id: workflowId };
  }

  /** GitHub does not care about upper and lower case. */
  private async repositoryOf(scope: TenantScope, repo: string): Promise<SyncTarget | undefined> {
    return (await this.list(scope, 'github')).find(({ name }) => name.toLowerCase() === repo.toLowerCase());
  }

  private async checked(project: Project, scope: TenantScope, name: string): Promise<string> {
    const { codeHost } = project.settings;
    try {
      return await (await this.adapters.feeds.open({ source: 'github', kind: 'repository', name, scope, codeHost })).check();
    } catch (error) {
      if (!(error instanceof VendorRefusedError)) throw error;
      throw new InvalidInputError(error.message, { cause: error, details: { repo: 'cannot be read with the credential there is' } });
    }
  }

  private async want(
    caller: Caller,
    scope: TenantScope,
    target: { source: SourceName; kind: SyncKind; name: string },
    enabled: boolean,
  ): Promise<void> {
    const { created } = await this.adapters.syncTargets.put(scope, { ...target, enabled });
    if (created) await this.changed(caller, scope, target, 'sync.add');
    await this.schedule(scope, target);
  }

  private async unwant(caller: Caller, scope: TenantScope, target: { source: SourceName; kind: SyncKind; name: string }): Promise<void> {
    if (!(await this.adapters.syncTargets.remove(scope, target.source, target.name))) throw new NotFoundError('It is not read.');
    await this.changed(caller, scope, target, 'sync.remove');
    await this.schedule(scope, target);
  }

  /** As Postgres says: others may be on the same subreddit. */
  private async schedule(scope: TenantScope, target: { source: SourceName; kind: SyncKind; name: string }): Promise<void> {
    const { projectId } = scope;
    const ref: SyncRef = { projectId, ...target };
    const wanting = await this.adapters.syncTargets.enabled(target.source, target.name);
    const wanted = wanting.some((one) => target.kind === 'subreddit' || one.projectId === projectId);
    await this.launcher
      .setSync(ref, wanted)
      .catch((error: unknown) => this.log.warn({ projectId, err: error }, 'a schedule could not be changed; the sweep does it'));
  }

  private async found(scope: TenantScope, source: SourceName, name: string): Promise<SyncTarget> {
    const target = await this.adapters.syncTargets.get(scope, source, name);
    if (target) return target;
    throw new NotFoundError('It is not read any more.');
  }

  private async changed(
    caller: Caller,
    { projectId }: TenantScope,
    { source, name }: { source: SourceName; name: string },
    action: string,
  ): Promise<void> {
    await this.adapters.audit.append({ actorId: caller.user.id, projectId, action, target: source, facts: { name } });
    await this.adapters.changePublisher.publish([{ projectId, kind: 'project', id: projectId }]);
  }
}
