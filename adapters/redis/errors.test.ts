import { describe, expect, it } from 'vitest';
import { ConflictError } from '#domain/errors';
import { translateRedisError } from './errors.ts';

function upstash(message: string, name = 'UpstashError'): Error {
  return Object.assign(new Error(`${message}, command was: ["HSET","k","the reporter's words"]`), { name });
}

describe('an error of Redis', () => {
  it.each([
    ['UNAVAILABLE redis-server cannot be reached', 'unavailable'],
    ['LOADING Redis is loading the dataset in memory', 'unavailable'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'unavailable'],
    ['BUSY Redis is busy running a script.', 'unavailable'],
    ['WRONGPASS invalid or missing auth token', 'vendor_refused'],
    ['Unauthorized', 'vendor_refused'],
    ['ERR max daily request limit exceeded. Limit: 10000, Usage: 10000.', 'rate_limited'],
    ['ERR max requests limit exceeded. Limit: 500000', 'rate_limited'],
    ['WRONGTYPE Operation against a key holding the wrong kind of value', 'internal'],
    ["ERR Error compiling script (new function): user_script:1: '=' expected", 'internal'],
  ])('%s becomes %s', (message, code) => {
    expect(translateRedisError(upstash(message))).toMatchObject({ code, details: { service: 'redis' } });
  });

  it.each(['TimeoutError', 'AbortError', 'TypeError', 'UpstashJSONParseError', 'SyntaxError'])('%s of the transport is retried', (name) => {
    expect(translateRedisError(upstash('fetch failed', name))).toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('carries nothing of the command on', () => {
    const error = translateRedisError(upstash('ERR syntax error'));

    expect(`${error.message} ${JSON.stringify(error)} ${String(error.cause)} ${error.stack}`).not.toContain('reporter');
  });

  it('leaves our own errors alone', () => {
    const own = new ConflictError('no');

    expect(translateRedisError(own)).toBe(own);
  });
});
