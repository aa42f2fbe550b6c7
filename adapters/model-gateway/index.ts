import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { ModelGateway } from '#domain/ports/sandbox';
import { refusedBody, refusedRequest } from './policy.ts';
import { makeSocketFolder } from './socket-folder.ts';
import { UsageMeter } from './usage-meter.ts';

const MAX_BODY_BYTES = 20_971_520;
const UPSTREAM_MS = 600_000;

export interface ModelGatewayOptions {
  /** Origin of the Gemini API, or of the demo model. */
  upstreamUrl: string;
  apiKey: string;
}

/** The only way from a sandbox to the model; see the port. The key is added here and never leaves this process but to `upstreamUrl`. */
export function createModelGateway(options: ModelGatewayOptions): ModelGateway {
  return {
    async open({ model, tokenBudget }) {
      const folder = await makeSocketFolder();
      const socketPath = join(folder, 'm.sock');
      const token = randomBytes(24).toString('hex');
      const session = new GatewaySession(options, model, token, tokenBudget);
      const server = createServer((request, response) => void session.serve(request, response));
      await listen(server, socketPath);
      return {
        access: { socketPath, token },
        tokensUsed: () => session.tokensUsed,
        waiting: () => session.inFlight > 0,
        close: async () => {
          session.abort();
          server.closeAllConnections();
          await new Promise((resolve) => server.close(resolve));
          await rm(folder, { recursive: true, force: true });
        },
      };
    },
  };
}

class GatewaySession {
  tokensUsed = 0;
  inFlight = 0;
  readonly #options: ModelGatewayOptions;
  readonly #model: string;
  readonly #tokenHash: Buffer;
  readonly #tokenBudget: number;
  readonly #closing = new AbortController();

  constructor(options: ModelGatewayOptions, model: string, token: string, tokenBudget: number) {
    this.#options = options;
    this.#model = model;
    this.#tokenHash = sha256(token);
    this.#tokenBudget = tokenBudget;
  }

  abort(): void {
    this.#closing.abort();
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight++;
    try {
      await this.#serve(request, response);
    } catch {
      if (response.headersSent) response.destroy();
      else refuse(response, 502, 'UNAVAILABLE', 'The model cannot be reached.');
    } finally {
      this.inFlight--;
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = request.headers['x-goog-api-key'];
    if (typeof key !== 'string' || !timingSafeEqual(sha256(key), this.#tokenHash)) {
      return refuse(response, 401, 'UNAUTHENTICATED', 'This token is not the fix’s.');
    }
    const url = request.url ?? '/';
    const wrongRequest = refusedRequest(request.method, url, this.#model);
    if (wrongRequest) return refuse(response, 403, 'PERMISSION_DENIED', wrongRequest);
    const body = await readBody(request);
    if (body === null) return refuse(response, 413, 'INVALID_ARGUMENT', 'The request is too large.');
    const wrongBody = refusedBody(body);
    if (wrongBody) return refuse(response, 403, 'PERMISSION_DENIED', wrongBody);
    // Not 429: an agent would wait and try again.
    if (this.tokensUsed >= this.#tokenBudget) return refuse(response, 403, 'PERMISSION_DENIED', 'The token budget of this fix is spent.');
    await this.#forward(url, body, response);
  }

  async #forward(url: string, body: Buffer, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    // The path alone: a request line may name another host.
    const { pathname, search } = new URL(url, 'http://gateway');
    const upstream = await fetch(new URL(`${pathname}${search}`, this.#options.upstreamUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-goog-api-key': this.#options.apiKey },
      body: new Uint8Array(body),
      redirect: 'error',
      signal: AbortSignal.any([this.#closing.signal, gone.signal, AbortSignal.timeout(UPSTREAM_MS)]),
    });
    const contentType = upstream.headers.get('content-type') ?? 'application/json';
    const retryAfter = upstream.headers.get('retry-after');
    response.writeHead(upstream.status, { 'content-type': contentType, ...(retryAfter ? { 'retry-after': retryAfter } : {}) });
    const isStream = contentType.startsWith('text/event-stream');
    const meter = new UsageMeter();
    const whole: Uint8Array[] = [];
    try {
      for await (const chunk of upstream.body ?? []) {
        if (isStream) meter.push(chunk);
        else whole.push(chunk);
        if (!response.write(chunk)) await drained(response);
      }
      response.end();
    } finally {
      this.tokensUsed += meter.total(isStream ? undefined : Buffer.concat(whole).toString('utf8'));
    }
  }
}

/** null where it is larger than a request may be. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refuse(response: ServerResponse, code: number, status: string, message: string): void {
  response.writeHead(code, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ error: { code, status, message } }));
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

function listen(server: Server, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
