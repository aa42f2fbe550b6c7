import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const gzip = promisify(zlib.gzip);
const brotli = promisify(zlib.brotliCompress);

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = new Set(['.css', '.js', '.json', '.svg']);

type Encoding = 'br' | 'gzip';

/** Text compressed once per file and kept. Brotli takes a second of one core for the largest, so gzip goes out until it is there. */
function createCompressor() {
  const gzipped = new Map<string, Promise<Buffer>>();
  const brotlied = new Map<string, Buffer | 'on its way'>();

  async function startBrotli(file: string): Promise<void> {
    brotlied.set(file, 'on its way');
    brotlied.set(file, await brotli(await readFile(file)));
  }

  return async function compressed(file: string, accepted: string): Promise<{ encoding: Encoding; body: Buffer } | null> {
    if (/\bbr\b/.test(accepted)) {
      const ready = brotlied.get(file);
      if (ready instanceof Buffer) return { encoding: 'br', body: ready };
      if (ready === undefined) startBrotli(file).catch(() => brotlied.delete(file));
    }
    if (!/\bgzip\b/.test(accepted)) return null;
    const made = gzipped.get(file) ?? readFile(file).then((text) => gzip(text, { level: 9 }));
    gzipped.set(file, made);
    return { encoding: 'gzip', body: await made };
  };
}

/**
 * Sends the built files. Names under /assets hold a content hash, so those never change.
 * @returns true where it answered
 */
export function createAssets(options: { folder: string }) {
  const compressed = createCompressor();

  return async function serveAsset(req: IncomingMessage, res: ServerResponse, pathname: string): Promise<boolean> {
    if (req.method !== 'GET' && req.method !== 'HEAD') return false;
    const file = path.join(options.folder, path.posix.normalize(pathname));
    const type = TYPES[path.extname(file)];
    if (type === undefined || !file.startsWith(options.folder + path.sep)) return false;
    const found = await stat(file).catch(() => null);
    const hashed = pathname.startsWith('/assets/');
    if (!found?.isFile()) {
      if (hashed) res.writeHead(404, { 'cache-control': 'no-store' }).end();
      return hashed;
    }
    const headers: Record<string, string | number> = {
      'content-type': type,
      'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
      'x-content-type-options': 'nosniff',
    };
    const small = COMPRESSIBLE.has(path.extname(file)) ? await compressed(file, String(req.headers['accept-encoding'] ?? '')) : null;
    if (small) {
      const { encoding, body } = small;
      res.writeHead(200, { ...headers, 'content-encoding': encoding, vary: 'accept-encoding', 'content-length': body.length });
      res.end(req.method === 'HEAD' ? undefined : body);
      return true;
    }
    res.writeHead(200, { ...headers, 'content-length': found.size });
    if (req.method === 'HEAD') res.end();
    else await pipeline(createReadStream(file), res).catch(() => res.destroy());
    return true;
  };
}
