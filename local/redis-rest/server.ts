import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ErrorReply } from 'redis';
import { Command, Commands, refusal } from './commands.ts';
import { connectRedis, RedisDownError } from './connection.ts';
import type { RedisConnection } from './connection.ts';
import { encodeReply } from './encoding.ts';
import type { RawReply } from './encoding.ts';

export interface RedisRestOptions {
  /** redis://host:port of a real redis-server. */
  redisUrl: string;
  /** What callers present as `Authorization: Bearer`. */
  token: string;
  /** 0: any free one. */
  port: number;
  host?: string;
  /** Largest request body; Upstash's own limit is 10 MB. */
  maxBodyBytes?: number;
  /** How long redis-server may take to answer before the caller gets a 503. */
  replyTimeoutMs?: number;
  onState?: (state: 'up' | 'down') => void;
}

export interface RunningServer {
  url: string;
  port: number;
  /** Answers what is in flight, then closes. */
  stop(): Promise<void>;
}

/**
 * Upstash's Redis REST protocol in front of a real redis-server: `POST /`, `/pipeline` and `/multi-exec`.
 * Single errors are 400 `{error}`, those inside a pipeline 200 with `{error}` in their place; 401 without the token;
 * 503 while redis-server is away. Listens even when it is, and finds it again by itself.
 */
export async function startRedisRest(options: RedisRestOptions): Promise<RunningServer> {
  const { redisUrl, token, port, host = '127.0.0.1', maxBodyBytes = 10 * 1024 * 1024, replyTimeoutMs = 5_000, onState } = options;
  const redis = await connectRedis({ redisUrl, replyTimeoutMs, onState });
  const app = Fastify({ bodyLimit: maxBodyBytes, forceCloseConnections: 'idle' });
  // Whatever the request calls it, it is JSON: `curl -d '["GET","a"]'` works at Upstash too.
  app.addContentTypeParser('*', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  refuseStrangers(app, token);
  answerErrors(app, maxBodyBytes);
  addRoutes(app, redis);
  await app.listen({ port, host });
  const bound = (app.server.address() as AddressInfo).port;
  return {
    url: `http://${host}:${bound}`,
    port: bound,
    stop: async () => {
      await app.close();
      redis.close();
    },
  };
}

function addRoutes(app: FastifyInstance, redis: RedisConnection): void {
  app.post('/', async (request, reply) => {
    const command = Command.safeParse(request.body);
    if (!command.success) return reply.code(400).send({ error: 'ERR failed to parse command' });
    const refused = refusal(command.data);
    if (refused) return reply.code(400).send({ error: refused });
    const [answer] = await redis.pipeline([command.data]);
    return answer instanceof ErrorReply ? reply.code(400).send({ error: answer.message }) : present(request, answer ?? null);
  });

  app.post('/pipeline', async (request, reply) => {
    const commands = Commands.safeParse(request.body);
    if (!commands.success) return reply.code(400).send({ error: 'ERR failed to parse pipeline request' });
    const refused = commands.data.map(refusal);
    const allowed = commands.data.filter((_, index) => refused[index] === null);
    const answers = allowed.length > 0 ? await redis.pipeline(allowed) : [];
    return refused.map((error) => (error ? { error } : present(request, answers.shift() ?? null)));
  });

  app.post('/multi-exec', async (request, reply) => {
    const commands = Commands.safeParse(request.body);
    if (!commands.success) return reply.code(400).send({ error: 'ERR failed to parse transaction request' });
    const refused = commands.data.map(refusal).find((error) => error !== null);
    if (refused) return reply.code(400).send({ error: refused });
    const answers = await redis.transaction(commands.data);
    if (answers instanceof ErrorReply) return reply.code(400).send({ error: answers.message });
    return answers.map((answer) => present(request, answer));
  });
}

function present(request: FastifyRequest, answer: RawReply) {
  if (answer instanceof ErrorReply) return { error: answer.message };
  return { result: encodeReply(answer, request.headers['upstash-encoding'] === 'base64') };
}

function refuseStrangers(app: FastifyInstance, token: string): void {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${token}`);
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) {
      return reply.code(401).send({ error: 'WRONGPASS invalid or missing auth token' });
    }
    // One connection, so reads always see the writes before them; the client only wants a token to send back.
    return void reply.header('upstash-sync-token', randomUUID());
  });
}

function answerErrors(app: FastifyInstance, maxBodyBytes: number): void {
  app.setNotFoundHandler((_, reply) => reply.code(404).send({ error: 'ERR no such endpoint' }));
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, _, reply) => {
    if (error instanceof RedisDownError) return reply.code(503).send({ error: `UNAVAILABLE ${error.message}` });
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
      return reply.code(413).send({ error: `ERR max request size exceeded. Limit: ${maxBodyBytes} bytes` });
    }
    const status = error.statusCode ?? 500;
    return reply.code(status).send({ error: status < 500 ? 'ERR failed to parse request' : 'ERR internal error of the gateway' });
  });
}
