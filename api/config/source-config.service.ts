import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Env } from '#config/env';
import type { SecretShown, SetSource, SourceConfigBody } from '#domain/api-contract';
import { InvalidInputError } from '#domain/errors';
import type { TenantScope } from '#domain/project';
import { Level, type SourceName } from '#domain/report';
import { needsSecret, SOURCES } from '#domain/sources/index';
import type { ApiAdapters } from '../infra/parts.ts';
import type { Caller } from '../infra/request.ts';
import { ADAPTERS, ENV } from '../infra/tokens.ts';
import { sourceConfigBody } from '../presenters/source-config.ts';

type Filters = Record<string, string[] | null>;

const SECRET_BYTES = 32;

@Injectable()
export class SourceConfigService {
  private readonly env: Env;
  private readonly adapters: Pick<ApiAdapters, 'sourceConfig' | 'audit' | 'changePublisher'>;
  constructor(@Inject(ENV) env: Env, @Inject(ADAPTERS) adapters: ApiAdapters) {
    this.env = env;
    this.adapters = adapters;
  }

  async list(scope: TenantScope): Promise<SourceConfigBody[]> {
    const settings = await this.adapters.sourceConfig.list(scope);
    return settings.map((one) => sourceConfigBody(one, scope.projectId, this.env.PUBLIC_URL));
  }

  async get(scope: TenantScope, source: SourceName): Promise<SourceConfigBody> {
    return sourceConfigBody(await this.adapters.sourceConfig.get(scope, source), scope.projectId, this.env.PUBLIC_URL);
  }

  /** Filters named are replaced, the others stay. @throws {InvalidInputError} naming a filter this source does not have */
  async set(caller: Caller, scope: TenantScope, source: SourceName, input: z.infer<typeof SetSource>): Promise<SourceConfigBody> {
    if (input.filters) checkFilters(source, input.filters);
    if (input.enabled !== undefined) await this.adapters.sourceConfig.setEnabled(scope, source, input.enabled);
    if (input.filters) {
      const present = (await this.adapters.sourceConfig.get(scope, source)).filters;
      await this.adapters.sourceConfig.setFilters(scope, source, { ...present, ...input.filters });
    }
    await this.changed(caller, scope, source, 'source.set');
    return this.get(scope, source);
  }

  /** Sets the secret given, or makes one. It is shown by this answer and never again. */
  async setSecret(caller: Caller, scope: TenantScope, source: SourceName, given: string | undefined): Promise<SecretShown> {
    if (!needsSecret(SOURCES[source])) {
      throw new InvalidInputError('Reports of this source are not signed.', { details: { source: 'has no secret' } });
    }
    const secret = given ?? randomBytes(SECRET_BYTES).toString('base64url');
    await this.adapters.sourceConfig.setSecret(scope, source, secret);
    await this.changed(caller, scope, source, 'source.secret.set');
    return { source, secret };
  }

  private async changed(caller: Caller, scope: TenantScope, source: SourceName, action: string): Promise<void> {
    const { projectId } = scope;
    await this.adapters.audit.append({ actorId: caller.user.id, projectId, action, target: source, facts: {} });
    await this.adapters.changePublisher.publish([{ projectId, kind: 'project', id: projectId }]);
  }
}

function checkFilters(source: SourceName, filters: Filters): void {
  const wrong: Record<string, string> = {};
  for (const [name, values] of Object.entries(filters)) {
    if (!SOURCES[source].filters.some((filter) => filter.name === name))
      wrong[`filters.${name.slice(0, 80)}`] = 'is not a filter of this source';
    else if (name === 'levels' && values?.some((value) => !Level.safeParse(value).success)) {
      wrong['filters.levels'] = `must be of ${Level.options.join(', ')}`;
    }
  }
  if (Object.keys(wrong).length > 0) throw new InvalidInputError('Some filters are wrong.', { details: wrong });
}
