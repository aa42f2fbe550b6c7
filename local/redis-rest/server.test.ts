import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from '@upstash/redis';
import { createClient, ErrorReply, RESP_TYPES } from 'redis';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePorts } from '#local/free-port';
import { launch } from '#local/program';
import type { RunningProgram } from '#local/program';
import { redisProgram } from '#local/programs/redis';
import { COMMAND_FAMILIES, FAILING_COMMANDS } from '#tests/redis-commands';
import { startRedisRest } from './server.ts';
import type { RunningServer } from './server.ts';

type Raw = string | number | null | Buffer | ErrorReply | Raw[];
type Json = string | number | null | Json[];

const host = '127.0.0.1';
const token = randomUUID();
const states: string[] = [];
let folder: string;
let port: number;
let redis: RunningProgram;
let gateway: RunningServer;
/** Speaks to redis-server itself, in a database of its own beside the gateway's. */
let direct: Awaited<ReturnType<typeof connectDirect>>;

const startRedis = () => launch(redisProgram({ dataDir: folder, host, port }));

async function connectDirect() {
  const client = createClient({ url: `redis://${host}:${port}/1`, RESP: 2 });
  client.on('error', () => undefined);
  await client.connect();
  return client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soulcaster-gateway-'));
  [port] = (await freePorts(1)) as [number];
  redis = await startRedis();
  gateway = await startRedisRest({ redisUrl: `redis://${host}:${port}`, token, port: 0, onState: (state) => states.push(state) });
  direct = await connectDirect();
});
afterAll(async () => {
  direct.destroy();
  await gateway.stop();
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => void (await direct.sendCommand(['FLUSHALL'])));

interface PostOptions {
  base64?: boolean;
  bearer?: string;
  contentType?: string;
  raw?: string;
}
async function post(path: string, body: unknown, options: PostOptions = {}) {
  const { base64 = false, bearer = token, contentType = 'application/json', raw } = options;
  const response = await fetch(gateway.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${bearer}`,
      'content-type': contentType,
      ...(base64 && { 'upstash-encoding': 'base64' }),
    },
    body: raw ?? JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as unknown };
}

const askDirectly = (command: string[]): Promise<Raw> =>
  direct.sendCommand<Raw>(command).catch((error: unknown) => {
    if (error instanceof ErrorReply) return error;
    throw error;
  });

/** What redis-server said, as Upstash spells it in JSON. */
function spelled(reply: Raw, base64: boolean): Json {
  if (Array.isArray(reply)) return reply.map((item) => spelled(item, base64));
  if (Buffer.isBuffer(reply)) return reply.toString(base64 ? 'base64' : 'utf8');
  if (reply instanceof ErrorReply) throw new Error('an error inside a reply');
  if (typeof reply !== 'string' || reply === 'OK' || !base64) return reply;
  return Buffer.from(reply).toString('base64');
}

const expectedOf = (reply: Raw, base64: boolean) =>
  reply instanceof ErrorReply ? { error: reply.message } : { result: spelled(reply, base64) };

describe('a command', () => {
  describe.each([false, true])('with base64 %s', (base64) => {
    it.each(Object.entries(COMMAND_FAMILIES))('of %s is answered as by redis-server', async (_, commands) => {
      for (const command of commands) {
        const expected = expectedOf(await askDirectly(command), base64);
        const { status, body } = await post('/', command, { base64 });
        expect({ command, body }).toEqual({ command, body: expected });
        expect(status).toBe('error' in expected ? 400 : 200);
      }
    });
  });

  it.each(FAILING_COMMANDS)('that fails is answered with the words of redis-server: %j', async (...command) => {
    await askDirectly(['SET', 'text', 'abc']);
    await post('/', ['SET', 'text', 'abc']);
    const expected = await askDirectly(command);

    const { status, body } = await post('/', command);

    expect(expected).toBeInstanceOf(ErrorReply);
    expect({ status, body }).toEqual({ status: 400, body: { error: (expected as ErrorReply).message } });
  });

  it('may have numbers and booleans among its arguments', async () => {
    await post('/', ['SET', 'n', 1.5]);
    await post('/', ['APPEND', 'n', true]);

    expect((await post('/', ['GET', 'n'])).body).toEqual({ result: '1.5true' });
  });

  it('keeps bytes that are no text when asked for base64', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    await direct.sendCommand(['SELECT', '0']);
    await direct.sendCommand(['SET', 'bytes', bytes]);
    await direct.sendCommand(['SELECT', '1']);

    expect((await post('/', ['GET', 'bytes'], { base64: true })).body).toEqual({ result: bytes.toString('base64') });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"a"'],
    ['an object', '{"command":"PING"}'],
    ['an empty list', '[]'],
    ['no name', '[1]'],
    ['a null', '["GET",null]'],
    ['a list inside', '["GET",["a"]]'],
    ['a prototype', '{"__proto__":{"x":1}}'],
  ])('that is %s is 400', async (_, raw) => {
    for (const path of ['/', '/pipeline', '/multi-exec']) {
      const { status, body } = await post(path, null, { raw });
      expect(status).toBe(400);
      expect(body).toEqual({ error: expect.stringMatching(/^ERR failed to parse/) as string });
    }
  });

  it('is read as JSON whatever the request calls it', async () => {
    const { body } = await post('/', ['ECHO', 'x'], { contentType: 'application/x-www-form-urlencoded' });

    expect(body).toEqual({ result: 'x' });
  });

  it.each(['SUBSCRIBE', 'multi', 'SELECT', 'MONITOR', 'BLPOP', 'SHUTDOWN', 'CONFIG', 'CLIENT'])(
    'that would hold or change the shared connection is refused: %s',
    async (name) => {
      const alone = await post('/', [name, '1']);
      const among = await post('/pipeline', [['PING'], [name, '1'], ['ECHO', 'x']]);
      const within = await post('/multi-exec', [
        ['SET', 'a', '1'],
        [name, '1'],
      ]);

      const error = `ERR Command is not available: '${name.toUpperCase()}'`;
      expect(alone).toMatchObject({ status: 400, body: { error } });
      expect(among).toMatchObject({ status: 200, body: [{ result: 'PONG' }, { error }, { result: 'x' }] });
      expect(within).toMatchObject({ status: 400, body: { error } });
      expect((await post('/', ['EXISTS', 'a'])).body).toEqual({ result: 0 });
    },
  );
});

describe('a pipeline', () => {
  it.each([false, true])('is answered in order, errors in their place (base64 %s)', async (base64) => {
    const commands = [...Object.values(COMMAND_FAMILIES).flat(), ...FAILING_COMMANDS];
    const expected = [];
    for (const command of commands) expected.push(expectedOf(await askDirectly(command), base64));

    const { status, body } = await post('/pipeline', commands, { base64 });

    expect(status).toBe(200);
    expect(body).toEqual(expected);
  });

  it('reaches redis-server as one, with no other command in between', async () => {
    const increments = Array.from({ length: 50 }, () => ['INCR', 'shared']);

    const answers = await Promise.all(Array.from({ length: 20 }, () => post('/pipeline', increments)));

    for (const { body } of answers) {
      const numbers = (body as { result: number }[]).map(({ result }) => result);
      expect(numbers).toEqual(increments.map((_, i) => numbers[0]! + i));
    }
    expect((await post('/', ['GET', 'shared'])).body).toEqual({ result: '1000' });
  });
});

describe('a transaction', () => {
  it('is answered like a pipeline', async () => {
    const { status, body } = await post('/multi-exec', [
      ['SET', 'a', '1'],
      ['INCR', 'a'],
      ['LPUSH', 'a', 'x'],
      ['HGETALL', 'none'],
    ]);

    expect(status).toBe(200);
    expect(body).toEqual([
      { result: 'OK' },
      { result: 2 },
      { error: 'WRONGTYPE Operation against a key holding the wrong kind of value' },
      { result: [] },
    ]);
  });

  it('does nothing at all where one command cannot be queued', async () => {
    const { status, body } = await post('/multi-exec', [
      ['SET', 'a', '1'],
      ['NOSUCHCOMMAND', 'x'],
    ]);

    expect(status).toBe(400);
    expect(body).toEqual({ error: 'EXECABORT Transaction discarded because of previous errors.' });
    expect((await post('/', ['EXISTS', 'a'])).body).toEqual({ result: 0 });
    expect((await post('/', ['PING'])).body).toEqual({ result: 'PONG' });
  });

  it('is whole for whoever looks, while others are at work', async () => {
    const moves = Array.from({ length: 30 }, () =>
      post('/multi-exec', [
        ['INCR', 'left'],
        ['INCR', 'right'],
      ]),
    );
    const looks = Array.from({ length: 30 }, () => post('/', ['MGET', 'left', 'right']));

    await Promise.all(moves);

    for (const { body } of await Promise.all(looks)) {
      const [left, right] = (body as { result: [string | null, string | null] }).result;
      expect(left).toBe(right);
    }
  });
});

describe('the gateway', () => {
  it.each([undefined, '', 'Bearer', 'Bearer wrong', `Basic ${token}`, token])('lets nobody in with %s', async (authorization) => {
    for (const path of ['/', '/pipeline', '/multi-exec', '/elsewhere']) {
      const response = await fetch(gateway.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
        body: '["SET","in","1"]',
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ error: expect.stringContaining('WRONGPASS') as string });
    }
    expect((await post('/', ['EXISTS', 'in'])).body).toEqual({ result: 0 });
  });

  it('carries megabytes both ways', async () => {
    const big = '"漢\\'.repeat(1_000_000);

    const set = await post('/', ['SET', 'big', big]);
    const { body } = await post('/', ['GET', 'big'], { base64: true });

    expect(set.body).toEqual({ result: 'OK' });
    expect(Buffer.from((body as { result: string }).result, 'base64').toString() === big).toBe(true);
  });

  it('refuses what is larger than the limit, and says how large that is', async () => {
    const { status, body } = await post('/', ['SET', 'big', 'x'.repeat(10 * 1024 * 1024)]);

    expect({ status, body }).toEqual({ status: 413, body: { error: 'ERR max request size exceeded. Limit: 10485760 bytes' } });
  });

  it('knows no other paths', async () => {
    expect(await post('/set/a/b', [])).toMatchObject({ status: 404, body: { error: 'ERR no such endpoint' } });
  });

  it('serves the SDK as Upstash does', async () => {
    const sdk = new Redis({ url: gateway.url, token, enableTelemetry: false });

    await sdk.set('doc', { a: [1, null, 'x'], b: '漢' });
    await sdk.hset('hash', { n: 1, t: 'two', z: { deep: true } });
    const [first, second] = await Promise.all([sdk.incr('count'), sdk.incr('count')]);
    const transaction = await sdk.multi().set('k', 'v').get('k').zadd('z', { score: 1.5, member: 'm' }).exec();

    expect(await sdk.get('doc')).toEqual({ a: [1, null, 'x'], b: '漢' });
    expect(await sdk.hgetall('hash')).toEqual({ n: 1, t: 'two', z: { deep: true } });
    expect([first, second].toSorted()).toEqual([1, 2]);
    expect(transaction).toEqual(['OK', 'v', 1]);
    expect(await sdk.zscore('z', 'm')).toBe(1.5);
    expect(await sdk.eval('return {KEYS[1], ARGV[1], 3, false}', ['k'], ['a'])).toEqual(['k', 'a', 3, null]);
    await expect(sdk.lpush('doc', 'x')).rejects.toThrow('WRONGTYPE');
    await expect(sdk.eval('return redis.error_reply("MINE of all")', [], [])).rejects.toThrow('MINE of all');
  });

  it('answers 503 while redis-server is away, and works again when it is back', async () => {
    await post('/', ['SET', 'kept', 'yes']);
    states.length = 0;
    process.kill(redis.pid, 'SIGKILL');
    await redis.ended;
    await vi.waitFor(() => expect(states).toContain('down'), { timeout: 5_000, interval: 5 });

    const began = performance.now();
    for (const [path, body] of [
      ['/', ['GET', 'kept']],
      ['/pipeline', [['GET', 'kept']]],
      ['/multi-exec', [['GET', 'kept']]],
    ] as const) {
      expect(await post(path, body)).toMatchObject({ status: 503, body: { error: expect.stringMatching(/^UNAVAILABLE /) as string } });
    }
    expect(performance.now() - began).toBeLessThan(500);

    redis = await startRedis();
    await vi.waitFor(async () => expect((await post('/', ['GET', 'kept'])).body).toEqual({ result: 'yes' }), {
      timeout: 5_000,
      interval: 20,
    });
    expect(states).toEqual(['down', 'up']);
  });

  it('answers 503 when redis-server says nothing for too long', async () => {
    const impatient = await startRedisRest({ redisUrl: `redis://${host}:${port}`, token, port: 0, replyTimeoutMs: 150 });
    process.kill(redis.pid, 'SIGSTOP');
    try {
      const response = await fetch(impatient.url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '["PING"]',
      });
      expect(response.status).toBe(503);
    } finally {
      process.kill(redis.pid, 'SIGCONT');
      await impatient.stop();
    }
  });

  it('starts before redis-server and finds it', async () => {
    const [later] = (await freePorts(1)) as [number];
    const early = await startRedisRest({ redisUrl: `redis://${host}:${later}`, token, port: 0 });
    const ask = () =>
      fetch(early.url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '["PING"]',
      });
    expect((await ask()).status).toBe(503);

    const second = await launch(redisProgram({ dataDir: join(folder, 'later'), host, port: later }));

    await vi.waitFor(async () => expect((await ask()).status).toBe(200), { timeout: 5_000, interval: 20 });
    await early.stop();
    await second.stop();
  });
});
