import { Controller, Get, HttpCode, Inject, Param, type PipeTransform, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { SecretShown, SetSecret, SetSource, SourceConfigBody } from '#domain/api-contract';
import { NotFoundError } from '#domain/errors';
import type { TenantScope } from '#domain/project';
import { SourceName } from '#domain/report';
import { Access } from '../infra/access.ts';
import { Idempotent } from '../infra/idempotency.ts';
import { namedListOf, nameSchema } from '../infra/openapi.ts';
import { type Caller, CallerOf, ScopeOf } from '../infra/request.ts';
import { Answers, JsonBody } from '../infra/zod-pipe.ts';
import { wholeList } from '../presenters/list.ts';
import { SourceConfigService } from './source-config.service.ts';

const Names = z.array(z.string().trim().min(1).max(200)).max(100).nullable();
const SourceConfigList = namedListOf(SourceConfigBody);
const SetEnabled = nameSchema(z.strictObject({ enabled: z.boolean() }), 'SetEnabled', 'input');
const SetEnvironments = nameSchema(z.strictObject({ environments: Names }), 'SetEnvironments', 'input');
const SetLevels = nameSchema(z.strictObject({ levels: Names }), 'SetLevels', 'input');

class SourcePipe implements PipeTransform<string, SourceName> {
  transform(value: string): SourceName {
    const source = SourceName.safeParse(value);
    if (source.success) return source.data;
    throw new NotFoundError('There is no such source.');
  }
}
const Source = () => Param('source', new SourcePipe());
const SOURCE = ApiParam({ name: 'source', schema: { type: 'string', enum: SourceName.options } });

@ApiTags('config')
@Controller('config')
export class SourceConfigController {
  private readonly service: SourceConfigService;
  constructor(@Inject(SourceConfigService) service: SourceConfigService) {
    this.service = service;
  }

  @Get()
  @Access('project')
  @ApiOperation({ summary: 'Settings of every source' })
  @Answers(SourceConfigList)
  async list(@ScopeOf() scope: TenantScope) {
    return wholeList(await this.service.list(scope));
  }

  @Post('sentry/environments')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({ summary: 'Environments Sentry may report; null lets all in' })
  @Answers(SourceConfigBody)
  environments(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @JsonBody(SetEnvironments) { environments }: z.infer<typeof SetEnvironments>,
  ): Promise<SourceConfigBody> {
    return this.service.set(caller, scope, 'sentry', { filters: { environments } });
  }

  @Post('sentry/levels')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({ summary: 'Levels Sentry may report; null lets all in' })
  @Answers(SourceConfigBody)
  levels(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @JsonBody(SetLevels) { levels }: z.infer<typeof SetLevels>,
  ): Promise<SourceConfigBody> {
    return this.service.set(caller, scope, 'sentry', { filters: { levels } });
  }

  @Get(':source')
  @Access('project')
  @SOURCE
  @ApiOperation({ summary: 'Settings of one source; its secret is never shown' })
  @Answers(SourceConfigBody)
  get(@ScopeOf() scope: TenantScope, @Source() source: SourceName): Promise<SourceConfigBody> {
    return this.service.get(scope, source);
  }

  @Post(':source')
  @HttpCode(200)
  @Access('project')
  @SOURCE
  @ApiOperation({ summary: 'Switch a source, or set its filters' })
  @Answers(SourceConfigBody)
  set(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @Source() source: SourceName,
    @JsonBody(SetSource) body: z.infer<typeof SetSource>,
  ): Promise<SourceConfigBody> {
    return this.service.set(caller, scope, source, body);
  }

  @Post(':source/secret')
  @HttpCode(200)
  @Access('project')
  @Idempotent()
  @SOURCE
  @ApiOperation({ summary: 'Set the signing secret, or have one made; shown this once' })
  @Answers(SecretShown)
  secret(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @Source() source: SourceName,
    @JsonBody(SetSecret) body: z.infer<typeof SetSecret>,
  ): Promise<SecretShown> {
    return this.service.setSecret(caller, scope, source, body.secret);
  }

  @Post(':source/enabled')
  @HttpCode(200)
  @Access('project')
  @SOURCE
  @ApiOperation({ summary: 'Switch a source on or off' })
  @Answers(SourceConfigBody)
  enabled(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @Source() source: SourceName,
    @JsonBody(SetEnabled) { enabled }: z.infer<typeof SetEnabled>,
  ): Promise<SourceConfigBody> {
    return this.service.set(caller, scope, source, { enabled });
  }
}
