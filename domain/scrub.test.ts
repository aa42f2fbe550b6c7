import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scrubBody, scrubText } from './scrub.ts';

describe('scrubText', () => {
  it.each([
    ['an e-mail address', 'from ana.b+shop@mail.example.org today', 'from [email] today'],
    ['a GitHub token', `push with ghp_${'a1B2'.repeat(9)} fails`, 'push with [token] fails'],
    ['one of our tokens', `curl sc_${'x9_-'.repeat(10)}abc`, 'curl [token]'],
    ['an AWS key id', 'AKIAIOSFODNN7EXAMPLE', '[token]'],
    ['a JSON web token', 'jwt eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2lnbmF0dXJl!', 'jwt [token]!'],
    ['an authorization header', 'Authorization: Bearer abc123def456', 'Authorization: Bearer [token]'],
    ['a password in a URL', 'postgres://shop:hunter2@db:5432/shop', 'postgres://[secret]@db:5432/shop'],
    ['a password in a line of a log', 'login password=hunter22 user=ana', 'login password=[secret] user=ana'],
    ['a token in a query', 'GET /pay?token=abcdef&page=2', 'GET /pay?token=[secret]&page=2'],
    ['a secret in quoted JSON', String.raw`sent {\"api_key\": \"abcdef\"}`, String.raw`sent {\"api_key\": \"[secret]\"}`],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----', '[secret]'],
    ['a card number', 'card 4111 1111 1111 1111 refused', 'card [card] refused'],
  ])('masks %s', (_what, text, masked) => {
    expect(scrubText(text)).toBe(masked);
  });

  it.each([
    'react@18.2.0 breaks with git@github.com:acme/shop.git',
    'basic authentication fails, and so does bearer authentication',
    'invalid token: expected } at line 4',
    'started at 1732512345678 after order 4111111111111112',
    'TypeError: Cannot read properties of undefined (reading "rows")',
  ])('leaves what only looks like one: %s', (text) => {
    expect(scrubText(text)).toBe(text);
  });
});

describe('scrubBody', () => {
  it('masks fields by their name, however deep and whatever their text', () => {
    const body = {
      user: { id: '7', ip_address: '10.1.2.3' },
      vars: { db: { Password: 'open sesame', port: 5432 } },
      auth: { user: 'ana' },
    };

    expect(JSON.parse(scrubBody(JSON.stringify(body)))).toEqual({
      user: { id: '7', ip_address: '[address]' },
      vars: { db: { Password: '[secret]', port: 5432 } },
      auth: { user: '[secret]' },
    });
  });

  it('masks headers and tags that are pairs of name and value', () => {
    const body = {
      headers: [
        ['Cookie', 'sid=1'],
        ['Accept', 'text/html'],
      ],
      tags: [{ key: 'session_token', value: 'abc' }],
    };

    expect(JSON.parse(scrubBody(JSON.stringify(body)))).toEqual({
      headers: [
        ['Cookie', '[secret]'],
        ['Accept', 'text/html'],
      ],
      tags: [{ key: 'session_token', value: '[secret]' }],
    });
  });

  it('leaves ids as they are, because they say which report it is', () => {
    const body = '{"issue":{"id":"4111111111111111","author":"ana","tokens_used":12}}';

    expect(scrubBody(body)).toBe(body);
  });

  it('keeps a body that is not JSON as text that a database takes', () => {
    expect(scrubBody('a\0b ana@mail.example.org \ud800')).toBe('ab [email] \ufffd');
  });

  it('cuts off what is nested without end', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

    expect(scrubBody(deep).length).toBeLessThan(1_000);
  });

  it('keeps the shape of any JSON, and masking twice is masking once', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const once = scrubBody(json);

        expect(shape(JSON.parse(once))).toEqual(shape(JSON.parse(json)));
        expect(scrubBody(once)).toBe(once);
      }),
    );
  });

  it.each([
    ['an address that never comes', 'a.'.repeat(500_000)],
    ['at signs', 'a@'.repeat(500_000)],
    ['dots behind an at sign', `a@${'a.'.repeat(500_000)}1`],
    ['keys', '-----BEGIN PRIVATE KEY-----'.repeat(40_000)],
    ['half tokens', 'eyJaaaaaaaa.'.repeat(80_000)],
    ['schemes', 'http://a:'.repeat(100_000)],
    ['digits', '4'.repeat(1_000_000)],
    ['bearers', 'bearer a'.repeat(125_000)],
    ['spaces', `password${' '.repeat(900_000)}`],
  ])('takes no longer for a megabyte of %s', (_what, text) => {
    const startedAt = performance.now();

    scrubText(text);

    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });
});

/** The same value with every text and number left out. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value === 'object' && value !== null) return Object.entries(value).map(([name, item]) => [name, shape(item)]);
  return typeof value;
}
