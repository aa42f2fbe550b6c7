import { Controller, Inject, Post, Req, Res, type Type, UnsupportedMediaTypeException } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { IngestAnswer } from '#domain/api-contract';
import type { SourceAuth, SourceDefinition } from '#domain/sources/index';
import { Access } from '../infra/access.ts';
import { RAW_BODY } from '../infra/fastify.ts';
import type { ApiReply, ApiRequest } from '../infra/request.ts';
import { Answers } from '../infra/zod-pipe.ts';
import { SignedIngest } from './signed-ingest.ts';

const PROJECT = ApiQuery({ name: 'project_id', required: true, schema: { type: 'string', format: 'uuid' } });
const BODY = ApiBody({ description: "The sender's payload, as sent", schema: {} });

/** The route of a source whose senders prove themselves with its secret; and one with the token in its path, where that may be. */
export function signedController(source: SourceDefinition): Type {
  const withToken = source.auth.some((way) => way.kind === 'token' && way.path);
  const proof = ApiHeader({ name: headerOf(source.auth), required: false, description: 'Proof of the sender' });

  @ApiTags('ingest')
  @Controller()
  class SignedController {
    private readonly ingest: SignedIngest;
    constructor(@Inject(SignedIngest) ingest: SignedIngest) {
      this.ingest = ingest;
    }

    @Post(source.path)
    @Access('signed')
    @RouteConfig(RAW_BODY)
    @PROJECT
    @BODY
    @proof
    @ApiOperation({ summary: `Webhook of ${source.label}`, operationId: `ingest_${source.name}` })
    @Answers(IngestAnswer, 202, 'Kept')
    @Answers(IngestAnswer, 200, 'Kept before, or the source is switched off')
    async receive(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: ApiReply): Promise<IngestAnswer> {
      // No sender compresses; the proof is on the bytes as sent, and nothing may grow once it is here.
      if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') throw new UnsupportedMediaTypeException();
      const answer = await this.ingest.accept(source, request);
      void reply.status(answer.status === 'ok' ? 202 : 200);
      return answer;
    }
  }
  if (!withToken) return SignedController;

  @ApiTags('ingest')
  @Controller()
  class TokenInPathController extends SignedController {
    @Post(`${source.path}/:token`)
    @Access('signed')
    @RouteConfig(RAW_BODY)
    @PROJECT
    @BODY
    @ApiParam({ name: 'token', schema: { type: 'string' } })
    @ApiOperation({
      summary: `The same for senders that can set no header: the token is the last part of the path`,
      operationId: `ingest_${source.name}_token`,
    })
    @Answers(IngestAnswer, 202, 'Kept')
    @Answers(IngestAnswer, 200, 'Kept before, or the source is switched off')
    receiveWithToken(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: ApiReply): Promise<IngestAnswer> {
      return this.receive(request, reply);
    }
  }
  return TokenInPathController;
}

function headerOf(ways: readonly SourceAuth[]): string {
  for (const way of ways) {
    if (way.kind === 'hmac') return way.header;
    if (way.kind === 'token') return way.headers[0] ?? 'authorization';
    if (way.kind === 'standard_webhooks') return 'webhook-signature';
  }
  return 'authorization';
}
