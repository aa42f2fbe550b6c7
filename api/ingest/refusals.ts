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
/** A flood of refusals must not become a flood of writes: what comes while these are under way is written as one. */
const MOST_AT_ONCE = 4;
/** Strangers may name any project. */
const MOST_WAITING = 1000;

/** Refused requests of one kind that are not written yet. */
interface Waiting {
  named: string | null;
  /** The project is one the caller may act on. */
  proven: boolean;
  source: SourceName;
  reason: string;
  count: number;
}

/** Counts what ingest refused, after the answer is out. A refused request leaves nothing else. */
@Injectable()
export class Refusals implements OnModuleInit {
  private readonly host: HttpAdapterHost;
  private readonly adapters: Pick<ApiAdapters, 'inbox' | 'sourceConfig'>;
  private readonly log: Log;
  private readonly waiting = new Map<string, Waiting>();
  private inFlight = 0;
  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost, @Inject(ADAPTERS) adapters: ApiAdapters, @Inject(LOG) log: Log) {
    this.host = host;
    this.adapters = adapters;
    this.log = log;
  }

  onModuleInit(): void {
    this.host.httpAdapter.getInstance<FastifyInstance>().addHook('onResponse', (request: ApiRequest, _reply, done) => {
      const source = request.refusal === undefined ? undefined : SOURCE_OF_ROUTE.get(request.routeOptions.url ?? '');
      if (source) this.count(request, source);
      done();
    });
  }

  private count(request: ApiRequest, source: SourceName): void {
    const reason = request.refusal;
    // A project that is not there is nobody's refusal.
    if (reason === undefined || reason === 'not_found') return;
    const proven = request.scope !== undefined;
    const named = request.scope?.projectId ?? queryText(request, 'project_id');
    const key = `${source} ${reason} ${isUuid(named) ? named : ''}`;
    const same = this.waiting.get(key);
    if (same) same.count += 1;
    else if (this.waiting.size < MOST_WAITING)
      this.waiting.set(key, { named: isUuid(named) ? named : null, proven, source, reason, count: 1 });
    if (this.inFlight < MOST_AT_ONCE) void this.writeAll();
  }

  private async writeAll(): Promise<void> {
    this.inFlight += 1;
    for (let next = this.next(); next; next = this.next()) {
      await this.write(next).catch((error: unknown) => this.log.debug({ err: error }, 'a refusal could not be counted'));
    }
    this.inFlight -= 1;
  }

  private next(): Waiting | undefined {
    for (const [key, next] of this.waiting) {
      this.waiting.delete(key);
      return next;
    }
    return undefined;
  }

  private async write({ named, proven, source, reason, count }: Waiting): Promise<void> {
    // Only a project that has this source set up gets a line of its own.
    const known = proven || (named !== null && (await this.adapters.sourceConfig.forVerification(named, source)) !== null);
    await this.adapters.inbox.countRefusal(known ? named : null, source, reason, count);
  }
}
