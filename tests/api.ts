import 'reflect-metadata';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { inject } from 'vitest';
import { createFeeds } from '#adapters/feeds';
import { createLocalEmbedder } from '#adapters/local-model/embedder';
import { createPostgres } from '#adapters/postgres/index';
import { createRedisStores } from '#adapters/redis/index';
import { createVectorIndex } from '#adapters/vector/index';
import { createApi } from '#api/app';
import { createLog } from '#api/infra/log';
import type { ApiAdapters, ApiLauncher } from '#api/infra/parts';
import { type Env, loadEnv, required } from '#config/env';
import { createRemoteCodec } from '#temporal/remote-codec';
import { createTestDatabase } from './postgres.ts';
import { RecordingLauncher } from './recording-launcher.ts';

export interface Answer {
  status: number;
  headers: Headers;
  // Tests read answers of every shape.
  body: ReturnType<typeof JSON.parse>;
  text: string;
}

export interface Ask {
  method?: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'PUT';
  /** Sent as JSON; a string or bytes go as they are. */
  body?: unknown;
  headers?: Record<string, string>;
  /** null: nobody. Default: the local owner's token. */
  token?: string | null;
}

export interface TestApi {
  url: string;
  env: Env;
  adapters: ApiAdapters;
  launcher: RecordingLauncher;
  log: string[];
  ask(path: string, ask?: Ask): Promise<Answer>;
  /** A project of the local owner. */
  project(name?: string): Promise<string>;
  stop(): Promise<void>;
}

const base64Key = () => randomBytes(32).toString('base64');

/** The real API in this process, on a free port, on real stores and a database of its own. */
export async function startTestApi(
  options: { env?: Record<string, string>; launcher?: (env: Env) => ApiLauncher; databaseUrl?: string } = {},
): Promise<TestApi> {
  const database = options.databaseUrl === undefined ? await createTestDatabase() : null;
  const redis = inject('redisRest');
  const vector = inject('vectorRest');
  const env = loadEnv({
    API_PORT: '0',
    LOG_LEVEL: 'debug',
    DATABASE_URL: options.databaseUrl ?? database?.url,
    UPSTASH_REDIS_REST_URL: redis.url,
    UPSTASH_REDIS_REST_TOKEN: redis.token,
    UPSTASH_VECTOR_REST_URL: vector.url,
    UPSTASH_VECTOR_REST_TOKEN: vector.token,
    SOULCASTER_MASTER_KEY: base64Key(),
    SOULCASTER_CODEC_KEY: base64Key(),
    SOULCASTER_CODEC_PATH: randomBytes(16).toString('hex'),
    SOULCASTER_LOCAL_TOKEN: randomBytes(16).toString('hex'),
    GITHUB_PEER_URL: 'http://127.0.0.1:1',
    ...options.env,
  });
  const log: string[] = [];
  const adapters = createParts(env);
  const launcher = options.launcher?.(env) ?? new RecordingLauncher();
  const sink = new Writable({ write: (line: Buffer, _encoding, done) => done(void log.push(line.toString())) });
  const codec = createRemoteCodec(required(env, 'SOULCASTER_CODEC_KEY'));
  const app = await createApi({ env, log: createLog(env, sink), adapters, launcher, codec });
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  if (database) await adapters.postgres.migrate();

  const ask = async (
    path: string,
    { method = 'GET', body, headers = {}, token = env.SOULCASTER_LOCAL_TOKEN }: Ask = {},
  ): Promise<Answer> => {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const answer = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
        ...(token === null || token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body:
        body === undefined
          ? undefined
          : typeof body === 'string'
            ? body
            : body instanceof Uint8Array
              ? Buffer.from(body)
              : JSON.stringify(body),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: /^application\/json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : null,
    };
  };

  return {
    url,
    env,
    adapters,
    launcher: launcher as RecordingLauncher,
    log,
    ask,
    project: async (name = `project ${randomUUID()}`) => (await ask('/projects', { method: 'POST', body: { name } })).body.id,
    stop: async () => {
      await app.close();
      await database?.drop();
    },
  };
}

function createParts(env: Env): ApiAdapters {
  const postgres = createPostgres({ url: required(env, 'DATABASE_URL'), masterKey: required(env, 'SOULCASTER_MASTER_KEY') });
  const redis = createRedisStores({ url: required(env, 'UPSTASH_REDIS_REST_URL'), token: required(env, 'UPSTASH_REDIS_REST_TOKEN') });
  return {
    ...postgres,
    ...redis,
    feeds: createFeeds({
      githubApiUrl: env.GITHUB_API_URL,
      githubToken: env.GITHUB_TOKEN,
      peerUrl: env.GITHUB_PEER_URL,
      peerToken: env.GITHUB_PEER_TOKEN,
      sentryApiUrl: env.SENTRY_API_URL,
      posthogApiUrl: env.POSTHOG_API_URL,
      redditAuthUrl: env.REDDIT_AUTH_URL,
      redditApiUrl: env.REDDIT_API_URL,
      publicUrl: env.PUBLIC_URL,
      ...postgres,
    }),
    vectors: createVectorIndex({ url: required(env, 'UPSTASH_VECTOR_REST_URL'), token: required(env, 'UPSTASH_VECTOR_REST_TOKEN') }),
    embedder: createLocalEmbedder(),
    planner: { modelName: 'demo model' },
    demoModel: true,
    agentModel: 'demo-model',
    agent: { name: 'gemini-cli' },
    postgres: { migrate: () => postgres.migrate(), ping: () => postgres.ping() },
    redis: { ping: () => redis.ping() },
    close: () => postgres.close(),
  };
}

export function sentryHeaders(secret: string, body: string | Uint8Array, more: Record<string, string> = {}): Record<string, string> {
  return {
    'content-type': 'application/json',
    'sentry-hook-signature': createHmac('sha256', secret).update(body).digest('hex'),
    'sentry-hook-resource': 'issue',
    ...more,
  };
}

export function githubHeaders(secret: string, body: string | Uint8Array, more: Record<string, string> = {}): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    'x-github-event': 'issues',
    ...more,
  };
}
