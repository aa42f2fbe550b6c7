import { createServer, request as httpRequest, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createModelGateway } from './index.ts';

const MODEL = 'gemini-x';
const PATH = `/v1beta/models/${MODEL}:streamGenerateContent?alt=sse`;
const BODY = { contents: [{ parts: [{ text: 'hello' }] }], tools: [{ functionDeclarations: [] }] };

interface Seen {
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function upstream(answer: RequestListener): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      seen.push({ url: request.url, headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, seen };
}

const sse: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'set-cookie': 'a=b' });
  response.write('data: {"usageMetadata":{"totalTokenCount":10}}\n\nda');
  response.end('ta: {"usageMetadata":{"totalTokenCount":25}}\n\n');
};

async function open(answer: RequestListener, tokenBudget = 1000) {
  const server = await upstream(answer);
  const gateway = await createModelGateway({ upstreamUrl: server.url, apiKey: 'the-real-key' }).open({
    jobId: 'j',
    model: MODEL,
    tokenBudget,
  });
  closing.unshift(() => gateway.close());
  const send = (changes: { path?: string; method?: string; token?: string; body?: unknown; onData?: (text: string) => void } = {}) =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
      const request = httpRequest(
        {
          socketPath: gateway.access.socketPath,
          path: changes.path ?? PATH,
          method: changes.method ?? 'POST',
          headers: { 'x-goog-api-key': changes.token ?? gateway.access.token, 'content-type': 'application/json', 'x-other': 'inside' },
        },
        (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => {
            text += chunk.toString();
            changes.onData?.(text);
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
          response.on('error', reject);
        },
      );
      request.on('error', reject);
      request.end(typeof changes.body === 'string' ? changes.body : JSON.stringify(changes.body ?? BODY));
    });
  return { gateway, send, seen: server.seen };
}

describe('the gateway to the model', () => {
  it('passes the agent’s request on with the real key and nothing else of the sandbox’s, and the answer back', async () => {
    const { send, seen, gateway } = await open(sse);

    const answer = await send();

    expect(answer.status).toBe(200);
    expect(answer.text).toBe('data: {"usageMetadata":{"totalTokenCount":10}}\n\ndata: {"usageMetadata":{"totalTokenCount":25}}\n\n');
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ url: PATH, body: JSON.stringify(BODY), headers: { 'x-goog-api-key': 'the-real-key' } });
    expect(seen[0]?.headers['x-other']).toBeUndefined();
    expect(JSON.stringify(seen)).not.toContain(gateway.access.token);
  });

  it('lets the answer through as it comes', async () => {
    let finish: () => void = () => undefined;
    const { send, gateway } = await open((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {}\n\n');
      finish = () => response.end();
    });

    const answer = send({
      onData: () => {
        expect(gateway.waiting()).toBe(true);
        finish();
      },
    });

    expect((await answer).text).toBe('data: {}\n\n');
    expect(gateway.waiting()).toBe(false);
  });

  it('counts the tokens of event streams and of whole bodies', async () => {
    let calls = 0;
    const { send, gateway } = await open((request, response) => {
      if (calls++ === 0) return sse(request, response);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{\n"candidates":[],\n"usageMetadata":{"totalTokenCount":7}}');
    });

    await send();
    await send({ path: `/v1/models/${MODEL}:generateContent` });

    expect(gateway.tokensUsed()).toBe(32);
  });

  it('refuses more when the budget is spent', async () => {
    const { send, seen } = await open(sse, 20);
    await send();

    const answer = await send();

    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.text)).toEqual({
      error: { code: 403, status: 'PERMISSION_DENIED', message: 'The token budget of this fix is spent.' },
    });
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['another token', { token: 'x' }, 401],
    ['another model', { path: '/v1beta/models/other:generateContent' }, 403],
    ['a model name that only begins alike', { path: `/v1beta/models/${MODEL}-pro:generateContent` }, 403],
    ['another method of the API', { path: `/v1beta/models/${MODEL}:batchEmbedContents` }, 403],
    ['uploads', { path: '/upload/v1beta/files' }, 403],
    ['a path that climbs', { path: `/v1beta/models/x/../${MODEL}:generateContent/../../../files` }, 403],
    ['another query', { path: `${PATH}&key=mine` }, 403],
    ['GET', { method: 'GET' }, 403],
    ['the vendor’s search', { body: { ...BODY, tools: [{ googleSearch: {} }] } }, 403],
    ['the vendor’s fetch beside own tools', { body: { ...BODY, tools: [{ functionDeclarations: [], urlContext: {} }] } }, 403],
    ['the vendor’s code execution in a wrapped request', { body: { generateContentRequest: { tools: [{ code_execution: {} }] } } }, 403],
    ['files by address', { body: { contents: [{ parts: [{ fileData: { fileUri: 'https://evil.example/?q=code' } }] }] } }, 403],
    ['cached content', { body: { cachedContent: 'x' } }, 403],
    ['what is not JSON', { body: 'hello' }, 403],
  ])('refuses %s', async (_, changes, status) => {
    const { send, seen } = await open(sse);

    const answer = await send(changes);

    expect(answer.status).toBe(status);
    expect(seen).toEqual([]);
  });

  it.each([`http://evil.invalid${PATH}`, `//evil.invalid${PATH}`])(
    'asks the one vendor whatever host the request line names: %s',
    async (path) => {
      const { send, seen } = await open(sse);

      const answer = await send({ path });

      expect(answer.status).toBe(200);
      expect(seen[0]).toMatchObject({ url: PATH, headers: { host: expect.stringMatching(/^127\.0\.0\.1:/) } });
    },
  );

  it('passes the vendor’s refusals on, and says when the vendor cannot be reached', async () => {
    const { send } = await open((_, response) =>
      response.writeHead(429, { 'retry-after': '7', 'content-type': 'application/json' }).end('{"error":{}}'),
    );
    expect(await send()).toMatchObject({ status: 429, headers: { 'retry-after': '7' }, text: '{"error":{}}' });

    const gone = await open((request) => request.socket.destroy());
    expect((await gone.send()).status).toBe(502);
  });

  it('removes what killed workers left, and nothing of those that live', async () => {
    const dead = spawnSync('true').pid;
    const left = await mkdtemp(join(tmpdir(), `sc-model-${dead}-`));
    const first = await open(sse);

    const second = await open(sse);

    expect(existsSync(left)).toBe(false);
    expect(existsSync(first.gateway.access.socketPath)).toBe(true);
    expect(existsSync(second.gateway.access.socketPath)).toBe(true);
  });

  it('is gone, socket and all, once it is closed', async () => {
    const { gateway, send } = await open(sse);

    await gateway.close();

    expect(existsSync(gateway.access.socketPath)).toBe(false);
    await expect(send()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
