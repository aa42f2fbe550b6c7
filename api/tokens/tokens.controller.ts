import { Controller, Delete, Get, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { CreateToken, TokenBody, TokenShown } from '#domain/api-contract';
import { Access } from '../infra/access.ts';
import { Idempotent } from '../infra/idempotency.ts';
import { IdParam } from '../infra/id-param.ts';
import { namedListOf } from '../infra/openapi.ts';
import { type Caller, CallerOf } from '../infra/request.ts';
import { Answers, JsonBody, NoContent } from '../infra/zod-pipe.ts';
import { wholeList } from '../presenters/list.ts';
import { tokenBody, tokenShown } from '../presenters/token.ts';
import { TokensService } from './tokens.service.ts';

const TokenList = namedListOf(TokenBody);

@ApiTags('tokens')
@Controller('tokens')
export class TokensController {
  private readonly service: TokensService;
  constructor(@Inject(TokensService) service: TokensService) {
    this.service = service;
  }

  @Get()
  @Access('account')
  @ApiOperation({ summary: 'Your API tokens, without the tokens themselves' })
  @Answers(TokenList)
  async list(@CallerOf() caller: Caller) {
    return wholeList((await this.service.list(caller)).map(tokenBody));
  }

  @Post()
  @Access('account')
  @Idempotent()
  @ApiOperation({ summary: 'Make an API token; shown this once' })
  @Answers(TokenShown, 201)
  async create(@CallerOf() caller: Caller, @JsonBody(CreateToken) body: z.infer<typeof CreateToken>) {
    return tokenShown(await this.service.create(caller, body));
  }

  @Delete(':id')
  @NoContent()
  @Access('account')
  @ApiOperation({ summary: 'End an API token' })
  async revoke(@CallerOf() caller: Caller, @IdParam('id') id: string): Promise<void> {
    await this.service.revoke(caller, id);
  }
}
