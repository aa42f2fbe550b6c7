import { Controller, Inject, Post, Req, Res, UnsupportedMediaTypeException } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { IngestAnswer } from '#domain/api-contract';
import { Access } from '../infra/access.ts';
import { RAW_BODY } from '../infra/fastify.ts';
import type { ApiReply, ApiRequest } from '../infra/request.ts';
import { Answers } from '../infra/zod-pipe.ts';
import { GITHUB, SENTRY, type Sender } from './senders.ts';
import { SignedIngest } from './signed-ingest.ts';

const PROJECT = ApiQuery({ name: 'project_id', required: true, schema: { type: 'string', format: 'uuid' } });
const BODY = ApiBody({ description: "The vendor's payload, as sent", schema: {} });

@ApiTags('ingest')
@Controller('ingest')
export class SignedIngestController {
  private readonly ingest: SignedIngest;
  constructor(@Inject(SignedIngest) ingest: SignedIngest) {
    this.ingest = ingest;
  }

  @Post('sentry')
  @Access('signed')
  @RouteConfig(RAW_BODY)
  @PROJECT
  @BODY
  @ApiHeader({ name: SENTRY.signatureHeader, required: true, description: 'Hex HMAC-SHA256 of the body' })
  @ApiOperation({ summary: 'Webhook of a Sentry internal integration' })
  @Answers(IngestAnswer, 202, 'Kept')
  @Answers(IngestAnswer, 200, 'Kept before, or the source is switched off')
  sentry(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: ApiReply) {
    return this.answer(SENTRY, request, reply);
  }

  @Post('github')
  @Access('signed')
  @RouteConfig(RAW_BODY)
  @PROJECT
  @BODY
  @ApiHeader({ name: GITHUB.signatureHeader, required: true, description: '`sha256=` and the hex HMAC-SHA256 of the body' })
  @ApiOperation({ summary: 'Webhook of a GitHub repository' })
  @Answers(IngestAnswer, 202, 'Kept')
  @Answers(IngestAnswer, 200, 'Kept before, or the source is switched off')
  github(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: ApiReply) {
    return this.answer(GITHUB, request, reply);
  }

  private async answer(sender: Sender, request: ApiRequest, reply: ApiReply): Promise<IngestAnswer> {
    // No sender compresses; the MAC is on the bytes as sent, and nothing may grow once it is here.
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') throw new UnsupportedMediaTypeException();
    const answer = await this.ingest.accept(sender, request);
    void reply.status(answer.status === 'ok' ? 202 : 200);
    return answer;
  }
}
