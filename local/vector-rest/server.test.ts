import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Index } from '@upstash/vector';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePorts } from '#local/free-port';
import { startVectorRest } from './server.ts';
import type { RunningServer } from './server.ts';
import { openVectorStore } from './store.ts';

const token: string = randomUUID();
let folder: string;
let server: RunningServer;
let index: Index;

const sdkAt = (url: string) => new Index({ url, token, retry: { retries: 0 }, enableTelemetry: false });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soulcaster-vector-'));
  server = await startVectorRest({ dataFile: join(folder, 'vectors.db'), token, port: 0 });
  index = sdkAt(server.url);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const newNamespace = () => index.namespace(randomUUID());
async function post(path: string, body: string, bearer = token) {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body,
  });
  return { status: response.status, body: (await response.json()) as { result?: unknown; error?: string } };
}

describe('the SDK against the server', () => {
  it('writes one or many and reads them by id, in order, null for what is missing', async () => {
    const namespace = randomUUID();
    const space = index.namespace(namespace);
    const odd = 'two "漢" \0';

    expect(await space.upsert({ id: 1, vector: [1, 0] })).toBe('Success');
    const full = { id: odd, vector: [0, 2], metadata: { a: { b: [1, null] } }, data: 'text' };
    expect(await post(`/upsert/${namespace}`, JSON.stringify([full]))).toEqual({ status: 200, body: { result: 'Success' } });

    const everything = { includeVectors: true, includeMetadata: true, includeData: true };
    expect(await space.fetch([odd, 'missing', '1'], everything)).toEqual([full, null, { id: '1', vector: [1, 0] }]);
    expect(await space.fetch([1])).toEqual([{ id: '1' }]);
  });

  it('scores by (1 + cosine) / 2, best first, equal ones by id', async () => {
    const space = newNamespace();
    await space.upsert([
      { id: 'b', vector: [3, 0] },
      { id: 'a', vector: [0.5, 0] },
      { id: 'across', vector: [0, 1] },
      { id: 'away', vector: [-2, 0] },
    ]);

    const found = await space.query({ vector: [7, 0], topK: 10, includeVectors: true });

    expect(found.map(({ id, score }) => [id, score])).toEqual([
      ['a', 1],
      ['b', 1],
      ['across', 0.5],
      ['away', 0],
    ]);
    expect(found[0]!.vector).toEqual([0.5, 0]);
    expect(await space.query({ vector: [7, 0], topK: 1 })).toEqual([{ id: 'a', score: 1 }]);
  });

  it('filters before it counts to topK', async () => {
    const space = newNamespace();
    await space.upsert(
      Array.from({ length: 50 }, (_, i) => ({ id: `v${i}`, vector: [1, i / 100], metadata: { even: i % 2 === 0, n: i } })),
    );

    const found = await space.query({ vector: [1, 0], topK: 3, filter: 'even = false AND n > 10', includeMetadata: true });

    expect(found.map(({ id }) => id)).toEqual(['v11', 'v13', 'v15']);
    expect(found[0]!.metadata).toEqual({ even: false, n: 11 });
    await expect(space.query({ vector: [1, 0], topK: 3, filter: 'even ==' })).rejects.toThrow(/Invalid filter: .* position/);
  });

  it('answers many queries in their places', async () => {
    const namespace = randomUUID();
    await index.namespace(namespace).upsert([
      { id: 'x', vector: [1, 0] },
      { id: 'y', vector: [0, 1] },
    ]);
    const bestOf = async (...vectors: number[][]) => {
      const answers = await index.queryMany(
        vectors.map((vector) => ({ vector, topK: 1 })),
        { namespace },
      );
      return answers.map(([best]) => best?.id);
    };

    expect(await bestOf([0, 1], [1, 0])).toEqual(['y', 'x']);
    expect(await bestOf([0, 1])).toEqual(['y']);
  });

  it('walks through a range, whatever is written meanwhile', async () => {
    const space = newNamespace();
    await space.upsert(Array.from({ length: 25 }, (_, i) => ({ id: `a${i}`, vector: [i, 1] })));
    await space.upsert({ id: 'b0', vector: [0, 1] });

    const seen: string[] = [];
    let cursor: string | number = 0;
    do {
      const page: Awaited<ReturnType<typeof space.range>> = await space.range({ cursor, limit: 10, prefix: 'a' });
      seen.push(...page.vectors.map(({ id }) => String(id)));
      cursor = page.nextCursor;
      await space.upsert({ id: 'a0', vector: [9, 9] });
    } while (cursor !== '');

    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => `a${i}`));
  });

  it('takes a prefix letter by letter, not as a pattern', async () => {
    const space = newNamespace();
    await space.upsert(['a%1', 'a_1', 'A%1', 'ab1', 'a\\1'].map((id) => ({ id, vector: [1, 1] })));

    const ids = async (prefix: string) => (await space.range({ cursor: 0, limit: 10, prefix })).vectors.map(({ id }) => id);

    expect(await ids('a%')).toEqual(['a%1']);
    expect(await ids('a_')).toEqual(['a_1']);
    expect(await ids('a\\')).toEqual(['a\\1']);
    expect(await ids('A')).toEqual(['A%1']);
    expect((await space.fetch({ prefix: 'a%' })).map((found) => found?.id)).toEqual(['a%1']);
    expect(await space.delete({ prefix: 'a_' })).toEqual({ deleted: 1 });
  });

  it('deletes by id, ids, prefix and filter, and says how many', async () => {
    const space = newNamespace();
    await space.upsert(Array.from({ length: 10 }, (_, i) => ({ id: `v${i}`, vector: [1, i], metadata: { n: i } })));

    expect(await space.delete('v0')).toEqual({ deleted: 1 });
    expect(await space.delete(['v1', 'v1', 'v0', 'gone'])).toEqual({ deleted: 1 });
    expect(await space.delete({ filter: 'n >= 8' })).toEqual({ deleted: 2 });
    expect(await space.delete({ prefix: 'v' })).toEqual({ deleted: 6 });
    expect(await space.query({ vector: [1, 1], topK: 10 })).toEqual([]);
  });

  it('updates what is given and leaves the rest', async () => {
    const namespace = randomUUID();
    const space = index.namespace(namespace);
    await post(`/upsert/${namespace}`, '{"id":"x","vector":[1,0],"metadata":{"a":1,"deep":{"b":2,"c":3}},"data":"kept"}');

    expect(await space.update({ id: 'x', metadata: { deep: { b: null, d: 4 } }, metadataUpdateMode: 'PATCH' })).toEqual({ updated: 1 });
    const patched = await space.fetch(['x'], { includeMetadata: true, includeVectors: true, includeData: true });
    await space.update({ id: 'x', vector: [0, 1] });
    await space.update({ id: 'x', metadata: { only: true } });

    expect(patched).toEqual([{ id: 'x', vector: [1, 0], metadata: { a: 1, deep: { c: 3, d: 4 } }, data: 'kept' }]);
    expect(await space.query({ vector: [0, 1], topK: 1, includeMetadata: true })).toEqual([
      { id: 'x', score: 1, metadata: { only: true } },
    ]);
    expect(await space.update({ id: 'missing', vector: [0, 1] })).toEqual({ updated: 0 });
  });

  it('keeps namespaces apart, lists, empties and deletes them', async () => {
    const [one, other]: [string, string] = [randomUUID(), `${randomUUID()}:local_hybrid_2`];
    await index.namespace(one).upsert({ id: 'x', vector: [1, 0] });
    await index.namespace(other).upsert({ id: 'x', vector: [0, 1, 0] });

    expect(await index.listNamespaces()).toEqual(expect.arrayContaining(['', one, other]));
    expect((await index.info()).namespaces[other]).toEqual({ vectorCount: 1, pendingVectorCount: 0 });
    expect(await index.query({ vector: [1, 0], topK: 5 }, { namespace: one })).toHaveLength(1);
    await index.reset({ namespace: one });
    expect(await index.query({ vector: [1, 0], topK: 5 }, { namespace: one })).toEqual([]);
    expect(await index.deleteNamespace(other)).toBe('Success');
    expect(await index.listNamespaces()).not.toContain(other);
    await expect(index.deleteNamespace(other)).rejects.toThrow('does not exist');
    expect(await index.namespace(other).upsert({ id: 'y', vector: [1, 2, 3, 4] })).toBe('Success');
  });

  it('has a default namespace', async () => {
    await index.upsert({ id: 'x', vector: [1, 0, 0] });

    expect(await index.query({ vector: [1, 0, 0], topK: 1 })).toEqual([{ id: 'x', score: 1 }]);
    await index.reset();
    expect(await index.fetch(['x'])).toEqual([null]);
  });
});

describe('a request that cannot be served', () => {
  it.each(['', 'wrong'])('is 401 with token "%s", and changes nothing', async (bearer) => {
    const namespace: string = randomUUID();

    expect(await post(`/upsert/${namespace}`, '{"id":"a","vector":[1]}', bearer)).toMatchObject({ status: 401 });
    expect(await index.listNamespaces()).not.toContain(namespace);
  });

  it.each([
    ['/upsert', '{', 400],
    ['/upsert', '{}', 422],
    ['/upsert', '[]', 422],
    ['/upsert', '{"id":"","vector":[1]}', 422],
    ['/upsert', '{"id":"a","vector":[]}', 422],
    ['/upsert', '{"id":"a","vector":["1"]}', 422],
    ['/upsert', '{"id":"a","vector":[1e39]}', 422],
    ['/upsert', '{"id":"a","vector":[1],"metadata":[1]}', 422],
    ['/query', '{"vector":[1],"topK":0}', 422],
    ['/query', '{"vector":[1],"topK":1001}', 422],
    ['/query', '{"vector":[1],"filter":"("}', 422],
    ['/fetch', '{}', 422],
    ['/fetch', '{"ids":["a"],"prefix":"a"}', 422],
    ['/delete', '{"ids":["a"],"filter":"a = 1"}', 422],
    ['/range', '{"cursor":"x"}', 422],
    ['/upsert-data', '{"id":"a","data":"needs a model"}', 422],
    ['/nowhere', '{}', 422],
  ])('%s %s is %i, in one shape', async (path, body, status) => {
    const answer = await post(path, body);

    expect(answer).toEqual({ status, body: { error: expect.any(String) as string, status } });
  });

  it('is 422 where a vector has another length, and nothing of its batch is kept', async () => {
    const space = newNamespace();
    await space.upsert({ id: 'x', vector: [1, 0] });

    const batch = space.upsert([
      { id: 'y', vector: [1, 0] },
      { id: 'z', vector: [1, 0, 0] },
    ]);

    await expect(batch).rejects.toThrow('Invalid vector dimension: 3, expected: 2');
    expect(await space.fetch(['y'])).toEqual([null]);
  });

  it('is 413 where it is too large', async () => {
    const small = await startVectorRest({ dataFile: join(folder, 'small.db'), token, port: 0, maxBodyBytes: 1_000 });

    await expect(sdkAt(small.url).upsert({ id: 'x', vector: Array.from({ length: 999 }, () => 1) })).rejects.toThrow(
      'larger than 1000 bytes',
    );
    await small.stop();
  });
});

it('is there again after kill -9 with every vector that was acknowledged', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'soulcaster-vector-kill-'));
  const [port] = (await freePorts(1)) as [number];
  const url = `http://127.0.0.1:${port}`;
  const start = async () => {
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const child = spawn(process.execPath, ['-C', 'soulcaster-source', main], {
      env: {
        PATH: process.env['PATH'],
        SOULCASTER_DATA_DIR: dataDir,
        VECTOR_REST_PORT: String(port),
        UPSTASH_VECTOR_REST_TOKEN: token,
        LOG_LEVEL: 'error',
      },
      stdio: 'ignore',
    });
    await vi.waitFor(() => sdkAt(url).info(), { timeout: 15_000, interval: 30 });
    return child;
  };
  const child = await start();
  const space = sdkAt(url).namespace('kept');
  const acknowledged: string[] = [];
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let i = 0; ; i++) {
      const id = `${writer}-${i}`;
      await space.upsert({ id, vector: [writer + 1, i + 1], metadata: { i } });
      acknowledged.push(id);
      if (acknowledged.length === 150) child.kill('SIGKILL');
    }
  });

  const ended = new Promise((resolve) => child.once('exit', resolve));
  const outcomes = await Promise.allSettled(writers);
  await ended;
  const second = await start();

  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  expect(acknowledged.length).toBeGreaterThanOrEqual(150);
  const kept = await space.fetch(acknowledged, { includeMetadata: true });
  expect(kept.map((vector) => vector?.id)).toEqual(acknowledged);
  const found = await space.query({ vector: [1, 1], topK: 1 });
  expect(found).toEqual([{ id: '0-0', score: expect.closeTo(1, 6) as number }]);
  const exit = new Promise((resolve) => second.once('exit', resolve));
  second.kill('SIGTERM');
  expect(await exit).toBe(0);
  await rm(dataDir, { recursive: true, force: true });
});

describe('the store', () => {
  it('answers after a restart as before, SIMD or not', () => {
    const file = join(folder, 'restart.db');
    const store = openVectorStore(file, { simd: true });
    const vectors = Array.from({ length: 300 }, (_, i) => ({
      id: `v${i}`,
      vector: Float32Array.from({ length: 40 }, (__, j) => Math.sin(i * 40 + j)),
      metadata: { n: i },
    }));
    store.upsert('s', vectors);
    store.remove('s', ['v0', 'v7', 'v299']);
    store.upsert('s', [{ id: 'v7', vector: vectors[3]!.vector }]);
    const ask = (of: typeof store) => of.query('s', vectors[3]!.vector, 20).map(({ id, score }) => [id, score]);
    const before = ask(store);
    store.close();

    const [simd, plain] = [true, false].map((on) => {
      const again = openVectorStore(file, { simd: on });
      const answer = ask(again);
      again.close();
      return answer;
    });

    expect(before.slice(0, 2).map(([id]) => id)).toEqual(['v3', 'v7']);
    expect(simd).toEqual(before);
    expect(plain).toEqual(before);
  });

  it('lets no second server write to the same file', () => {
    const file = join(folder, 'shared.db');
    const first = openVectorStore(file);

    expect(() => openVectorStore(file)).toThrow('database is locked');
    first.close();
    openVectorStore(file).close();
  });
});
