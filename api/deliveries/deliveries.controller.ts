import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { DeliveryBody, ListQuery } from '#domain/api-contract';
import type { TenantScope } from '#domain/project';
import { SourceName } from '#domain/report';
import { Access } from '../infra/access.ts';
import { namedListOf } from '../infra/openapi.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import { ScopeOf } from '../infra/request.ts';
import { ADAPTERS } from '../infra/tokens.ts';
import { Answers, QueryOf } from '../infra/zod-pipe.ts';
import { deliveryBody } from '../presenters/delivery.ts';
import { listBody } from '../presenters/list.ts';

const DeliveryList = namedListOf(DeliveryBody);
const DeliveryQuery = ListQuery.extend({ source: SourceName.optional() });

@ApiTags('deliveries')
@Controller('deliveries')
export class DeliveriesController {
  private readonly log: ApiAdapters['deliveryLog'];
  constructor(@Inject(ADAPTERS) adapters: ApiAdapters) {
    this.log = adapters.deliveryLog;
  }

  @Get()
  @Access('project')
  @ApiOperation({ summary: 'What came in, newest first, and what became of it' })
  @Answers(DeliveryList)
  async list(@ScopeOf() scope: TenantScope, @QueryOf(DeliveryQuery) query: z.infer<typeof DeliveryQuery>) {
    return listBody(await this.log.list(scope, query), deliveryBody);
  }
}
