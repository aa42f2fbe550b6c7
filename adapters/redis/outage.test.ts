import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { RateLimitedError, UnavailableError, VendorRefusedError } from '#domain/errors';
import { tenantScope } from '#domain/project';
import { freePorts } from '#local/free-port';
import { launch } from '#local/program';
import type { RunningProgram } from '#local/program';
import { redisProgram } from '#local/programs/redis';
import { startRedisRest } from '#local/redis-rest/server';
import { incomingReport } from '#tests/stored';
import { createRedisStores } from './index.ts';

const host = '127.0.0.1';
const token = randomUUID();
const scope = tenantScope({ id: randomUUID(), ownerId: randomUUID() });
let folder: string;
let redisPort: number;
let redis: RunningProgram;
let gateway: Awaited<ReturnType<typeof startRedisRest>>;

const startRedis = () => launch(redisProgram({ dataDir: folder, host, port: redisPort }));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soulcaster-redis-'));
  [redisPort] = (await freePorts(1)) as [number];
  redis = await startRedis();
  gateway = await startRedisRest({ redisUrl: `redis://${host}:${redisPort}`, token, port: 0 });
});
afterAll(async () => {
  await gateway.stop();
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});

it('says within its time that Redis does not answer', async () => {
  const { reports } = createRedisStores({ url: gateway.url, token, timeoutMs: 300 });
  process.kill(redis.pid, 'SIGSTOP');
  const began = performance.now();

  const outcome = reports.storeBatch(scope, [incomingReport()], 10);

  await expect(outcome).rejects.toMatchObject({ constructor: UnavailableError, details: { service: 'redis' } });
  expect(performance.now() - began).toBeLessThan(2_000);
  process.kill(redis.pid, 'SIGCONT');
});

it('says at once that Redis is gone, and goes on with it when it is back, nothing lost or counted twice', async () => {
  const { reports, ping } = createRedisStores({ url: gateway.url, token });
  const own = tenantScope({ id: randomUUID(), ownerId: randomUUID() });
  const batch = Array.from({ length: 50 }, () => incomingReport());
  await reports.storeBatch(own, batch.slice(0, 20), 100);
  // The file is synced every second; what was acknowledged before a kill of the process alone is in the kernel's hands.
  process.kill(redis.pid, 'SIGKILL');
  await redis.ended;

  const began = performance.now();
  await expect(reports.storeBatch(own, batch, 100)).rejects.toThrow(UnavailableError);
  await expect(ping()).rejects.toThrow(UnavailableError);
  expect(performance.now() - began).toBeLessThan(1_500);

  redis = await startRedis();
  await vi.waitFor(() => ping(), { timeout: 5_000, interval: 20 });
  const results = await reports.storeBatch(own, batch, 100);
  expect(results.every(({ state }) => state === 'stored')).toBe(true);
  expect(await reports.ownerUsage(own.ownerId)).toBe(50);
});

it('says that the address answers nobody', async () => {
  const [closed] = await freePorts(1);
  const { ping } = createRedisStores({ url: `http://${host}:${closed}`, token });

  await expect(ping()).rejects.toMatchObject({ constructor: UnavailableError, retryable: true });
});

it('does not try again where the token is wrong', async () => {
  const { ping } = createRedisStores({ url: gateway.url, token: 'wrong' });

  await expect(ping()).rejects.toMatchObject({ constructor: VendorRefusedError, retryable: false });
});

it('gives an answer that is not of the protocol no meaning', async () => {
  const answers = [
    { status: 502, body: '<html>Bad gateway</html>', expected: UnavailableError },
    { status: 200, body: 'not json', expected: UnavailableError },
    { status: 429, body: '{"error":"ERR max requests limit exceeded"}', expected: RateLimitedError },
  ];
  let served = 0;
  const server = createServer((_, response) => {
    const { status, body } = answers[served]!;
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as { port: number };
  const { ping } = createRedisStores({ url: `http://${host}:${port}`, token });

  for (; served < answers.length; served++) await expect(ping()).rejects.toThrow(answers[served]!.expected);

  server.closeAllConnections();
  server.close();
});
