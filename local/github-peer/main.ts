import { join } from 'node:path';
import { pino } from 'pino';
import { loadEnv, required } from '#config/env';
import { startGithubPeer } from './server.ts';

const env = loadEnv(process.env);
const log = pino({ name: 'github-peer', level: env.LOG_LEVEL });

const peer = await startGithubPeer({
  dataDir: join(env.SOULCASTER_DATA_DIR, 'github-peer'),
  token: required(env, 'GITHUB_PEER_TOKEN'),
  port: env.GITHUB_PEER_PORT,
  host: env.SOULCASTER_HOST,
  publicUrl: env.GITHUB_PEER_URL,
  onWebhookGivenUp: (delivery) => log.warn(delivery, 'a webhook was given up'),
});
log.info({ url: peer.url, port: peer.port }, 'listening');

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  await peer.stop();
  log.info('stopped');
  process.exit(0);
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
