import fc from 'fast-check';
import { expect } from 'vitest';
import { MalformedPayloadError } from '#domain/errors';
import type { Parsed, ParseDelivery } from '#domain/sources/index';
import { faultOfParsed } from './parsed-faults.ts';

/* For tests: payloads nobody should send, and what must hold for each. */

const facts = { receivedAt: '2026-03-02T12:00:00.000Z', userId: 'u1' };

const nastyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    'a\udc00b',
    '__proto__',
    'constructor',
    '',
    ' ',
    '\u202e',
    'NaN',
    '9999-99-99T99:99:99Z',
    'javascript:alert(1)',
    '<!--',
  ),
  fc.constantFrom('x', '<!--', '# ', '\n').map((part) => part.repeat(30_000)),
);
const nastyValue = fc.oneof(
  nastyText,
  fc.constantFrom(null, true, -1, 0, 1e308, -1e308, 1.5, Number.MAX_SAFE_INTEGER),
  fc.constantFrom([], {}, [null], [[]], { values: [{}] }),
  fc.constant(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as unknown),
  fc.constantFrom(20, 2000).map((depth) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown),
);

export const anyPayload: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  nastyValue,
  fc.record({
    action: nastyText,
    data: fc.dictionary(fc.constantFrom('issue', 'event', 'error', 'metric_alert'), nastyValue),
    issue: nastyValue,
  }),
);

/** A true sample with one to four of its values, anywhere in it, replaced by nasty ones. */
export function mangled(sample: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(sample);
  return fc
    .array(fc.tuple(fc.constantFrom(...paths), nastyValue), { minLength: 1, maxLength: 4 })
    .map((changes) => changes.reduce((value, [path, nasty]) => replace(value, path, nasty), sample));
}

function pathsOf(value: unknown, at: string[] = []): string[][] {
  if (value === null || typeof value !== 'object') return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...at, key]))].filter((path) => path.length > 0);
}

function replace(value: unknown, [key, ...rest]: string[], nasty: unknown): unknown {
  if (key === undefined) return nasty;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: unknown, i) => (String(i) === key ? replace(item, rest, nasty) : item));
  return { ...value, [key]: replace((value as Record<string, unknown>)[key], rest, nasty) };
}

/** An outcome within the contract's bounds or a MalformedPayloadError, nothing else, and no prototype is touched. A few hundred cases. */
export function neverBreaks(parse: ParseDelivery, eventTypes: readonly (string | null)[], payloads: fc.Arbitrary<unknown>): void {
  fc.assert(
    fc.property(fc.constantFrom(...eventTypes), payloads, (eventType, payload) => {
      const parsed = outcomeOf(() => parse(eventType, payload, facts));
      expect(parsed && faultOfParsed(parsed)).toBeNull();
    }),
    { numRuns: 300 },
  );
}

function outcomeOf(parse: () => Parsed): Parsed | null {
  try {
    return parse();
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedPayloadError);
    return null;
  }
}
