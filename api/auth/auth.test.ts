import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthOptionsBody, ErrorBody, MeBody } from '#domain/api-contract';
import { startTestApi, type TestApi } from '#tests/api';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const signIn = (headers: Record<string, string> = {}) => api.ask('/auth/local', { method: 'POST', token: null, headers });
const cookieOf = (answer: { headers: Headers }) => answer.headers.get('set-cookie')?.split(';')[0] ?? '';
const me = (headers: Record<string, string>) => api.ask('/me', { token: null, headers });

describe('the local owner', () => {
  it('is one request away on this machine, and gets a cookie no script can read', async () => {
    const answer = await signIn();

    expect(answer.status).toBe(200);
    expect(MeBody.parse(answer.body).user.github_login).toBeNull();
    expect(answer.headers.get('set-cookie')).toMatch(/^soulcaster=[\w.-]{20,}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
    expect((await me({ cookie: cookieOf(answer) })).body).toEqual(answer.body);
    expect((await api.ask('/auth/options', { token: null })).body).toEqual({ local_owner: true, github: false } satisfies AuthOptionsBody);
  });

  it('is not there for a request that came through someone else, or asked for another host', async () => {
    const cookie = cookieOf(await signIn());
    const forwarded = ['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'via', 'x-real-ip'];

    for (const name of forwarded) {
      const headers = { [name]: 'anything' };
      expect((await signIn(headers)).status).toBe(403);
      expect((await me({ cookie, ...headers })).status).toBe(401);
      expect((await api.ask('/me', { headers })).status).toBe(401);
      expect((await api.ask('/auth/options', { token: null, headers })).body.local_owner).toBe(false);
    }
  });

  it('is not there under a name that only points to this machine', async () => {
    const statusFor = (host: string) =>
      new Promise<number>((resolve, reject) => {
        const request = httpRequest(`${api.url}/auth/local`, { method: 'POST', headers: { host, origin: `http://${host}` } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        });
        request.on('error', reject).end();
      });

    expect(await Promise.all(['rebound.example', '127.0.0.1.rebound.example', 'localhost.rebound.example:8000'].map(statusFor))).toEqual([
      403, 403, 403,
    ]);
    expect(await Promise.all(['localhost:3000', '127.0.0.1', '[::1]:8000'].map(statusFor))).toEqual([200, 200, 200]);
  });

  it('cannot be taken by a page of another site', async () => {
    const answer = await signIn({ origin: 'https://elsewhere.example' });

    expect(answer.status).toBe(403);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect((await signIn({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await signIn({ origin: api.env.WEB_URL })).status).toBe(200);
  });

  it('signs out for good', async () => {
    const cookie = cookieOf(await signIn());
    const origin = new URL(api.env.WEB_URL).origin;

    const out = await api.ask('/auth/sign-out', { method: 'POST', token: null, headers: { cookie, origin } });

    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/^soulcaster=; .*Max-Age=0/);
    expect((await me({ cookie })).status).toBe(401);
  });

  it('loses the session it came with when it signs in again', async () => {
    const first = cookieOf(await signIn());

    const second = cookieOf(await signIn({ cookie: first }));

    expect(second).not.toBe(first);
    expect((await me({ cookie: first })).status).toBe(401);
    expect((await me({ cookie: second })).status).toBe(200);
  });
});

describe('a session', () => {
  it('may change things from our own page, whichever loopback name it was opened by', async () => {
    const cookie = cookieOf(await signIn());
    const create = (origin: string) =>
      api.ask('/projects', { method: 'POST', token: null, body: { name: 'From a page' }, headers: { cookie, origin } });

    expect((await create(new URL(api.env.WEB_URL).origin)).status).toBe(201);
    expect((await create(new URL(api.url).origin)).status).toBe(201);
    expect((await create('null')).status).toBe(403);
    expect((await create('http://127.0.0.1.elsewhere.example')).status).toBe(403);
  });
});

describe('attempts to sign in', () => {
  it('are limited per address, with the time to wait', async () => {
    const limited = await startTestApi();
    const attempt = () => limited.ask('/auth/local', { method: 'POST', token: null, headers: { origin: 'https://elsewhere.example' } });
    const start = () => limited.ask('/auth/github', { token: null });
    await Promise.all(Array.from({ length: 60 }, start));

    const answer = await start();

    expect(answer.status).toBe(429);
    expect(ErrorBody.parse(answer.body).error.code).toBe('rate_limited');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await attempt()).status).toBe(403);
    await limited.stop();
  });
});

describe('without OAuth configured', () => {
  it('there is no way to GitHub', async () => {
    expect((await api.ask('/auth/github', { token: null })).status).toBe(404);
  });
});
