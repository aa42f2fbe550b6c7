import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createAssets } from './assets.ts';

const TEXT = 'export const text = "much the same ";\n'.repeat(500);
let base: string;
let folder: string;
let server: http.Server;

beforeAll(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'soulcaster-assets-'));
  folder = path.join(base, 'client');
  await mkdir(path.join(folder, 'assets'), { recursive: true });
  await writeFile(path.join(folder, 'assets', 'app-abc123.js'), TEXT);
  await writeFile(path.join(folder, 'favicon.svg'), '<svg/>');
  await writeFile(path.join(base, 'secret.js'), 'secret');
  const serve = createAssets({ folder });
  server = http.createServer((req, res) => {
    void serve(req, res, new URL(req.url ?? '/', 'http://x').pathname).then((served) => served || res.writeHead(418).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  await rm(base, { recursive: true });
});

/** Without fetch's own decoding and path cleaning. */
function get(target: string, accepted = '', method = 'GET'): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const request = http.request({ port, host: '127.0.0.1', path: target, method, headers: { 'accept-encoding': accepted } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }));
    });
    request.on('error', reject).end();
  });
}

it('lets hashed names be kept for ever, others for an hour', async () => {
  expect((await get('/assets/app-abc123.js')).headers['cache-control']).toContain('immutable');
  expect((await get('/favicon.svg')).headers['cache-control']).toBe('public, max-age=3600');
});

it('sends gzip, and plain text to who takes none', async () => {
  const zipped = await get('/assets/app-abc123.js', 'gzip');
  const plain = await get('/assets/app-abc123.js');

  expect(zlib.gunzipSync(zipped.body).toString()).toBe(TEXT);
  expect(zipped.headers.vary).toBe('accept-encoding');
  expect(plain.body.toString()).toBe(TEXT);
});

it('sends brotli as soon as it is made', async () => {
  await vi.waitFor(async () => expect((await get('/assets/app-abc123.js', 'gzip, br')).headers['content-encoding']).toBe('br'), {
    timeout: 5_000,
  });

  expect(zlib.brotliDecompressSync((await get('/assets/app-abc123.js', 'gzip, br')).body).toString()).toBe(TEXT);
});

it('answers HEAD without a body', async () => {
  const { status, headers, body } = await get('/favicon.svg', '', 'HEAD');

  expect([status, headers['content-length'], body.length]).toEqual([200, '6', 0]);
});

it('is 404 for an asset that is gone, and no page', async () => {
  expect((await get('/assets/old-000000.js')).status).toBe(404);
});

it.each(['/../secret.js', '/assets/../../secret.js', '/%2e%2e/secret.js', '/inbox', '/assets'])('leaves %s alone', async (target) => {
  expect([404, 418]).toContain((await get(target)).status);
});
