import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErrorBody, StatusBody } from '#domain/api-contract';
import { sentryHeaders, startTestApi, type TestApi } from '#tests/api';

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';
const SECRET = 'a-signing-secret-of-sentry';

const partsOf = (body: unknown) => Object.fromEntries(StatusBody.parse(body).parts.map((part) => [part.name, part.state]));

describe('with everything up', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());

  it('it lives, is ready, and says how each part is and since when', async () => {
    await expect.poll(async () => (await api.ask('/readyz', { token: null })).status).toBe(200);

    const status = StatusBody.parse((await api.ask('/status', { token: null })).body);

    expect(status.status).toBe('ok');
    expect(status.parts.map(({ name }) => name)).toEqual(['postgres', 'redis', 'vector', 'temporal']);
    for (const part of status.parts) {
      expect(part.state).toBe('up');
      expect(part.latency_ms).toBeLessThan(1000);
      expect(Date.parse(part.since)).toBeLessThanOrEqual(Date.now());
    }
    expect((await api.ask('/livez', { token: null })).body).toEqual({ status: 'ok' });
    expect((await api.ask('/', { token: null })).body).toEqual({ status: 'ok', service: 'soulcaster' });
    expect((await api.ask('/health', { token: null })).body).toMatchObject({ status: 'healthy', storage: 'connected' });
  });
});

describe('with Redis, Vector and Temporal away', () => {
  let api: TestApi;
  let projectId: string;
  beforeAll(async () => {
    api = await startTestApi({ env: { UPSTASH_REDIS_REST_URL: NOWHERE, UPSTASH_VECTOR_REST_URL: NOWHERE } });
    api.launcher.down = true;
    projectId = await api.project();
    await api.ask(`/config/sentry/secret?project_id=${projectId}`, { method: 'POST', body: { secret: SECRET } });
  });
  afterAll(() => api.stop());

  it('deliveries and manual reports are still kept, at once', async () => {
    const body = JSON.stringify({ n: randomUUID() });
    const began = performance.now();

    const signed = await api.ask(`/ingest/sentry?project_id=${projectId}`, {
      method: 'POST',
      token: null,
      body,
      headers: sentryHeaders(SECRET, body),
    });
    const signedMs = performance.now() - began;
    const manual = await api.ask(`/ingest/manual?project_id=${projectId}`, { method: 'POST', body: { text: 'Kept' } });

    expect([signed.status, manual.status]).toEqual([202, 202]);
    expect(signedMs).toBeLessThan(500);
    expect((await api.ask(`/deliveries?project_id=${projectId}`)).body.total).toBe(2);
  });

  it('what needs them is 503 naming the part', async () => {
    const serviceOf = async (path: string, method: 'GET' | 'POST' = 'GET') => {
      const answer = await api.ask(`${path}?project_id=${projectId}`, { method });
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).not.toBeNull();
      const { error } = ErrorBody.parse(answer.body);
      expect(error.code).toBe('unavailable');
      expect(answer.text).not.toMatch(/127\.0\.0\.1|ECONN|fetch/);
      return error.details?.['service'];
    };

    expect(await serviceOf('/clusters')).toBe('redis');
    expect(await serviceOf('/feedback')).toBe('redis');
    expect(await serviceOf('/jobs')).toBe('redis');
    expect(await serviceOf('/stats')).toBe('redis');
    expect(await serviceOf(`/clusters/${randomUUID()}/start_fix`, 'POST')).toBe('redis');
  });

  it('it is ready all the same, and its status names what is away', async () => {
    expect((await api.ask('/readyz', { token: null })).status).toBe(200);
    const expected = { postgres: 'up', redis: 'down', vector: 'down', temporal: 'down' };
    await expect.poll(async () => partsOf((await api.ask('/status', { token: null })).body), { timeout: 5_000 }).toEqual(expected);
    const status = await api.ask('/status', { token: null });

    expect(status.body.status).toBe('degraded');
    expect(status.text).not.toMatch(/127\.0\.0\.1|ECONN/);
    expect((await api.ask('/health', { token: null })).status).toBe(503);
  });
});

describe('with Postgres away', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ databaseUrl: 'postgres://nobody:nothing@127.0.0.1:9/none' });
  });
  afterAll(() => api.stop());

  it('it lives, says that it is not ready and why, and keeps nothing', async () => {
    const body = '{}';
    const ready = await api.ask('/readyz', { token: null });
    const delivery = await api.ask(`/ingest/sentry?project_id=${randomUUID()}`, {
      method: 'POST',
      token: null,
      body,
      headers: sentryHeaders(SECRET, body),
    });

    expect((await api.ask('/livez', { token: null })).status).toBe(200);
    expect([ready.status, delivery.status]).toEqual([503, 503]);
    expect(ErrorBody.parse(ready.body).error.details).toEqual({ service: 'postgres' });
    expect(ErrorBody.parse(delivery.body).error.details).toEqual({ service: 'postgres' });
    expect((await api.ask('/status', { token: null })).body.status).toBe('down');
    expect((await api.ask('/me')).status).toBe(503);
  });
});
