import http from 'node:http';
import path from 'node:path';
import { createRequestListener } from '@react-router/node';
import { pino } from 'pino';
import type { ServerBuild } from 'react-router';
import { config } from './app/config.server.ts';
import { createApiProxy } from './server/api-proxy.ts';
import { createAssets } from './server/assets.ts';

/** Entry of the dashboard: `node web/server.ts` after `react-router build web`. */
const log = pino({ level: config.logLevel, base: { part: 'web' } });
const buildFolder = path.join(import.meta.dirname, 'build');

const build = (await import(path.join(buildFolder, 'server/index.js'))) as ServerBuild;
const renderPage = createRequestListener({ build, mode: 'production' });
const serveAsset = createAssets({ folder: path.join(buildFolder, 'client') });
const api = createApiProxy({
  apiUrl: config.apiUrl,
  onError: (error) => log.warn({ err: error.message }, 'the API does not answer'),
});

const server = http.createServer((req, res) => {
  const { pathname } = new URL(req.url ?? '/', 'http://dashboard');
  if (pathname === '/healthz') return void res.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
  if (pathname === '/api' || pathname.startsWith('/api/')) return api.pass(req, res);
  serveAsset(req, res, pathname).then(
    (served) => {
      if (!served) renderPage(req, res);
    },
    (error: unknown) => {
      log.error({ err: error }, 'an asset could not be sent');
      res.destroy();
    },
  );
});

// Live events stay open for hours.
server.requestTimeout = 0;
server.keepAliveTimeout = 65_000;
server.listen(config.port, config.host, () => log.info({ address: server.address() }, 'dashboard listens'));
server.on('error', (error) => {
  log.fatal({ err: error }, 'the dashboard cannot listen');
  process.exit(1);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    log.info({ signal }, 'dashboard stops');
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    api.close();
    setTimeout(() => server.closeAllConnections(), 1_000).unref();
    setTimeout(() => process.exit(0), 2_500).unref();
  });
}
