import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Webhook } from 'standardwebhooks';
import { ErrorBody, IngestAnswer, type TestEventAnswer } from '#domain/api-contract';
import { ConflictError, UnavailableError } from '#domain/errors';
import type { TenantScope } from '#domain/project';
import type { SourceName } from '#domain/report';
import { needsSecret, SOURCES, type SourceAuth } from '#domain/sources/index';
import type { ApiAdapters } from '../infra/parts.ts';
import { type ApiRequest, header } from '../infra/request.ts';
import { ADAPTERS } from '../infra/tokens.ts';
import { macOf } from '../ingest/signatures.ts';
import { TestDeliveries } from '../ingest/test-deliveries.ts';

type Headers = Record<string, string>;
/** How the person who asks is known; members send under their own name. */
const OF_CALLER = ['authorization', 'cookie', 'origin', 'host', 'sec-fetch-site'];

/** Sends a source's sample through the route its sender uses, with every check on the way. */
@Injectable()
export class TestEvent {
  private readonly host: HttpAdapterHost;
  private readonly sourceConfig: ApiAdapters['sourceConfig'];
  private readonly tests: TestDeliveries;
  constructor(
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
    @Inject(ADAPTERS) adapters: ApiAdapters,
    @Inject(TestDeliveries) tests: TestDeliveries,
  ) {
    this.host = host;
    this.sourceConfig = adapters.sourceConfig;
    this.tests = tests;
  }

  /** @throws {ConflictError} `source_off`, `no_secret`, or the code with which ingest refused it; {UnavailableError} nothing was kept */
  async send({ projectId }: TenantScope, name: SourceName, asked: ApiRequest, isEnabled: boolean): Promise<TestEventAnswer> {
    const source = SOURCES[name];
    if (!isEnabled)
      throw new ConflictError('The source is switched off. Switch it on, then send the test event again.', { code: 'source_off' });
    const { eventType, payload } = source.sample(new Date().toISOString());
    const body = JSON.stringify(payload);
    const proof = needsSecret(source) ? await this.signed(projectId, name, body) : callerOf(asked);
    const { headers, deliveryKey } = this.tests.mark();
    const answer = await this.host.httpAdapter.getInstance<FastifyInstance>().inject({
      method: 'POST',
      url: source.path,
      query: { project_id: projectId },
      remoteAddress: asked.ip,
      headers: {
        'content-type': 'application/json',
        ...(source.eventTypeHeader !== null && eventType !== null ? { [source.eventTypeHeader]: eventType } : {}),
        ...proof,
        ...headers,
      },
      payload: body,
    });
    if (answer.statusCode >= 500) throw new UnavailableError('The test event could not be kept.');
    if (answer.statusCode >= 300) {
      const { error } = ErrorBody.parse(answer.json());
      throw new ConflictError(`The test event was refused: ${error.message}`, { code: error.code });
    }
    return { status: 'ok', id: IngestAnswer.parse(answer.json()).id, delivery_id: deliveryKey };
  }

  private async signed(projectId: string, name: SourceName, body: string): Promise<Headers> {
    const settings = await this.sourceConfig.forVerification(projectId, name);
    const secret = settings?.secrets[0];
    const way = SOURCES[name].auth[0];
    if (secret !== undefined && way !== undefined) return proofHeaders(way, secret, body);
    throw new ConflictError('The source has no secret yet. Set one, then send the test event again.', { code: 'no_secret' });
  }
}

function callerOf(asked: ApiRequest): Headers {
  return Object.fromEntries(
    OF_CALLER.flatMap((name) => {
      const value = header(asked, name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

/** As the sender itself would prove the body. */
function proofHeaders(way: SourceAuth, secret: string, body: string): Headers {
  switch (way.kind) {
    case 'hmac':
      return { [way.header]: way.prefix + macOf(secret, Buffer.from(body), way.encoding) };
    case 'token':
      return way.headers[0] === undefined ? { authorization: `Bearer ${secret}` } : { [way.headers[0]]: secret };
    case 'standard_webhooks': {
      const [id, at] = ['msg_test', new Date()];
      return {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, at, body),
      };
    }
    case 'member':
      return {};
  }
}
