import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IngestAnswer } from '#domain/api-contract';
import { tenantScope } from '#domain/project';
import { githubHeaders, sentryHeaders, startTestApi, type TestApi } from '#tests/api';

const SECRET = 'a-signing-secret-of-sentry';
const EVENT = JSON.stringify({ action: 'created', data: { issue: { title: 'Café  breaks ☕', id: '1' } } });

let api: TestApi;
let projectId: string;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  projectId = await api.project();
  await api.ask(`/config/sentry/secret?project_id=${projectId}`, { method: 'POST', body: { secret: SECRET } });
});

const scope = async () => tenantScope((await api.adapters.projects.find(projectId)) ?? { id: '', ownerId: '' });
const waiting = async () => api.adapters.inbox.waiting(await scope());
const send = (body: string | Uint8Array, headers: Record<string, string>, source = 'sentry', project = projectId) =>
  api.ask(`/ingest/${source}?project_id=${project}`, { method: 'POST', token: null, body, headers });

describe('a signed delivery', () => {
  it('is kept as it came and answered 202, and the project is woken', async () => {
    const body = `  ${EVENT}\n`;

    const answer = await send(body, sentryHeaders(SECRET, body, { 'request-id': 'd-1' }));

    expect(answer.status).toBe(202);
    expect(IngestAnswer.parse(answer.body)).toMatchObject({ status: 'ok', project_id: projectId });
    const [row] = await api.adapters.inbox.claim(await scope(), 10);
    expect(row).toMatchObject({ id: answer.body.id, source: 'sentry', deliveryKey: 'd-1', eventType: 'issue', userId: null });
    expect(Buffer.from(row?.body ?? []).toString()).toBe(body);
    expect(api.launcher.of('wakeIngest')).toContain(projectId);
  });

  it('of GitHub is proven by its own header and keeps its event and delivery id', async () => {
    await api.ask(`/config/github/secret?project_id=${projectId}`, { method: 'POST', body: { secret: SECRET } });

    const answer = await send(EVENT, githubHeaders(SECRET, EVENT, { 'x-github-delivery': 'guid-1' }), 'github');

    expect(answer.status).toBe(202);
    expect((await api.adapters.inbox.claim(await scope(), 1))[0]).toMatchObject({
      source: 'github',
      deliveryKey: 'guid-1',
      eventType: 'issues',
    });
  });

  it('again is 200 duplicate with the first id, and without an id the same body is the same delivery', async () => {
    const headers = sentryHeaders(SECRET, EVENT);

    const first = await send(EVENT, headers);
    const second = await send(EVENT, headers);

    expect([first.status, second.status]).toEqual([202, 200]);
    expect(second.body).toEqual({ ...first.body, status: 'duplicate' });
    expect(await waiting()).toBe(1);
    const [row] = await api.adapters.inbox.claim(await scope(), 1);
    expect(row?.deliveryKey).toBe(createHash('sha256').update(EVENT).digest('hex'));
  });

  it('needs no content type of its own', async () => {
    const { 'content-type': _, ...headers } = sentryHeaders(SECRET, EVENT);
    const answers = [
      await send(Buffer.from(EVENT), { ...headers, 'request-id': 'a' }),
      await send(EVENT, { ...headers, 'content-type': 'text/plain', 'request-id': 'b' }),
      await send(EVENT, { ...headers, 'content-type': 'application/vnd.sentry+json', 'request-id': 'c' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
  });

  it('whose event or delivery header is strange is kept without it', async () => {
    const headers = sentryHeaders(SECRET, EVENT, { 'sentry-hook-resource': '<script>', 'request-id': 'x'.repeat(500) });

    expect((await send(EVENT, headers)).status).toBe(202);
    const [row] = await api.adapters.inbox.claim(await scope(), 1);
    expect(row).toMatchObject({ eventType: null, deliveryKey: createHash('sha256').update(EVENT).digest('hex') });
  });

  it('of JSON that is no object, or holds an escaped NUL, is kept: the parser decides', async () => {
    for (const body of ['[1,2]', '"text"', '{"data":"a\\u0000b"}']) {
      expect((await send(body, sentryHeaders(SECRET, body))).status).toBe(202);
    }
  });
});

describe('the key of a test event', () => {
  it('is no sender’s to give', async () => {
    await send(EVENT, sentryHeaders(SECRET, EVENT, { 'request-id': 'soulcaster-test:1' }));

    expect((await api.adapters.inbox.claim(await scope(), 1))[0]?.deliveryKey).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('rows whose wake was lost', () => {
  it('are woken again without a request', async () => {
    await send(EVENT, sentryHeaders(SECRET, EVENT));
    const before = api.launcher.of('wakeIngest').filter((id) => id === projectId).length;

    await expect
      .poll(() => api.launcher.of('wakeIngest').filter((id) => id === projectId).length, { timeout: 15_000, interval: 200 })
      .toBeGreaterThan(before);
  });
});
