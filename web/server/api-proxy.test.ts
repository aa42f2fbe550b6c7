import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { createApiProxy } from './api-proxy.ts';

const open: http.Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(handler: http.RequestListener): Promise<URL> {
  const server = http.createServer(handler);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

async function proxyTo(apiUrl: URL) {
  const problems: string[] = [];
  const proxy = createApiProxy({ apiUrl, onError: (error) => problems.push(error.message) });
  return { url: await listen((req, res) => proxy.pass(req, res)), problems };
}

it('takes the prefix off and passes method, body, query and cookies on as they came', async () => {
  let seen: unknown;
  const api = await listen((req, res) => {
    let body = '';
    req.setEncoding('utf8').on('data', (text: string) => (body += text));
    req.on('end', () => {
      seen = { method: req.method, url: req.url, cookie: req.headers.cookie, host: req.headers.host, body };
      res.writeHead(201, { 'set-cookie': ['a=1', 'b=2'] }).end('made');
    });
  });
  const { url } = await proxyTo(api);

  const answer = await fetch(new URL('/api/ingest/manual?project_id=1', url), {
    method: 'POST',
    body: 'text',
    headers: { cookie: 'soulcaster=x' },
  });

  expect(seen).toEqual({ method: 'POST', url: '/ingest/manual?project_id=1', cookie: 'soulcaster=x', host: url.host, body: 'text' });
  expect([answer.status, await answer.text(), answer.headers.getSetCookie()]).toEqual([201, 'made', ['a=1', 'b=2']]);
});

it('adds no forwarding header, because the API trusts none', async () => {
  let names: string[] = [];
  const api = await listen((req, res) => {
    names = Object.keys(req.headers);
    res.end();
  });
  const { url } = await proxyTo(api);

  await fetch(new URL('/api/me', url));

  expect(names.filter((name) => /forwarded|via|real-ip/.test(name))).toEqual([]);
});

it('passes an event on the moment it is sent', async () => {
  let stream: http.ServerResponse | undefined;
  const api = await listen((_req, res) => {
    stream = res.writeHead(200, { 'content-type': 'text/event-stream' });
    stream.write('data: first\n\n');
  });
  const { url } = await proxyTo(api);

  const answer = await fetch(new URL('/api/events', url));
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();

  expect((await reader?.read())?.value).toBe('data: first\n\n');
  stream?.write('data: second\n\n');
  expect((await reader?.read())?.value).toBe('data: second\n\n');
  await reader?.cancel();
});

it('lets the API know when the reader has gone', async () => {
  const gone = vi.fn();
  const api = await listen((req, res) => {
    req.socket.on('close', gone);
    res.writeHead(200).write('x');
  });
  const { url } = await proxyTo(api);
  const reader = new AbortController();
  await fetch(new URL('/api/events', url), { signal: reader.signal });

  reader.abort();

  await vi.waitFor(() => expect(gone).toHaveBeenCalled());
});

it('answers 503 in the shape of all errors while the API is down', async () => {
  const { url, problems } = await proxyTo(new URL('http://127.0.0.1:9'));

  const answer = await fetch(new URL('/api/me', url));

  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({ error: { code: 'unavailable', message: expect.any(String) } });
  expect(problems).toHaveLength(1);
});
