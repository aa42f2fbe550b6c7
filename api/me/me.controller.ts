import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { MeBody } from '#domain/api-contract';
import { Access } from '../infra/access.ts';
import { type Caller, CallerOf } from '../infra/request.ts';
import { Answers } from '../infra/zod-pipe.ts';
import { MeService } from './me.service.ts';

@ApiTags('auth')
@Controller('me')
export class MeController {
  private readonly service: MeService;
  constructor(@Inject(MeService) service: MeService) {
    this.service = service;
  }

  @Get()
  @Access('account')
  @ApiOperation({ summary: 'Who is asking, and their projects' })
  @Answers(MeBody)
  me(@CallerOf() caller: Caller): Promise<MeBody> {
    return this.service.describe(caller);
  }
}
