import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ErrorBody, SecretShown, SourceConfigBody } from '#domain/api-contract';
import { tenantScope } from '#domain/project';
import { SOURCES } from '#domain/sources/index';
import { sentryHeaders, startTestApi, type TestApi } from '#tests/api';

let api: TestApi;
let projectId: string;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  projectId = await api.project();
});

const get = (source: string) => api.ask(`/config/${source}?project_id=${projectId}`);
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  api.ask(`/config/${path}?project_id=${projectId}`, { method: 'POST', body, headers });
const deliver = (secret: string) => {
  const body = JSON.stringify({ n: randomUUID() });
  const headers = sentryHeaders(secret, body);
  return api.ask(`/ingest/sentry?project_id=${projectId}`, { method: 'POST', token: null, body, headers });
};

describe('a source', () => {
  it('says where to post, and warns while a vendor could not reach that', async () => {
    const sentry = SourceConfigBody.parse((await get('sentry')).body);
    const manual = SourceConfigBody.parse((await get('manual')).body);

    expect(sentry).toMatchObject({ source: 'sentry', enabled: true, has_secret: false, secret_hint: null, last_event_at: null });
    expect(sentry.webhook_url).toBe(`${api.env.PUBLIC_URL}/ingest/sentry?project_id=${projectId}`);
    expect(sentry.warning).toContain('PUBLIC_URL');
    expect(manual).toMatchObject({ webhook_url: `${api.env.PUBLIC_URL}/ingest/manual?project_id=${projectId}`, warning: null });
    expect((await api.ask(`/config?project_id=${projectId}`)).body.items.map((item: { source: string }) => item.source)).toEqual(
      Object.keys(SOURCES),
    );
  });

  it('makes a secret that is shown this once and works at once', async () => {
    const shown = SecretShown.parse((await post('sentry/secret', {})).body);

    expect(shown.secret.length).toBeGreaterThanOrEqual(43);
    const after = await get('sentry');
    expect(after.text).not.toContain(shown.secret);
    expect(after.body).toMatchObject({ has_secret: true, secret_hint: shown.secret.slice(-4) });
    expect((await deliver(shown.secret)).status).toBe(202);
    expect(api.log.join('')).not.toContain(shown.secret);
  });

  it('takes a secret, and forgets the one before', async () => {
    const [before, after] = ['the-first-secret-of-all', 'the-second-secret-then'];
    await post('sentry/secret', { secret: before });
    await post('sentry/secret', { secret: after });

    expect((await deliver(before)).status).toBe(401);
    expect((await deliver(after)).status).toBe(202);
    expect((await get('sentry')).body.last_event_at).not.toBeNull();
  });

  it('shows the same secret again to the same Idempotency-Key only', async () => {
    const headers = { 'idempotency-key': randomUUID() };

    const first = await post('sentry/secret', {}, headers);
    const again = await post('sentry/secret', {}, headers);

    expect(again.body).toEqual(first.body);
  });

  it('refuses a secret that is too short, and one for reports that are not signed', async () => {
    expect((await post('sentry/secret', { secret: 'short' })).status).toBe(422);
    expect((await post('manual/secret', {})).status).toBe(422);
  });

  it('is switched off and on', async () => {
    expect((await post('github/enabled', { enabled: false })).body.enabled).toBe(false);
    expect((await post('github', { enabled: true })).body.enabled).toBe(true);
    expect((await post('github/enabled', {})).status).toBe(422);
    expect((await get('github/enabled')).body).toEqual({ source: 'github', enabled: true });
  });

  it('keeps its filters: those named are replaced, null lets all in', async () => {
    await post('sentry', { filters: { environments: ['production'] } });
    await post('sentry/levels', { levels: ['error', 'fatal'] });
    const both = await get('sentry');
    const cleared = await post('sentry/environments', { environments: null });

    expect(both.body.filters).toEqual({ environments: ['production'], levels: ['error', 'fatal'] });
    expect(cleared.body.filters).toEqual({ environments: null, levels: ['error', 'fatal'] });
  });

  it('has only the filters it has', async () => {
    const unknown = await post('sentry', { filters: { colours: ['red'] } });
    const level = await post('sentry/levels', { levels: ['catastrophic'] });

    expect(Object.keys(ErrorBody.parse(unknown.body).error.details ?? {})).toEqual(['filters.colours']);
    expect(Object.keys(ErrorBody.parse(level.body).error.details ?? {})).toEqual(['filters.levels']);
    expect((await post('github', { filters: { levels: ['error'] } })).status).toBe(422);
  });

  it('takes its settings under the names of before', async () => {
    const splunk = await post('splunk', { webhook_token: 'a-token-for-the-search-head', allowed_searches: ['Errors'] });
    const sentry = await post('sentry', { environments: ['production'], levels: null });

    expect(splunk.body).toMatchObject({ has_secret: true, secret_hint: 'head', filters: { searches: ['Errors'] } });
    expect(sentry.body).toMatchObject({ has_secret: false, filters: { environments: ['production'], levels: null } });
  });

  it('changes nothing where one of the settings is wrong', async () => {
    const foreign = await post('sentry', { webhook_token: 'a-token-for-the-search-head', enabled: false });
    const wrong = await post('sentry', { webhook_secret: 'a-secret-that-is-fine', levels: ['catastrophic'] });

    expect(Object.keys(ErrorBody.parse(foreign.body).error.details ?? {})).toEqual(['webhook_token']);
    expect(wrong.status).toBe(422);
    expect((await get('sentry')).body).toMatchObject({ enabled: true, has_secret: false, filters: {} });
  });
});

describe('a source that is read regularly', () => {
  const scopeOf = async () => tenantScope((await api.adapters.projects.find(projectId))!);
  const read = { source: 'github', kind: 'repository', name: 'acme/web', enabled: true } as const;
  const at = (agoMs: number) => new Date(Date.now() - agoMs).toISOString();
  const health = async () => SourceConfigBody.parse((await get('github')).body).health;

  it('needs no secret', async () => {
    expect((await health()).state).toBe('no_secret');
    await api.adapters.syncTargets.put(await scopeOf(), read);

    expect((await health()).state).toBe('waiting');
  });

  it('fails while it cannot be read, and not while it was read within the hour', async () => {
    const scope = await scopeOf();
    await api.adapters.syncTargets.put(scope, read);
    const failure = { lastRunAt: at(1_000), lastError: 'GitHub does not let us read it.' };

    await api.adapters.syncTargets.record(scope, 'github', read.name, failure);
    expect(await health()).toMatchObject({
      state: 'failing',
      last_failure: { at: failure.lastRunAt, reason: failure.lastError, sync: 'acme/web' },
    });
    await api.adapters.syncTargets.record(scope, 'github', read.name, { lastSuccessAt: at(600_000) });
    expect(await health()).toMatchObject({ state: 'waiting', last_failure: null });
    await api.adapters.syncTargets.record(scope, 'github', read.name, { lastSuccessAt: at(2 * 3_600_000) });
    expect((await health()).state).toBe('failing');
  });
});
