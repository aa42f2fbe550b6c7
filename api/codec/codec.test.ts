import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '#tests/api';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const text = (value: string) => Buffer.from(value).toString('base64');
const payload = { metadata: { encoding: text('json/plain') }, data: text('"a secret of the workflow"') };
const path = (direction: string) => `/codec/${api.env.SOULCASTER_CODEC_PATH}/${direction}`;
const post = (to: string, body: unknown, headers: Record<string, string> = {}) =>
  api.ask(to, { method: 'POST', token: null, body, headers });

describe('the codec of the Temporal UI', () => {
  it('encrypts, and reads what it encrypted', async () => {
    const encoded = await post(path('encode'), { payloads: [payload] });
    const decoded = await post(`${path('decode')}?preserveStorageRefs=true`, encoded.body);

    expect(encoded.status).toBe(200);
    expect(encoded.text).not.toContain(payload.data);
    expect(decoded.body.payloads).toEqual([payload]);
  });

  it('lets the UI’s own page in, by preflight too, and no other', async () => {
    const ui = { origin: new URL(api.env.TEMPORAL_UI_URL).origin };
    const preflight = await api.ask(path('decode'), {
      method: 'OPTIONS',
      token: null,
      headers: { ...ui, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,x-namespace' },
    });
    const allowed = await post(path('decode'), { payloads: [] }, ui);
    const foreign = await post(path('decode'), { payloads: [] }, { origin: 'https://elsewhere.example' });

    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(ui.origin);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-namespace');
    expect(allowed.headers.get('access-control-allow-origin')).toBe(ui.origin);
    expect(allowed.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(foreign.status).toBe(403);
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is not there under any other path, nor for a body that holds no payloads', async () => {
    expect((await post('/codec/guess/decode', { payloads: [] })).status).toBe(404);
    expect((await api.ask('/codec/guess/decode', { method: 'OPTIONS', token: null })).status).toBe(404);
    expect((await post(path('decode'), {})).status).toBe(422);
    expect(api.log.join('')).not.toContain(api.env.SOULCASTER_CODEC_PATH);
  });
});
