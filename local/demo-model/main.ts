import { pino } from 'pino';
import { loadEnv } from '#config/env';
import { startDemoModel } from './server.ts';

const env = loadEnv(process.env);
const log = pino({ name: 'demo-model', level: env.LOG_LEVEL });

const server = await startDemoModel({ port: env.DEMO_MODEL_PORT, host: env.SOULCASTER_HOST });
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
