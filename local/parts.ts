import { join } from 'node:path';
import type { Env } from '#config/env';
import { searchAttributes } from '#temporal/search-attributes';
import { pollersOf } from './pollers.ts';
import type { Program } from './program.ts';
import { answersHttp, nodePart } from './programs/node-part.ts';
import { postgresProgram } from './programs/postgres.ts';
import { redisProgram } from './programs/redis.ts';
import { temporalProgram } from './programs/temporal.ts';
import type { Settings } from './settings.ts';

export interface Part {
  program: Program;
  /** Variable → port it listens on here. */
  ports: Partial<Record<keyof Env, number>>;
}

/** What is answered now (API, dashboard and the stores they ask) goes before what is worked off: Temporal and the workers. */
const WORKED_OFF = 5;
const GROUPED = 10;

/** Left to itself, V8 lets what is young grow to 128 MB in a burst and keeps it; 50 MB less in the API. A worker is slower with it. */
const SMALL_NURSERY = '--max-semi-space-size=8';

/** Two workers, so that seconds of grouping keep no report and no person waiting. */
const WORKERS = [
  { name: 'worker', queues: ['core', 'sandbox'], niceness: WORKED_OFF },
  { name: 'worker-grouping', queues: ['grouping', 'embed'], niceness: GROUPED },
] as const;

/** Every part of the local run, in waves: a wave starts when all of the one before it answer. */
export function localParts(settings: Settings, temporalExecutable: string | null): Part[][] {
  const { env, local, root, dataDir } = settings;
  const own = (name: string, entry: string, variables: (keyof Env)[], probe: (pid: number) => Promise<void>, nodeOptions?: string[]) =>
    nodePart({ name, root, entry, env: { ...baseEnv(), ...pick(env, variables) }, probe, nodeOptions });
  const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token ?? ''}` });
  const part = (wanted: boolean, ports: Part['ports'], program: () => Program): Part[] => (wanted ? [{ program: program(), ports }] : []);

  return [
    [
      ...part(local.postgres, { POSTGRES_PORT: env.POSTGRES_PORT }, () =>
        postgresProgram({
          dataDir: join(dataDir, 'postgres'),
          host: '127.0.0.1',
          port: env.POSTGRES_PORT,
          password: settings.postgresPassword,
        }),
      ),
      ...part(local.redis, { REDIS_PORT: env.REDIS_PORT }, () =>
        redisProgram({ dataDir: join(dataDir, 'redis'), host: '127.0.0.1', port: env.REDIS_PORT }),
      ),
      ...part(local.temporal, { TEMPORAL_PORT: env.TEMPORAL_PORT, TEMPORAL_UI_PORT: env.TEMPORAL_UI_PORT }, () =>
        temporalProgram({
          executable: temporalExecutable ?? 'temporal',
          dataDir: join(dataDir, 'temporal'),
          host: '127.0.0.1',
          port: env.TEMPORAL_PORT,
          uiPort: env.TEMPORAL_UI_PORT,
          namespace: env.TEMPORAL_NAMESPACE,
          searchAttributes,
          niceness: WORKED_OFF,
          codecEndpoint: `${env.API_URL}/codec/${env.SOULCASTER_CODEC_PATH}`,
        }),
      ),
      ...part(local.vector, { VECTOR_REST_PORT: env.VECTOR_REST_PORT }, () =>
        own('vector-rest', 'dist/local/vector-rest/main.js', ['VECTOR_REST_PORT', 'UPSTASH_VECTOR_REST_TOKEN'], async () => {
          const answer = await fetch(`${env.UPSTASH_VECTOR_REST_URL}/info`, {
            method: 'POST',
            headers: bearer(env.UPSTASH_VECTOR_REST_TOKEN),
            signal: AbortSignal.timeout(2_000),
          });
          if (!answer.ok) throw new Error(`answered ${answer.status}`);
        }),
      ),
      ...part(local.peer, { GITHUB_PEER_PORT: env.GITHUB_PEER_PORT }, () =>
        own(
          'github-peer',
          'dist/local/github-peer/main.js',
          ['GITHUB_PEER_PORT', 'GITHUB_PEER_URL', 'GITHUB_PEER_TOKEN'],
          answersHttp(`${env.GITHUB_PEER_URL}/user`, bearer(env.GITHUB_PEER_TOKEN)),
        ),
      ),
      ...part(local.demoModel, { DEMO_MODEL_PORT: env.DEMO_MODEL_PORT }, () =>
        own(
          'demo-model',
          'dist/local/demo-model/main.js',
          ['DEMO_MODEL_PORT'],
          answersHttp(`http://127.0.0.1:${env.DEMO_MODEL_PORT}/healthz`),
        ),
      ),
    ],
    part(local.redis, { REDIS_REST_PORT: env.REDIS_REST_PORT }, () =>
      own('redis-rest', 'dist/local/redis-rest/main.js', ['REDIS_PORT', 'REDIS_REST_PORT', 'UPSTASH_REDIS_REST_TOKEN'], async () => {
        const answer = await fetch(env.UPSTASH_REDIS_REST_URL!, {
          method: 'POST',
          headers: { ...bearer(env.UPSTASH_REDIS_REST_TOKEN), 'content-type': 'application/json' },
          body: '["PING"]',
          signal: AbortSignal.timeout(2_000),
        });
        if (!answer.ok) throw new Error(`answered ${answer.status}`);
      }),
    ),
    [
      ...WORKERS.map(({ name, queues, niceness }) => ({
        ports: {},
        program: nodePart({
          name,
          root,
          entry: 'dist/temporal/worker.js',
          env: { ...baseEnv(), ...pick(env, everything(env)), WORKER_QUEUES: queues.join(',') },
          probe: pollersOf(env, queues[0]),
          nodeOptions: ['--max-old-space-size=1024'],
          niceness,
        }),
      })),
      {
        ports: { API_PORT: env.API_PORT },
        program: own('api', 'dist/api/main.js', everything(env), answersHttp(`http://127.0.0.1:${env.API_PORT}/readyz`), [SMALL_NURSERY]),
      },
      {
        ports: { WEB_PORT: env.WEB_PORT },
        program: own(
          'web',
          'web/server.ts',
          ['WEB_PORT', 'WEB_URL', 'API_URL', 'PUBLIC_URL', 'TEMPORAL_UI_URL', 'TEMPORAL_NAMESPACE'],
          answersHttp(`http://127.0.0.1:${env.WEB_PORT}/healthz`),
        ),
      },
    ],
  ];
}

/** glibc keeps an arena of freed memory for each of some 20 native threads: 20 MB in a worker. */
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' };

/** What any program needs of its surroundings; none of our keys. */
function baseEnv(): Record<string, string | undefined> {
  const names = [
    'PATH',
    'HOME',
    'LANG',
    'LC_ALL',
    'TZ',
    'TMPDIR',
    'USER',
    'LOG_LEVEL',
    'LOG_FORMAT',
    'SOULCASTER_HOST',
    'NODE_EXTRA_CA_CERTS',
  ];
  return { ...Object.fromEntries(names.map((name) => [name, process.env[name]])), NODE_ENV: 'production', ...FEW_ARENAS };
}

function pick(env: Env, names: (keyof Env)[]): Record<string, string> {
  const values = [...new Set<keyof Env>([...names, 'SOULCASTER_DATA_DIR'])].map((name) => [name, env[name]] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]));
}

const everything = (env: Env) => Object.keys(env) as (keyof Env)[];
