import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = new Set(['.css', '.js', '.json', '.svg']);

/**
 * Sends the built files. Names under /assets hold a content hash, so those never change; text is gzipped once and kept.
 * @returns true where it answered
 */
export function createAssets(options: { folder: string }) {
  const gzipped = new Map<string, Buffer>();

  async function compressed(file: string): Promise<Buffer> {
    const known = gzipped.get(file);
    if (known) return known;
    const made = zlib.gzipSync(await readFile(file), { level: 9 });
    gzipped.set(file, made);
    return made;
  }

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
    if (COMPRESSIBLE.has(path.extname(file)) && /\bgzip\b/.test(String(req.headers['accept-encoding'] ?? ''))) {
      const body = await compressed(file);
      res.writeHead(200, { ...headers, 'content-encoding': 'gzip', vary: 'accept-encoding', 'content-length': body.length });
      res.end(req.method === 'HEAD' ? undefined : body);
      return true;
    }
    res.writeHead(200, { ...headers, 'content-length': found.size });
    if (req.method === 'HEAD') res.end();
    else await pipeline(createReadStream(file), res).catch(() => res.destroy());
    return true;
  };
}
