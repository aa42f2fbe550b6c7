import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Env } from '#config/env';
import type { TenantScope } from '#domain/project';
import { Access } from '../infra/access.ts';
import { Authenticator } from '../infra/authenticator.ts';
import { isHttps } from '../infra/cookies.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import { type ApiReply, type ApiRequest, header, ScopeOf } from '../infra/request.ts';
import { secureHeaderValues } from '../infra/secure-headers.ts';
import { ADAPTERS, ENV } from '../infra/tokens.ts';
import { EventHub } from './event-hub.ts';
import { EventStream } from './event-stream.ts';

@ApiTags('events')
@Controller('events')
export class EventsController {
  private readonly env: Env;
  private readonly hub: EventHub;
  private readonly authenticator: Authenticator;
  private readonly projects: ApiAdapters['projects'];
  constructor(
    @Inject(ENV) env: Env,
    @Inject(EventHub) hub: EventHub,
    @Inject(Authenticator) authenticator: Authenticator,
    @Inject(ADAPTERS) adapters: ApiAdapters,
  ) {
    this.env = env;
    this.hub = hub;
    this.authenticator = authenticator;
    this.projects = adapters.projects;
  }

  @Get()
  @Access('project')
  @ApiProduces('text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'What was heard last; what was missed comes first' })
  @ApiOperation({ summary: 'What changes, as it changes: kind and id. `gap`: read everything again' })
  events(@ScopeOf() scope: TenantScope, @Req() request: ApiRequest, @Res() reply: ApiReply): void {
    reply.hijack();
    reply.raw.writeHead(200, {
      ...secureHeaderValues(isHttps(this.env)),
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      'x-request-id': String(request.id),
    });
    if (request.method === 'HEAD') return void reply.raw.end();
    new EventStream({
      hub: this.hub,
      projectId: scope.projectId,
      socket: reply.raw,
      lastHeard: header(request, 'last-event-id'),
      stillAllowed: () => this.stillAllowed(request, scope),
    }).open();
  }

  /** A session can end and a token be revoked while the stream is open. */
  private async stillAllowed(request: ApiRequest, scope: TenantScope): Promise<boolean> {
    const caller = await this.authenticator.identify(request);
    return caller !== null && (await this.projects.findForUser(scope.projectId, caller.user.id)) !== null;
  }
}
