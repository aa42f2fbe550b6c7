import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { SourceName } from '#domain/report';
import { SOURCES } from '#domain/sources/index';
import type { Log } from '../infra/log.ts';
import type { ApiAdapters } from '../infra/parts.ts';
import { type ApiRequest, queryText } from '../infra/request.ts';
import { ADAPTERS, LOG } from '../infra/tokens.ts';
import { isUuid } from '../infra/uuid.ts';

const SOURCE_OF_ROUTE: ReadonlyMap<string, SourceName> = new Map(
  Object.values(SOURCES).flatMap(({ path, name }) => [
    [path, name],
    [`${path}/:token`, name],
  ]),
);
/** A flood of refusals must not become a flood of writes. */
const MOST_AT_ONCE = 8;

/** Counts what ingest refused, after the answer is out. A refused request leaves nothing else. */
@Injectable()
export class Refusals implements OnModuleInit {
  private readonly host: HttpAdapterHost;
  private readonly adapters: Pick<ApiAdapters, 'inbox' | 'sourceConfig'>;
  private readonly log: Log;
  private inFlight = 0;
  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost, @Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LOG) log: Log) {
    this.host = host;
    this.adapters = adapters;
    this.log = log;
  }

  onModuleInit(): void {
    this.host.httpAdapter.getInstance<FastifyInstance>().addHook('onResponse', (request, reply, done) => {
      const source = reply.statusCode < 400 ? undefined : SOURCE_OF_ROUTE.get(request.routeOptions.url ?? '');
      if (source) this.count(request, source);
      done();
    });
  }

  private count(request: ApiRequest, source: SourceName): void {
    const reason = request.refusal;
    // A project that is not there is nobody's refusal.
    if (reason === undefined || reason === 'not_found' || this.inFlight >= MOST_AT_ONCE) return;
    this.inFlight += 1;
    this.write(request, source, reason)
      .catch((error: unknown) => this.log.debug({ err: error }, 'a refusal could not be counted'))
      .finally(() => {
        this.inFlight -= 1;
      });
  }

  private async write(request: ApiRequest, source: SourceName, reason: string): Promise<void> {
    const named = request.scope?.projectId ?? queryText(request, 'project_id');
    // A stranger may name any project; only one that has this source set up gets a line of its own.
    const known =
      request.scope !== undefined || (isUuid(named) && (await this.adapters.sourceConfig.forVerification(named, source)) !== null);
    await this.adapters.inbox.countRefusal(known ? named : null, source, reason);
  }
}
