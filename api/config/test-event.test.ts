import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ErrorBody, SourceConfigBody, TestEventAnswer } from '#domain/api-contract';
import { type TenantScope, tenantScope } from '#domain/project';
import type { SourceName } from '#domain/report';
import { needsSecret, SOURCES, TEST_DELIVERY } from '#domain/sources/index';
import { startTestApi, type TestApi } from '#tests/api';
import { storesWhatComes } from '#tests/storing';

let api: TestApi;
let projectId: string;
let scope: TenantScope;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  projectId = await api.project();
  scope = tenantScope((await api.adapters.projects.find(projectId))!);
});

const ask = (path: string, method: 'GET' | 'POST' | 'DELETE' = 'GET', body: unknown = method === 'POST' ? {} : undefined) =>
  api.ask(`/config/${path}?project_id=${projectId}`, { method, body });

/** The delivery once the worker's activity went over what waits. */
async function store(id: string) {
  await storesWhatComes(api)(projectId);
  return (await api.adapters.deliveryLog.get(scope, id))?.record;
}

describe.each(Object.keys(SOURCES) as SourceName[])('a test event of %s', (source) => {
  it('comes in by the way of its sender, is understood, and no report is kept of it', async () => {
    if (needsSecret(SOURCES[source])) await ask(`${source}/secret`, 'POST');

    const sent = await ask(`${source}/test`, 'POST');

    expect(sent.status).toBe(202);
    const { id, delivery_id: key } = TestEventAnswer.parse(sent.body);
    expect(key.startsWith(TEST_DELIVERY)).toBe(true);
    const { eventType } = SOURCES[source].sample(new Date().toISOString());
    const record = await store(id);
    expect(record).toMatchObject({ source, deliveryKey: key, eventType, state: 'filtered', reason: 'a test event: it was understood' });
    expect(await api.adapters.reports.countBySource(scope)).toEqual({});
    expect((await ask(source)).body.health.state).toBe('healthy');
  });

  it('is not sent while the source is off', async () => {
    await ask(`${source}/enabled`, 'POST', { enabled: false });

    const refused = await ask(`${source}/test`, 'POST');

    expect(refused.status).toBe(409);
    expect(ErrorBody.parse(refused.body).error.code).toBe('source_off');
  });
});

it('a test event is sent by a signed-in person of the dashboard', async () => {
  const signedIn = await api.ask('/auth/local', { method: 'POST', token: null });
  const headers = { cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '', origin: api.env.WEB_URL };
  const send = (source: SourceName) =>
    api.ask(`/config/${source}/test?project_id=${projectId}`, { method: 'POST', token: null, headers, body: {} });
  await ask('sentry/secret', 'POST');

  expect((await send('manual')).status).toBe(202);
  expect((await send('sentry')).status).toBe(202);
});

it('a test event without a secret says what to do', async () => {
  const refused = await ask('sentry/test', 'POST');

  expect(refused.status).toBe(409);
  expect(ErrorBody.parse(refused.body).error).toMatchObject({ code: 'no_secret', message: expect.stringContaining('Set one') });
});

describe('a secret', () => {
  it('of Standard Webhooks has the form of the standard', async () => {
    expect((await ask('standard/secret', 'POST')).body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect((await ask('standard/secret', 'POST', { secret: 'not-of-the-standard' })).status).toBe(422);
  });

  it('is rotated with an overlap, and removed', async () => {
    await ask('datadog/secret', 'POST');
    await ask('datadog/secret', 'POST', { overlap_hours: 2 });
    expect(Date.parse((await ask('datadog')).body.previous_secret_until)).toBeGreaterThan(Date.now());

    expect((await ask('datadog/secret', 'DELETE')).status).toBe(204);
    expect((await ask('datadog')).body).toMatchObject({ has_secret: false, previous_secret_until: null, health: { state: 'no_secret' } });
  });

  it('of Splunk is its token', async () => {
    const token = 'a-token-for-the-search-head';

    const set = await ask('splunk/token', 'POST', { token });

    expect(set.body).toMatchObject({ has_secret: true, secret_hint: 'head' });
    expect(set.text).not.toContain(token);
  });
});

describe('a credential', () => {
  const fields = { token: 'sntrys_a-long-secret-1234', organization: 'acme', project: 'web' };

  it('is write-only, and makes the source be read regularly until it is removed', async () => {
    const set = await ask('sentry/credential', 'POST', fields);

    const { credential, syncs } = SourceConfigBody.parse(set.body);
    expect(credential?.fields.map(({ value }) => value)).toEqual(['1234', 'acme', 'web']);
    expect(set.text).not.toContain(fields.token);
    expect(syncs.map(({ name }) => name)).toEqual(['sentry']);
    expect((await ask('sentry/credential', 'DELETE')).status).toBe(204);
    expect((await ask('sentry')).body).toMatchObject({ syncs: [], credential: { updated_at: null } });
    expect(api.log.join('')).not.toContain(fields.token);
  });

  it('has the fields the source asks for', async () => {
    const wrong = await ask('sentry/credential', 'POST', { token: 'a-token', colour: 'red' });

    expect(Object.keys(ErrorBody.parse(wrong.body).error.details ?? {}).toSorted()).toEqual(['colour', 'organization', 'project']);
    expect((await ask('manual/credential', 'POST', { token: 'a-token' })).status).toBe(422);
  });
});

it('a filter is set under its own name, PostHog events also as event_types', async () => {
  expect((await ask('splunk/searches', 'POST', { searches: ['Errors'] })).body.filters).toEqual({ searches: ['Errors'] });
  expect((await ask('posthog/events', 'POST', { event_types: ['$exception'] })).body.filters).toEqual({ events: ['$exception'] });
  expect((await ask('posthog/events', 'POST', {})).status).toBe(422);
  expect((await ask('posthog/colours', 'POST', { colours: [] })).status).toBe(404);
});

it('a source fails while its newest delivery was refused', async () => {
  await ask('sentry/secret', 'POST');
  expect((await ask('sentry')).body.health.state).toBe('waiting');
  await api.ask(`/ingest/sentry?project_id=${projectId}`, {
    method: 'POST',
    token: null,
    body: '{}',
    headers: { 'sentry-hook-signature': 'ab' },
  });

  await expect
    .poll(async () => (await ask('sentry')).body.health, { timeout: 5_000 })
    .toMatchObject({
      state: 'failing',
      last_failure: { reason: 'bad_signature' },
      refused_24h: 1,
    });
});
