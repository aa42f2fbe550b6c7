import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DeliveryBody, DeliveryDetailBody, DeliveryQueryParams, RefusalBody, ReplayAnswer, ReplayDeliveries } from '#domain/api-contract';
import type { TenantScope } from '#domain/project';
import { SourceName } from '#domain/report';
import { Access } from '../infra/access.ts';
import { IdParam } from '../infra/id-param.ts';
import { namedListOf } from '../infra/openapi.ts';
import { type Caller, CallerOf, ScopeOf } from '../infra/request.ts';
import { Answers, JsonBody, QueryOf } from '../infra/zod-pipe.ts';
import { deliveryBody, deliveryDetailBody } from '../presenters/delivery.ts';
import { listBody, wholeList } from '../presenters/list.ts';
import { DeliveriesService } from './deliveries.service.ts';

const DeliveryList = namedListOf(DeliveryBody);
const RefusalList = namedListOf(RefusalBody);
const RefusalQuery = z.object({ source: SourceName.optional() });

@ApiTags('deliveries')
@Controller()
export class DeliveriesController {
  private readonly service: DeliveriesService;
  constructor(@Inject(DeliveriesService) service: DeliveriesService) {
    this.service = service;
  }

  @Get('deliveries')
  @Access('project')
  @ApiOperation({ summary: 'What came in, newest first, and what became of it' })
  @Answers(DeliveryList)
  async list(@ScopeOf() scope: TenantScope, @QueryOf(DeliveryQueryParams) query: z.infer<typeof DeliveryQueryParams>) {
    return listBody(await this.service.list(scope, query), deliveryBody);
  }

  @Get('deliveries/:id')
  @Access('project')
  @ApiOperation({ summary: 'One delivery, with what is kept of its body' })
  @Answers(DeliveryDetailBody)
  async get(@ScopeOf() scope: TenantScope, @IdParam('id') id: string): Promise<DeliveryDetailBody> {
    return deliveryDetailBody(await this.service.get(scope, id));
  }

  @Post('deliveries/replay')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({ summary: 'Try again what is named or matches, at most 500 a call; without a filter, all that failed' })
  @Answers(ReplayAnswer)
  replay(
    @CallerOf() caller: Caller,
    @ScopeOf() scope: TenantScope,
    @JsonBody(ReplayDeliveries) what: z.infer<typeof ReplayDeliveries>,
  ): Promise<ReplayAnswer> {
    return this.service.replay(caller, scope, what);
  }

  @Post('deliveries/:id/replay')
  @HttpCode(200)
  @Access('project')
  @ApiOperation({ summary: 'Try one delivery again' })
  @Answers(ReplayAnswer)
  replayOne(@CallerOf() caller: Caller, @ScopeOf() scope: TenantScope, @IdParam('id') id: string): Promise<ReplayAnswer> {
    return this.service.replayOne(caller, scope, id);
  }

  @Get('refusals')
  @Access('project')
  @ApiOperation({ summary: 'The last 50 requests that were refused, newest first, and why' })
  @Answers(RefusalList)
  async refusals(@ScopeOf() scope: TenantScope, @QueryOf(RefusalQuery) { source }: z.infer<typeof RefusalQuery>) {
    return wholeList(await this.service.refusals(scope, source));
  }
}
