import http from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream';

/** RFC 9110 §7.6.1: these concern one connection and are never passed on. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function endToEnd(raw: string[]): string[] {
  const named = new Set<string>();
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i]?.toLowerCase() === 'connection') for (const name of (raw[i + 1] ?? '').split(',')) named.add(name.trim().toLowerCase());
  }
  const kept: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? '';
    if (!HOP_BY_HOP.has(name.toLowerCase()) && !named.has(name.toLowerCase())) kept.push(name, raw[i + 1] ?? '');
  }
  return kept;
}

/**
 * Passes `/api/*` to the API with the prefix taken off. Bodies stream both ways, events included; Host, cookies and
 * forwarding headers stay as they came, because the API's rule for the local owner looks at them. Nothing is added.
 */
export function createApiProxy(options: { apiUrl: URL; onError: (error: Error) => void }) {
  const client = options.apiUrl.protocol === 'https:' ? https : http;
  const agent = new client.Agent({ keepAlive: true, maxSockets: 256 });
  const base = options.apiUrl.pathname.replace(/\/$/, '');

  function pass(req: http.IncomingMessage, res: http.ServerResponse): void {
    const path = base + ((req.url ?? '/').replace(/^\/api(?=[/?]|$)/, '') || '/');
    const upstream = client.request({
      agent,
      host: options.apiUrl.hostname.replace(/^\[|\]$/g, ''),
      port: options.apiUrl.port || undefined,
      method: req.method,
      path,
      headers: endToEnd(req.rawHeaders),
      setHost: false,
    });
    upstream.on('response', (answer) => {
      res.writeHead(answer.statusCode ?? 502, endToEnd(answer.rawHeaders));
      res.flushHeaders();
      pipeline(answer, res, () => answer.destroy());
    });
    upstream.on('error', (error) => {
      if (res.headersSent) return void res.destroy();
      options.onError(error);
      const body = JSON.stringify({ error: { code: 'unavailable', message: 'The API does not answer. It may be starting.' } });
      res.writeHead(503, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'retry-after': '2' }).end(body);
    });
    res.on('close', () => upstream.destroy());
    pipeline(req, upstream, () => undefined);
  }

  return { pass, close: () => agent.destroy() };
}
