import { join } from 'node:path';
import { pino } from 'pino';
import { loadEnv, required } from '#config/env';
import { startVectorRest } from './server.ts';

const env = loadEnv(process.env);
const log = pino({ name: 'vector-rest', level: env.LOG_LEVEL });

const server = await startVectorRest({
  dataFile: join(env.SOULCASTER_DATA_DIR, 'vector', 'vectors.db'),
  token: required(env, 'UPSTASH_VECTOR_REST_TOKEN'),
  port: env.VECTOR_REST_PORT,
  host: env.SOULCASTER_HOST,
});
log.info({ url: server.url, port: server.port }, 'listening');

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  await server.stop();
  log.info('stopped');
  process.exit(0);
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
