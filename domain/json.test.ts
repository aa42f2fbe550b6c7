import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedPayloadError } from './errors.ts';
import { parseBoundedJson } from './json.ts';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const reasonOf = (text: string) => {
  try {
    parseBoundedJson(text);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedPayloadError);
    return (error as Error).message;
  }
};

it('reads what JSON.parse reads, whatever its strings hold', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), (value) => {
      expect(parseBoundedJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it('counts no bracket, colon or comma inside a string', () => {
  const text = JSON.stringify({ a: `${'['.repeat(500)}\\"${'{:,'.repeat(20_000)}`, b: '\\', c: '\\\\"' });

  expect(parseBoundedJson(text)).toEqual(JSON.parse(text));
});

it('reads three chained exceptions of 250 frames with all that Sentry says of each', () => {
  const frame = Object.fromEntries(Array.from({ length: 20 }, (_, field) => [`field_${field}`, null]));
  const value = {
    stacktrace: { frames: Array.from({ length: 250 }, () => frame) },
    raw_stacktrace: { frames: Array.from({ length: 250 }, () => frame) },
  };
  const text = JSON.stringify({ data: { event: { exception: { values: [value, value, value] } } } });

  expect(parseBoundedJson(text)).toEqual(JSON.parse(text));
});

describe('a body out of bounds', () => {
  it.each([
    [nested(64), null],
    [nested(65), 'The body is nested deeper than 64 levels.'],
    [nested(10_000), 'The body is nested deeper than 64 levels.'],
    ['['.repeat(1_000_000), 'The body is nested deeper than 64 levels.'],
    [JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [i, 0]))), null],
    [JSON.stringify(Object.fromEntries(Array.from({ length: 60_001 }, (_, i) => [i, 0]))), 'The body has more than 60,000 keys.'],
    [JSON.stringify(Array.from({ length: 120_002 }, () => 0)), 'The body has more than 120,000 values.'],
    ['{"a":', 'The body is not JSON.'],
    ['"open', 'The body is not JSON.'],
    ['', 'The body is not JSON.'],
    ['"\\', 'The body is not JSON.'],
  ])('%.20s… is refused with the reason', (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  it('is measured in time that grows with its length alone', () => {
    for (const text of [`"${'\\'.repeat(1_000_000)}`, '"'.repeat(1_000_000), '\\"'.repeat(500_000), '['.repeat(1_000_000)]) {
      const began = performance.now();
      reasonOf(text);
      expect(performance.now() - began).toBeLessThan(500);
    }
  });
});
