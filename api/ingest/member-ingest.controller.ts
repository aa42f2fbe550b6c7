import { Controller, Inject, Post, Req, Res, type Type } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { IngestAnswer } from '#domain/api-contract';
import type { TenantScope } from '#domain/project';
import type { SourceDefinition } from '#domain/sources/index';
import { Access } from '../infra/access.ts';
import { IDEMPOTENCY_HEADER } from '../infra/idempotency.ts';
import { nameSchema } from '../infra/openapi.ts';
import { type ApiReply, type ApiRequest, type Caller, CallerOf, ScopeOf } from '../infra/request.ts';
import { Answers, JsonBody } from '../infra/zod-pipe.ts';
import { MemberIngest } from './member-ingest.ts';

/** The route of a source that members and their tokens send to, in a shape of ours. */
export function memberController(source: SourceDefinition): Type {
  const name = `${source.name[0]!.toUpperCase()}${source.name.slice(1)}Report`;
  const body = nameSchema(source.schema ?? z.unknown(), name, 'input');

  @ApiTags('ingest')
  @Controller()
  class MemberController {
    private readonly ingest: MemberIngest;
    constructor(@Inject(MemberIngest) ingest: MemberIngest) {
      this.ingest = ingest;
    }

    @Post(source.path)
    @Access('project')
    @IDEMPOTENCY_HEADER
    @ApiOperation({ summary: `A report by hand or script: ${source.label}`, operationId: `ingest_${source.name}` })
    @Answers(IngestAnswer, 202, 'Kept')
    @Answers(IngestAnswer, 200, 'Sent before with this Idempotency-Key, or the source is switched off')
    async receive(
      @ScopeOf() scope: TenantScope,
      @CallerOf() caller: Caller,
      @JsonBody(body) report: unknown,
      @Req() request: ApiRequest,
      @Res({ passthrough: true }) reply: ApiReply,
    ): Promise<IngestAnswer> {
      const answer = await this.ingest.accept(source, scope, caller, report, request);
      void reply.status(answer.status === 'ok' ? 202 : 200);
      return answer;
    }
  }
  return MemberController;
}
