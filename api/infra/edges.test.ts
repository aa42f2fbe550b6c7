import { Writable } from 'node:stream';
import { NotFoundException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ManualReport } from '#domain/api-contract';
import { InternalError, QuotaExceededError, RateLimitedError, UnavailableError, VendorRefusedError } from '#domain/errors';
import { readCookie, sessionCookieName, writeCookie } from './cookies.ts';
import { within } from './deadline.ts';
import { errorAnswer } from './error-body.ts';
import { parseJson } from './json.ts';
import { createLog } from './log.ts';
import { isDirectLoopback, isLoopbackHost } from './loopback.ts';
import { originOf } from './origin.ts';
import { sameText } from './same-text.ts';
import { wrongFields } from './wrong-fields.ts';

describe('what an error says', () => {
  it('is our own words for our own errors, with how long to wait', () => {
    expect(errorAnswer(new QuotaExceededError('Full.', { details: { limit: 1 } }), 'r')).toEqual({
      status: 429,
      body: { error: { code: 'quota_exceeded', message: 'Full.', details: { limit: 1 } } },
      retryAfterSeconds: null,
    });
    expect(errorAnswer(new UnavailableError('Redis is away.'), 'r')).toMatchObject({ status: 503, retryAfterSeconds: 2 });
    expect(errorAnswer(new RateLimitedError('Slow down.', { retryAfterSeconds: 7 }), 'r')).toMatchObject({ retryAfterSeconds: 7 });
    expect(errorAnswer(new VendorRefusedError('GitHub refused.'), 'r').status).toBe(502);
  });

  it('is nothing but a request id for everything else, whatever status it claims', () => {
    const leaks = [
      new InternalError('secret detail'),
      new Error('secret detail'),
      Object.assign(new Error('secret detail'), { statusCode: 404 }),
      Object.assign(new Error('secret detail'), { statusCode: 418, code: 'FST_ODD' }),
      'secret detail',
      null,
    ];

    for (const error of leaks) {
      const answer = errorAnswer(error, 'request-1');
      expect(answer.status).toBe(500);
      expect(answer.body.error).toMatchObject({ code: 'internal', details: { request_id: 'request-1' } });
      expect(JSON.stringify(answer)).not.toContain('secret detail');
    }
  });

  it('is no fault of ours where whoever sent it hung up', () => {
    const hungUp = Object.assign(new Error('aborted'), { code: 'ECONNRESET', statusCode: 400 });

    expect(errorAnswer(hungUp, 'r')).toMatchObject({ status: 400, body: { error: { code: 'unreadable_request' } } });
    expect(errorAnswer(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), 'r').status).toBe(500);
  });

  it('never repeats the framework’s words, which hold the address', () => {
    expect(errorAnswer(new NotFoundException('Cannot GET /secret'), 'r').body.error).toEqual({
      code: 'not_found',
      message: 'There is nothing at this address.',
    });
  });
});

describe('fields that are wrong', () => {
  const of = (schema: z.ZodType, value: unknown) => wrongFields(schema.safeParse(value).error?.issues ?? []);

  it('are named with what is wrong, values unrepeated', () => {
    const schema = z.object({ name: z.string().max(3), nested: z.object({ list: z.array(z.number()) }) });

    const fields = of(schema, { name: 'a secret value', nested: { list: [1, 'x'] } });

    expect(Object.keys(fields)).toEqual(['name', 'nested.list.1']);
    expect(fields['nested.list.1']).toBe('must be a number');
    expect(JSON.stringify(fields)).not.toContain('secret');
    expect(of(schema, {})).toEqual({ name: 'is missing', nested: 'is missing' });
  });

  it('of alternatives are those of the one that was meant', () => {
    expect(of(ManualReport, { text: 7 })).toEqual({ text: 'must be a string' });
    expect(of(ManualReport, { title: 7, body: 'b' })).toEqual({ title: 'must be a string' });
  });
});

describe('loopback', () => {
  it('is 127.0.0.0/8, ::1 and localhost, and no name that merely looks like it', () => {
    for (const host of ['localhost', 'LOCALHOST:3000', '127.0.0.1', '127.9.9.9:1', '::1', '[::1]:8000'])
      expect([host, isLoopbackHost(host)]).toEqual([host, true]);
    for (const host of [
      '',
      'localhost.example',
      '127.0.0.1.example',
      '127.1',
      '0.0.0.0',
      '128.0.0.1',
      '127.0.0.256',
      'example.com:127',
      '::2',
    ]) {
      expect([host, isLoopbackHost(host)]).toEqual([host, false]);
    }
  });

  it('is direct only without a sign of anyone between', () => {
    const headers = { host: 'localhost:3000' };

    expect(isDirectLoopback({ headers, peer: '::ffff:127.0.0.1' })).toBe(true);
    expect(isDirectLoopback({ headers, peer: '10.0.0.1' })).toBe(false);
    expect(isDirectLoopback({ headers, peer: undefined })).toBe(false);
    expect(isDirectLoopback({ headers: {}, peer: '127.0.0.1' })).toBe(false);
    expect(isDirectLoopback({ headers: { ...headers, 'x-forwarded-for': '127.0.0.1' }, peer: '127.0.0.1' })).toBe(false);
  });
});

describe('where a request comes from', () => {
  it('is told by Origin, else by Sec-Fetch-Site, else not known', () => {
    const env = { WEB_URL: 'https://soulcaster.example' };
    const from = (headers: Record<string, string>) => originOf(env, { headers });

    expect(from({ origin: 'https://soulcaster.example' })).toBe('ours');
    expect(from({ origin: 'http://localhost:3000', host: 'localhost:3000' })).toBe('ours');
    expect(from({ origin: 'http://localhost:3000', host: 'localhost:8000' })).toBe('foreign');
    expect(from({ origin: 'null', host: 'localhost:8000' })).toBe('foreign');
    expect(from({ 'sec-fetch-site': 'same-origin' })).toBe('ours');
    expect(from({ 'sec-fetch-site': 'same-site' })).toBe('foreign');
    expect(from({ host: 'localhost:8000' })).toBe('unknown');
  });
});

describe('cookies', () => {
  it('are bound to https and the host where there is https', () => {
    expect(sessionCookieName({ WEB_URL: 'https://soulcaster.example' })).toBe('__Host-soulcaster');
    expect(sessionCookieName({ WEB_URL: 'http://127.0.0.1:3000' })).toBe('soulcaster');
    expect(writeCookie({ name: 'a', value: 'b', maxAgeSeconds: 60.9, secure: true })).toBe(
      'a=b; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure',
    );
  });

  it('are found among others, by their whole name', () => {
    expect(readCookie('xsoulcaster=1; soulcaster=2; soulcaster=3', 'soulcaster')).toBe('2');
    expect(readCookie(undefined, 'soulcaster')).toBeNull();
    expect(readCookie('soulcaster', 'soulcaster')).toBeNull();
  });
});

describe('JSON from outside', () => {
  it('is refused with a NUL, a prototype or bad UTF-8 in it, however it is spelled', () => {
    for (const text of [
      '{"a":"\\u0000"}',
      '{"\\u0000":1}',
      '{"__proto__":1}',
      '{"\\u005f_proto__":1}',
      '{"a":{"__proto__":[]}}',
      '{"a":',
      'a\0b',
    ]) {
      expect(() => parseJson(Buffer.from(text))).toThrow(/^The body /);
    }
    expect(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow('The body is not UTF-8.');
  });

  it('keeps text that only looks like that', () => {
    expect(parseJson(Buffer.from('{"a":"\\\\u0000 and __proto__"}'))).toEqual({ a: '\\u0000 and __proto__' });
  });
});

describe('the log', () => {
  it('hides what proves a caller, wherever it stands', () => {
    let text = '';
    const log = createLog(
      { LOG_LEVEL: 'info', LOG_FORMAT: 'json' },
      new Writable({ write: (line, _, done) => done(void (text += String(line))) }),
    );
    const headers = {
      authorization: 'Bearer hidden-1',
      cookie: 'soulcaster=hidden-2',
      'sentry-hook-signature': 'hidden-3',
      'x-hub-signature-256': 'hidden-4',
      'user-agent': 'shown',
    };

    log.info({ headers, req: { headers }, query: { token: 'hidden-5' }, token: 'hidden-6', secret: 'hidden-7', ...headers }, 'request');

    expect(text).toContain('shown');
    expect(text).not.toContain('hidden-');
    expect(text.match(/\[hidden\]/g)?.length).toBe(15);
  });
});

describe('a deadline', () => {
  it('gives what came in time, and otherwise the fallback', async () => {
    expect(await within(Promise.resolve(1), 1_000, null)).toBe(1);
    expect(await within(new Promise(() => undefined), 5, 'late')).toBe('late');
    await expect(within(Promise.reject(new Error('no')), 1_000, null)).rejects.toThrow('no');
  });
});

it('texts are the same only as a whole', () => {
  expect([sameText('abc', 'abc'), sameText('abc', 'abd'), sameText('abc', 'abcd')]).toEqual([true, false, false]);
});
