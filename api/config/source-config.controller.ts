import { Controller, Delete, Get, HttpCode, Inject, Param, type PipeTransform, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { SecretShown, SetCredential, SetSecret, SourceConfigBody, TestEventAnswer } from '#domain/api-contract';
import { NotFoundError } from '#domain/errors';
import type { TenantScope } from '#domain/project';
import { SourceName } from '#domain/report';
import { Access } from '../infra/access.ts';
import { Idempotent } from '../infra/idempotency.ts';
import { namedListOf, nameSchema } from '../infra/openapi.ts';
import { type ApiRequest, type Caller, CallerOf, ScopeOf } from '../infra/request.ts';
import { Answers, JsonBody, NoContent } from '../infra/zod-pipe.ts';
import { wholeList } from '../presenters/list.ts';
import { SetSourceFields, settingsOf } from './earlier-names.ts';
import { SourceConfigService } from './source-config.service.ts';

const Names = z.array(z.string().trim().min(1).max(200)).max(100).nullable();
const SourceConfigList = namedListOf(SourceConfigBody);
const SetEnabled = nameSchema(z.strictObject({ enabled: z.boolean() }), 'SetEnabled', 'input');
const SourceEnabled = nameSchema(z.object({ source: SourceName, enabled: z.boolean() }), 'SourceEnabled');
const SetFilter = nameSchema(z.record(z.string().max(40), Names), 'SetFilter', 'input');
const SetToken = nameSchema(z.strictObject({ token: z.string().min(16).max(256) }), 'SetToken', 'input');

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

  @Post('splunk/token')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({ summary: 'Set the token that Splunk sends' })
  @Answers(SourceConfigBody)
  async token(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @JsonBody(SetToken) { token }: z.infer<typeof SetToken>,
  ): Promise<SourceConfigBody> {
    await this.service.setSecret(caller, scope, 'splunk', { secret: token, overlap_hours: 0 });
    return this.service.get(scope, 'splunk');
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
    @JsonBody(SetSourceFields) body: z.infer<typeof SetSourceFields>,
  ): Promise<SourceConfigBody> {
    return this.service.set(caller, scope, source, settingsOf(source, body));
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
    return this.service.setSecret(caller, scope, source, body);
  }

  @Get(':source/enabled')
  @Access('project')
  @SOURCE
  @ApiOperation({ summary: 'Whether a source is switched on' })
  @Answers(SourceEnabled)
  async isEnabled(@ScopeOf() scope: TenantScope, @Source() source: SourceName): Promise<z.infer<typeof SourceEnabled>> {
    const { enabled } = await this.service.get(scope, source);
    return { source, enabled };
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

  @Delete(':source/secret')
  @NoContent()
  @Access('project')
  @SOURCE
  @ApiOperation({ summary: 'Forget the secret; deliveries are refused until another is set' })
  removeSecret(@CallerOf() caller: Caller, @ScopeOf() scope: TenantScope, @Source() source: SourceName): Promise<void> {
    return this.service.removeSecret(caller, scope, source);
  }

  @Post(':source/credential')
  @HttpCode(200)
  @Access('project')
  @SOURCE
  @ApiOperation({ summary: "Credential of the source's API, to pull what was missed; its secret fields are never shown" })
  @Answers(SourceConfigBody)
  credential(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @Source() source: SourceName,
    @JsonBody(SetCredential) fields: z.infer<typeof SetCredential>,
  ): Promise<SourceConfigBody> {
    return this.service.setCredential(caller, scope, source, fields);
  }

  @Delete(':source/credential')
  @NoContent()
  @Access('project')
  @SOURCE
  @ApiOperation({ summary: 'Forget the credential; nothing is pulled any more' })
  removeCredential(@CallerOf() caller: Caller, @ScopeOf() scope: TenantScope, @Source() source: SourceName): Promise<void> {
    return this.service.removeCredential(caller, scope, source);
  }

  @Post(':source/test')
  @HttpCode(202)
  @Access('project')
  @SOURCE
  @ApiOperation({ summary: 'Send a test event the way its sender would; 409 says what is missing' })
  @Answers(TestEventAnswer, 202)
  test(@ScopeOf() scope: TenantScope, @Source() source: SourceName, @Req() request: ApiRequest): Promise<TestEventAnswer> {
    return this.service.test(scope, source, request);
  }

  @Post(':source/:filter')
  @HttpCode(200)
  @Access('project')
  @SOURCE
  @ApiParam({ name: 'filter', schema: { type: 'string' } })
  @ApiOperation({ summary: 'One allow-list, e.g. sentry/levels { levels }; null lets all in' })
  @Answers(SourceConfigBody)
  filter(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @Source() source: SourceName,
    @Param('filter') filter: string,
    @JsonBody(SetFilter) body: z.infer<typeof SetFilter>,
  ): Promise<SourceConfigBody> {
    return this.service.setFilter(caller, scope, source, filter, body);
  }
}
