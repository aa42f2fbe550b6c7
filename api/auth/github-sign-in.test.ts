import { createEmulator, type Emulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '#tests/api';

const CLIENT = { client_id: 'client-1', client_secret: 'client-secret-1' };
const WEB_URL = 'http://127.0.0.1:3999';
const CALLBACK = `${WEB_URL}/api/auth/github/callback`;

let github: Emulator;
let api: TestApi;

beforeAll(async () => {
  github = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      github: {
        users: [{ login: 'ada', name: 'Ada', email: 'ada@example.com' }],
        oauth_apps: [{ ...CLIENT, name: 'Soulcaster', redirect_uris: [CALLBACK] }],
      },
    },
  });
  api = await startTestApi({
    env: {
      GITHUB_WEB_URL: github.url,
      GITHUB_API_URL: github.url,
      GITHUB_CLIENT_ID: CLIENT.client_id,
      GITHUB_CLIENT_SECRET: CLIENT.client_secret,
      WEB_URL,
    },
  });
});
afterAll(async () => {
  await api.stop();
  await github.close();
});

const cookiesOf = (headers: Headers) => headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');

/** As a browser does it: to GitHub, choose a user, and back with what GitHub said. */
async function throughGithub(next?: string) {
  const start = await api.ask(`/auth/github${next === undefined ? '' : `?next=${encodeURIComponent(next)}`}`, { token: null });
  const authorize = new URL(start.headers.get('location') ?? '');
  const chosen = await fetch(`${github.url}/login/oauth/callback`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ login: 'ada', ...Object.fromEntries(authorize.searchParams) }),
  });
  return { authorize, flow: cookiesOf(start.headers)[0] ?? '', back: new URL(chosen.headers.get('location') ?? '') };
}
const finish = (search: string, cookie: string) => api.ask(`/auth/github/callback${search}`, { token: null, headers: { cookie } });

describe('signing in with GitHub', () => {
  it('asks with PKCE and a state, and its cookie lives ten minutes', async () => {
    const start = await api.ask('/auth/github', { token: null });
    const authorize = new URL(start.headers.get('location') ?? '');

    expect(start.status).toBe(302);
    expect(authorize.origin + authorize.pathname).toBe(`${github.url}/login/oauth/authorize`);
    expect(Object.fromEntries(authorize.searchParams)).toMatchObject({
      client_id: CLIENT.client_id,
      redirect_uri: CALLBACK,
      code_challenge_method: 'S256',
      scope: 'repo read:user',
    });
    expect(authorize.searchParams.get('state')?.length).toBeGreaterThan(30);
    expect(start.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax; Max-Age=600$/);
  });

  it('ends in a session of that person, on the page they came for, and keeps the token sealed', async () => {
    const { flow, back } = await throughGithub('/p/1/inbox?tab=new');

    const answer = await finish(back.search, flow);

    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(`${WEB_URL}/p/1/inbox?tab=new`);
    const session = cookiesOf(answer.headers).find((cookie) => cookie.startsWith('soulcaster=')) ?? '';
    const me = await api.ask('/me', { token: null, headers: { cookie: session } });
    expect(me.body.user).toMatchObject({ name: 'Ada', github_login: 'ada' });
    expect(await api.adapters.credentials.get(me.body.user.id, 'github')).toMatch(/^gho_/);
    expect(api.log.join('')).not.toMatch(/gho_|client-secret-1/);
  });

  it('goes nowhere with a changed state, a changed or missing cookie, or a code that is not GitHub’s', async () => {
    const { flow, back } = await throughGithub();
    const wrongState = new URL(back);
    wrongState.searchParams.set('state', 'another');
    const wrongCode = new URL(back);
    wrongCode.searchParams.set('code', 'another');
    const changed = flow.replace(/\.(.)/, (_, first: string) => `.${first === 'A' ? 'B' : 'A'}`);

    const attempts = [
      await finish(wrongState.search, flow),
      await finish(back.search, changed),
      await finish(back.search, ''),
      await finish(wrongCode.search, flow),
      await finish('?error=access_denied', flow),
    ];

    for (const attempt of attempts) {
      expect(attempt.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:3999\/sign-in\?error=(github|expired)$/);
      expect(cookiesOf(attempt.headers).some((cookie) => cookie.startsWith('soulcaster='))).toBe(false);
    }
  });

  it('never leads to another site', async () => {
    for (const next of ['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)']) {
      const { flow, back } = await throughGithub(next);

      expect((await finish(back.search, flow)).headers.get('location')).toBe(`${WEB_URL}/`);
    }
  });

  it('leaves no local owner', async () => {
    expect((await api.ask('/auth/options', { token: null })).body).toEqual({ local_owner: false, github: true });
    expect((await api.ask('/auth/local', { method: 'POST', token: null })).status).toBe(403);
    expect((await api.ask('/me')).status).toBe(401);
  });
});
