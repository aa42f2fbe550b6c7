import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Env } from '#config/env';
import type { SecretShown, SetCredential, SetSecret, SourceConfigBody, TestEventAnswer } from '#domain/api-contract';
import { InvalidInputError, NotFoundError } from '#domain/errors';
import type { SourceSettings } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { SourceName } from '#domain/report';
import { needsSecret, SOURCES } from '#domain/sources/index';
import type { ApiAdapters } from '../infra/parts.ts';
import type { ApiRequest, Caller } from '../infra/request.ts';
import { ADAPTERS, ENV } from '../infra/tokens.ts';
import { sourceConfigBody } from '../presenters/source-config.ts';
import { SyncsService } from '../syncs/syncs.service.ts';
import type { Settings } from './earlier-names.ts';
import { checkFilters, type Filters, listNamed } from './filters.ts';
import { checkSecret, makeSecret } from './source-secrets.ts';
import { TestEvent } from './test-event.ts';

type Facts = Record<string, string | number | boolean | null>;

@Injectable()
export class SourceConfigService {
  private readonly env: Env;
  private readonly adapters: ApiAdapters;
  private readonly syncs: SyncsService;
  private readonly testEvent: TestEvent;
  constructor(
    @Inject(ENV) env: Env,
    @Inject(ADAPTERS) adapters: ApiAdapters,
    @Inject(SyncsService) syncs: SyncsService,
    @Inject(TestEvent) testEvent: TestEvent,
  ) {
    this.env = env;
    this.adapters = adapters;
    this.syncs = syncs;
    this.testEvent = testEvent;
  }

  async list(scope: TenantScope): Promise<SourceConfigBody[]> {
    return this.present(scope, await this.adapters.sourceConfig.list(scope));
  }

  async get(scope: TenantScope, source: SourceName): Promise<SourceConfigBody> {
    const [body] = await this.present(scope, [await this.adapters.sourceConfig.get(scope, source)]);
    return body!;
  }

  /** What is given is replaced, also of the filters; the rest stays. @throws {InvalidInputError} before anything is changed */
  async set(caller: Caller, scope: TenantScope, source: SourceName, { enabled, filters, secret }: Settings): Promise<SourceConfigBody> {
    if (filters) checkFilters(source, filters);
    if (secret !== undefined) await this.setSecret(caller, scope, source, { secret, overlap_hours: 0 });
    if (enabled !== undefined) await this.adapters.sourceConfig.setEnabled(scope, source, enabled);
    if (filters) await this.adapters.sourceConfig.setFilters(scope, source, filters);
    if (enabled !== undefined || filters) {
      const facts = { ...(enabled === undefined ? {} : { enabled }), ...(filters ? { filters: Object.keys(filters).join(' ') } : {}) };
      await this.changed(caller, scope, source, 'source.set', facts);
    }
    return this.get(scope, source);
  }

  /** @throws {NotFoundError} no such filter; {InvalidInputError} */
  async setFilter(caller: Caller, scope: TenantScope, source: SourceName, filter: string, body: Filters): Promise<SourceConfigBody> {
    if (!SOURCES[source].filters.some(({ name }) => name === filter)) throw new NotFoundError('This source has no such filter.');
    return this.set(caller, scope, source, { filters: { [filter]: listNamed(source, filter, body) } });
  }

  /** Sets the secret given, or makes one. It is shown by this answer and never again. @throws {InvalidInputError} */
  async setSecret(caller: Caller, scope: TenantScope, source: SourceName, input: z.infer<typeof SetSecret>): Promise<SecretShown> {
    checkSigned(source);
    const secret = input.secret ?? makeSecret(SOURCES[source]);
    checkSecret(SOURCES[source], secret);
    await this.adapters.sourceConfig.setSecret(scope, source, secret, { overlapHours: input.overlap_hours });
    await this.changed(caller, scope, source, 'source.secret.set', { overlapHours: input.overlap_hours });
    return { source, secret };
  }

  /** @throws {InvalidInputError} */
  async removeSecret(caller: Caller, scope: TenantScope, source: SourceName): Promise<void> {
    checkSigned(source);
    await this.adapters.sourceConfig.removeSecret(scope, source);
    await this.changed(caller, scope, source, 'source.secret.remove');
  }

  /** Replaces the whole credential. @throws {InvalidInputError} naming each field that is missing or not asked for */
  async setCredential(
    caller: Caller,
    scope: TenantScope,
    source: SourceName,
    fields: z.infer<typeof SetCredential>,
  ): Promise<SourceConfigBody> {
    checkCredential(source, fields);
    await this.adapters.sourceCredentials.put(scope, source, fields);
    await this.changed(caller, scope, source, 'source.credential.set');
    await this.syncs.credentialSet(caller, scope, source);
    return this.get(scope, source);
  }

  async removeCredential(caller: Caller, scope: TenantScope, source: SourceName): Promise<void> {
    await this.adapters.sourceCredentials.delete(scope, source);
    await this.changed(caller, scope, source, 'source.credential.remove');
    await this.syncs.credentialRemoved(caller, scope, source);
  }

  /** @throws {ConflictError} saying what to do first */
  async test(scope: TenantScope, source: SourceName, asked: ApiRequest): Promise<TestEventAnswer> {
    const { enabled } = await this.adapters.sourceConfig.get(scope, source);
    return this.testEvent.send(scope, source, asked, enabled);
  }

  private async present(scope: TenantScope, settings: SourceSettings[]): Promise<SourceConfigBody[]> {
    const [health, targets, credentials] = await Promise.all([
      this.adapters.deliveryLog.health(scope),
      this.adapters.syncTargets.list(scope),
      Promise.all(
        settings.map(({ source }) => (SOURCES[source].credential ? this.adapters.sourceCredentials.describe(scope, source) : null)),
      ),
    ]);
    return settings.map((one, i) =>
      sourceConfigBody(one, {
        projectId: scope.projectId,
        publicUrl: this.env.PUBLIC_URL,
        health: health.find(({ source }) => source === one.source) ?? null,
        syncs: targets.filter(({ source }) => source === one.source),
        credential: credentials[i] ?? null,
      }),
    );
  }

  private async changed(caller: Caller, scope: TenantScope, source: SourceName, action: string, facts: Facts = {}): Promise<void> {
    const { projectId } = scope;
    await this.adapters.audit.append({ actorId: caller.user.id, projectId, action, target: source, facts });
    await this.adapters.changePublisher.publish([{ projectId, kind: 'project', id: projectId }]);
  }
}

function checkSigned(source: SourceName): void {
  if (!needsSecret(SOURCES[source]))
    throw new InvalidInputError('Reports of this source are not signed.', { details: { source: 'has no secret' } });
}

function checkCredential(source: SourceName, given: Record<string, string>): void {
  const { credential } = SOURCES[source];
  if (!credential || credential.fields.length === 0)
    throw new InvalidInputError('This source asks for no credential.', { details: { source: 'has no credential to set' } });
  const names = credential.fields.map(({ name }) => name);
  const wrong = {
    ...Object.fromEntries(names.filter((name) => !Object.hasOwn(given, name)).map((name) => [name, 'is missing'])),
    ...Object.fromEntries(
      Object.keys(given)
        .filter((name) => !names.includes(name))
        .map((name) => [name, 'is not asked for']),
    ),
  };
  if (Object.keys(wrong).length > 0) throw new InvalidInputError('Some fields are wrong.', { details: wrong });
}
