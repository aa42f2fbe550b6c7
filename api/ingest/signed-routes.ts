import { Inject, Injectable, type OnModuleInit, UnsupportedMediaTypeException } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { needsSecret, type SourceDefinition, SOURCES } from '#domain/sources/index';
import { RAW_BODY } from '../infra/fastify.ts';
import type { Log } from '../infra/log.ts';
import type { ApiReply, ApiRequest } from '../infra/request.ts';
import { sendError } from '../infra/send-error.ts';
import { LOG } from '../infra/tokens.ts';
import { SignedIngest } from './signed-ingest.ts';

/**
 * The routes of sources whose senders prove themselves with a secret, and with the token in the path where that may be. They stand on
 * Fastify itself: nothing of a controller's guards, pipes and interceptors is of use to a sender, and together they cost as much as the
 * rest of the answer.
 */
@Injectable()
export class SignedRoutes implements OnModuleInit {
  private readonly host: HttpAdapterHost;
  private readonly ingest: SignedIngest;
  private readonly log: Log;
  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost, @Inject(SignedIngest) ingest: SignedIngest, @Inject(LOG) log: Log) {
    this.host = host;
    this.ingest = ingest;
    this.log = log;
  }

  onModuleInit(): void {
    const instance = this.host.httpAdapter.getInstance<FastifyInstance>();
    for (const source of Object.values(SOURCES).filter(needsSecret)) {
      for (const url of pathsOf(source)) {
        instance.route({
          method: 'POST',
          url,
          config: RAW_BODY,
          handler: (request, reply) => this.answer(source, request, reply),
        });
      }
    }
  }

  private async answer(source: SourceDefinition, request: ApiRequest, reply: ApiReply): Promise<ApiReply> {
    try {
      // No sender compresses; the proof is on the bytes as sent, and nothing may grow once it is here.
      if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') throw new UnsupportedMediaTypeException();
      const answer = await this.ingest.accept(source, request);
      return reply.status(answer.status === 'ok' ? 202 : 200).send(answer);
    } catch (error) {
      sendError(error, request, reply, this.log);
      return reply;
    }
  }
}

/** As Fastify writes them. Pure. */
export function pathsOf({ path, auth }: SourceDefinition): string[] {
  return auth.some((way) => way.kind === 'token' && way.path) ? [path, `${path}/:token`] : [path];
}
