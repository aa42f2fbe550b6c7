import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { UnsupportedMediaTypeException } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { UnreadableRequestError } from '#domain/errors';
import { endSlowBodies } from './body-deadline.ts';
import { errorAnswer } from './error-body.ts';
import { parseJson } from './json.ts';
import type { Log } from './log.ts';
import { secureHeaders } from './secure-headers.ts';

const KEEP_ALIVE_MS = 72_000;
const REQUEST_MS = 30_000;

export interface HttpOptions {
  maxBodyBytes: number;
  /** Browsers reach us by https. */
  https: boolean;
  log: Log;
}

/** A route whose body arrives as the exact bytes, of any content type: `@RouteConfig(RAW_BODY)`. */
export const RAW_BODY = { rawBody: true } as const;

export const JSON_LINES = 'application/x-ndjson';
/** A route that takes JSON Lines as they arrive, without end and as slowly as it reads them: `@RouteConfig(LINES_BODY)`. */
export const LINES_BODY = { linesBody: true } as const;
/** Other names of the same. */
const JSON_LINES_TYPES = [JSON_LINES, 'application/jsonl', 'application/jsonlines', 'application/x-jsonlines', 'application/ndjson'];

/** Fastify as the API uses it: bodies bounded while they arrive, one error shape, one log line per answer. */
export function createHttp(options: HttpOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: options.maxBodyBytes,
    connectionTimeout: 0,
    // Node knows one limit for all requests; ours are by route.
    requestTimeout: 0,
    http: { headersTimeout: REQUEST_MS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const answer = errorAnswer(error, String(request.id));
      void secureHeaders(reply, options.https).status(answer.status).send(answer.body);
    },
    clientErrorHandler: answerUnreadable,
  });
  const instance = adapter.getInstance<FastifyInstance>();
  readBodies(instance);
  endSlowBodies(instance, {
    withinMs: REQUEST_MS,
    // One of lines is bounded by who reads it.
    exempt: (request) => hasConfig(request, 'linesBody'),
    end: (raw) => answerUnreadable({ code: 'ERR_HTTP_REQUEST_TIMEOUT' } as NodeJS.ErrnoException, raw.socket),
  });
  instance.addHook('onRequest', (request, reply, done) => {
    secureHeaders(reply, options.https).header('x-request-id', String(request.id));
    // Many name lines so; they are still read as they arrive.
    if (hasConfig(request, 'linesBody') && request.headers['content-type']?.startsWith('application/json')) {
      request.headers['content-type'] = JSON_LINES;
    }
    // No store can look for it.
    done(request.url.includes('%00') ? new UnreadableRequestError('The address holds a NUL character.') : undefined);
  });
  instance.addHook('onResponse', (request, reply, done) => {
    logAnswer(options.log, request, reply);
    done();
  });
  return adapter;
}

function readBodies(instance: FastifyInstance): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (isRaw(request)) return done(null, body);
    try {
      done(null, body.length === 0 ? undefined : parseJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  instance.addContentTypeParser(JSON_LINES_TYPES, (request, payload, done) => {
    if (hasConfig(request, 'linesBody')) return done(null, payload);
    done(new UnsupportedMediaTypeException());
  });
  instance.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (isRaw(request)) return done(null, body);
    if (body.length === 0) return done(null, undefined);
    done(new UnsupportedMediaTypeException());
  });
}

const hasConfig = (request: FastifyRequest, name: 'rawBody' | 'linesBody'): boolean =>
  (request.routeOptions.config as { rawBody?: boolean; linesBody?: boolean } | undefined)?.[name] === true;
const isRaw = (request: FastifyRequest): boolean => hasConfig(request, 'rawBody');

/** Bytes that are no HTTP request at all; there is no request object to answer through. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, code, message] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'headers_too_large', 'The headers are too large.']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'timeout', 'The request took too long to arrive.']
        : ['400 Bad Request', 'unreadable_request', 'The request cannot be read.'];
  const body = JSON.stringify({ error: { code, message } });
  const head = [`HTTP/1.1 ${status}`, 'content-type: application/json; charset=utf-8', `content-length: ${Buffer.byteLength(body)}`];
  socket.end(`${[...head, 'connection: close'].join('\r\n')}\r\n\r\n${body}`);
}

function logAnswer(log: Log, request: FastifyRequest, reply: FastifyReply): void {
  const fields = {
    requestId: request.id,
    method: request.method,
    route: request.routeOptions?.url ?? null,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
  };
  if (reply.statusCode >= 500) log.warn(fields, 'answered');
  else log.debug(fields, 'answered');
}
