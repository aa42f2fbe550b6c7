import { pino } from 'pino';
import { loadEnv, required } from '#config/env';
import { startRedisRest } from './server.ts';

const env = loadEnv(process.env);
const log = pino({ name: 'redis-rest', level: env.LOG_LEVEL });

const server = await startRedisRest({
  redisUrl: `redis://${env.REDIS_HOST}:${env.REDIS_PORT}`,
  token: required(env, 'UPSTASH_REDIS_REST_TOKEN'),
  port: env.REDIS_REST_PORT,
  host: env.SOULCASTER_HOST,
  onState: (state) => (state === 'up' ? log.info('redis-server answers') : log.warn('redis-server is away')),
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
