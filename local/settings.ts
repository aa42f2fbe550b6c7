import { join } from 'node:path';
import { loadEnv, type Env } from '#config/env';
import { loadSecrets } from './secrets.ts';
import { postgresUrl } from './programs/postgres.ts';

/** Which parts run here; the others are real services that the environment names. */
export interface LocalParts {
  postgres: boolean;
  redis: boolean;
  vector: boolean;
  temporal: boolean;
  peer: boolean;
  demoModel: boolean;
}

export interface Settings {
  env: Env;
  local: LocalParts;
  postgresPassword: string;
  /** Where the checkout is. */
  root: string;
  dataDir: string;
}

/** Fills in what npm start provides: addresses of local parts and this installation's own keys. What is set wins. */
export async function completeSettings(source: NodeJS.ProcessEnv, root: string, dataDir: string): Promise<Settings> {
  const given = loadEnv(source);
  const secrets = await loadSecrets(dataDir);
  const local: LocalParts = {
    postgres: given.DATABASE_URL === undefined,
    redis: given.UPSTASH_REDIS_REST_URL === undefined,
    vector: given.UPSTASH_VECTOR_REST_URL === undefined,
    temporal: given.TEMPORAL_ADDRESS === undefined,
    peer: given.GITHUB_PEER_URL === undefined,
    demoModel: given.GEMINI_API_KEY === undefined && given.DEMO_MODEL_URL === undefined,
  };
  const { POSTGRES_PASSWORD: postgresPassword, ...keys } = secrets;
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const filled: Record<string, string | undefined> = {
    ...keys,
    API_URL: at(given.API_PORT),
    PUBLIC_URL: at(given.API_PORT),
    WEB_URL: at(given.WEB_PORT),
    TEMPORAL_UI_URL: at(given.TEMPORAL_UI_PORT),
    ...(local.postgres && {
      DATABASE_URL: postgresUrl({ dataDir, host: '127.0.0.1', port: given.POSTGRES_PORT, password: postgresPassword }),
    }),
    ...(local.redis && { UPSTASH_REDIS_REST_URL: at(given.REDIS_REST_PORT) }),
    ...(local.vector && { UPSTASH_VECTOR_REST_URL: at(given.VECTOR_REST_PORT) }),
    ...(local.temporal && { TEMPORAL_ADDRESS: `127.0.0.1:${given.TEMPORAL_PORT}` }),
    ...(local.peer && { GITHUB_PEER_URL: at(given.GITHUB_PEER_PORT) }),
    ...(local.demoModel && { DEMO_MODEL_URL: at(given.DEMO_MODEL_PORT) }),
  };
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  return { env: loadEnv({ ...filled, ...set, SOULCASTER_DATA_DIR: dataDir }), local, postgresPassword, root, dataDir };
}

/** What scripts beside the running product need to find it: `<dataDir>/running.json`. */
export const runningFile = (dataDir: string) => join(dataDir, 'running.json');
