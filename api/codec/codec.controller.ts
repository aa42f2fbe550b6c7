import { Body, Controller, HttpCode, Inject, Options, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import type { Env } from '#config/env';
import { ForbiddenError, NotFoundError } from '#domain/errors';
import type { RemoteCodec } from '#temporal/remote-codec';
import { Access } from '../infra/access.ts';
import type { Log } from '../infra/log.ts';
import { type ApiReply, type ApiRequest, header } from '../infra/request.ts';
import { sameText } from '../infra/same-text.ts';
import { CODEC, ENV, LOG } from '../infra/tokens.ts';
import { ZodPipe } from '../infra/zod-pipe.ts';

const Payload = z.object({ metadata: z.record(z.string(), z.string()).nullish(), data: z.string().nullish() });
const Payloads = z.object({ payloads: z.array(Payload).max(10_000) });
type Payloads = z.infer<typeof Payloads>;

/**
 * Reads what the Temporal UI shows. It sends no cookie, so the path itself is the secret, and only the UI's own pages may
 * call it. Source: Temporal's "Codec Server" contract.
 */
@ApiExcludeController()
@Controller('codec/:path')
export class CodecController {
  private readonly env: Env;
  private readonly codec: RemoteCodec;
  private readonly log: Log;
  private readonly uiOrigin: string;
  constructor(@Inject(ENV) env: Env, @Inject(CODEC) codec: RemoteCodec, @Inject(LOG) log: Log) {
    this.env = env;
    this.codec = codec;
    this.log = log;
    this.uiOrigin = new URL(env.TEMPORAL_UI_URL).origin;
  }

  @Options(':direction')
  @HttpCode(204)
  @Access('signed')
  preflight(@Param('path') path: string, @Req() request: ApiRequest, @Res({ passthrough: true }) reply: ApiReply): void {
    this.admit(path, request, reply);
    void reply.headers({
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type, x-namespace, authorization',
      'access-control-max-age': '600',
    });
  }

  @Post('decode')
  @HttpCode(200)
  @Access('signed')
  async decode(
    @Param('path') path: string,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) reply: ApiReply,
    @Body() body: unknown,
  ): Promise<Payloads> {
    this.admit(path, request, reply);
    const { payloads } = new ZodPipe(Payloads).transform(body);
    this.log.info({ requestId: request.id, payloads: payloads.length, peer: request.ip }, 'payloads decoded for the Temporal UI');
    return { payloads: await this.codec.decode(payloads) };
  }

  @Post('encode')
  @HttpCode(200)
  @Access('signed')
  async encode(
    @Param('path') path: string,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) reply: ApiReply,
    @Body() body: unknown,
  ): Promise<Payloads> {
    this.admit(path, request, reply);
    const { payloads } = new ZodPipe(Payloads).transform(body);
    return { payloads: await this.codec.encode(payloads) };
  }

  /** @throws {NotFoundError} not our path, as if there were nothing here. @throws {ForbiddenError} a page of someone else */
  private admit(path: string, request: ApiRequest, reply: ApiReply): void {
    const secret = this.env.SOULCASTER_CODEC_PATH;
    if (secret === undefined || !sameText(path, secret)) throw new NotFoundError('There is nothing at this address.');
    const origin = header(request, 'origin');
    if (origin !== null && origin !== this.uiOrigin) throw new ForbiddenError('This page may not read workflows.');
    void reply.headers({
      'access-control-allow-origin': this.uiOrigin,
      vary: 'origin',
      'cross-origin-resource-policy': 'cross-origin',
    });
  }
}
