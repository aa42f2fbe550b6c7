import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { readRow } from '#activities/ingestion/read-row';
import type { InboxRow } from '#domain/delivery';
import type { SourceName } from '#domain/report';
import { OWN_EVENT } from '#domain/sources/index';
import { faultOfParsed } from './parsed-faults.ts';
import { SOURCE_SAMPLES } from './source-samples.ts';

/* The fuzz of what is read from the inbox: bytes in, and for each an outcome in bounds or a dead letter with a reason. */

export interface HostileBody {
  eventType: string | null;
  body: Uint8Array;
}

/** JSON as text, so that it may be what no value can be: an endless number, or a key twice. */
const nastyJson = fc.oneof(
  { weight: 4, arbitrary: fc.json({ maxDepth: 4, stringUnit: 'binary' }) },
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).map((text) => JSON.stringify(text)) },
  {
    weight: 24,
    arbitrary: fc.constantFrom(
      ...[
        'null',
        'true',
        '0',
        '-1',
        '-0',
        '1.5',
        '1e308',
        '1e999',
        '-1e999',
        '9007199254740993',
        '1'.repeat(400),
        '253402300800000',
        '8.64e18',
      ],
      ...['[]', '{}', '[null]', '[[]]', '[{}]', '{"":{}}', '{"a":1,"a":[2]}', '{"length":1e9}', '{"toString":null,"valueOf":1,"toJSON":2}'],
      ...['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', '{"values":{"__proto__":[]}}'],
      ...[
        '""',
        '" "',
        '"\\u0000"',
        '"\\ud800"',
        '"a\\udc00b"',
        '"\\u202e"',
        '"__proto__"',
        '"constructor"',
        '"[removed]"',
        '"open"',
        '"closed"',
      ],
      ...['"NaN"', '"Infinity"', '"9999-99-99T99:99:99Z"', '"+275760-09-13T00:00:00.001Z"', '"1772443204"', '"-1e400"', '"0000-00-00"'],
      ...[
        '"javascript:alert(1)"',
        '"http://["',
        '"https://x/\\ud800"',
        '"//evil"',
        '"https://a b"',
        '"HTTPS://EXAMPLE"',
        '"{{ default }}"',
      ],
    ),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('x', ' ', '\\ud83d\\ude42', '<!--', '\\n', '# ', 'at a (b:1)\\n', 'a@b.', '\\\\', '%'),
        fc.constantFrom(1000, 30_000),
      )
      .map(([part, times]) => `"${part.repeat(times)}"`),
  },
  {
    weight: 3,
    // Long lists of what fits nowhere.
    arbitrary: fc
      .tuple(fc.constantFrom('0', 'null', '{}', '"x"', '{"type":"E"}', '["a","b"]'), fc.constantFrom(150, 2000, 9000))
      .map(([item, times]) => `[${`${item},`.repeat(times)}${item}]`),
  },
  { weight: 1, arbitrary: fc.constantFrom(20, 40).map((depth) => '['.repeat(depth) + ']'.repeat(depth)) },
);
/** What makes a body no JSON at all, or one out of bounds. */
const ruinousJson = fc.oneof(
  fc.constantFrom('NaN', 'Infinity', '-', 'undefined', '{', '"', '01', "'a'", `[${'0,'.repeat(30_000)}0]`),
  fc.constantFrom(65, 10_000).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc.constantFrom(70, 10_000).map((depth) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)),
  fc.constantFrom(10_001).map((keys) => `{${Array.from({ length: keys }, (_, i) => `"${i}":0`).join(',')}}`),
);
/** As large as a body may be. */
const huge = fc
  .constantFrom('x', '\\u0000', 'File \\"a\\", line 1, in f\\n', '    at f (a.js:1:1)\\n', '<!-- ', 'a.', '\\ud800', ': ', '\\t')
  .map((part) => `"${part.repeat(Math.floor(1_000_000 / part.length))}"`);
/** What the API takes at most; a longer body is cut there, and is no JSON any more. */
const MOST_BYTES = 1_048_576;

type Path = readonly string[];

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...at, key]))];
}

/** The JSON of `value` with other text at some of its places. */
function withTexts(value: unknown, texts: ReadonlyMap<string, string>, at: Path = []): string {
  const text = texts.get(at.join('\n'));
  if (text !== undefined) return text;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const inner = Object.entries(value).map(([key, item]) => [JSON.stringify(key), withTexts(item, texts, [...at, key])] as const);
  return Array.isArray(value) ? `[${inner.map(([, item]) => item).join(',')}]` : `{${inner.map((pair) => pair.join(':')).join(',')}}`;
}

/** A true sample with wrong values in up to three places, and in one case of many with a value as large as a body. */
function mangledText(sample: unknown): fc.Arbitrary<string> {
  const paths = pathsOf(sample)
    .filter((path) => path.length > 0)
    .map((path) => path.join('\n'));
  const place = fc.constantFrom(...paths);
  const change = fc.oneof(
    { weight: 60, arbitrary: fc.tuple(place, nastyJson) },
    { weight: 20, arbitrary: fc.tuple(place, place).map(([to, from]) => [to, JSON.stringify(at(sample, from)) ?? 'null'] as const) },
    { weight: 1, arbitrary: fc.tuple(place, huge) },
    { weight: 1, arbitrary: fc.tuple(place, ruinousJson) },
  );
  return fc.array(change, { minLength: 0, maxLength: 3 }).map((changes) => withTexts(sample, new Map(changes)));
}

function at(sample: unknown, path: string): unknown {
  let value = sample;
  for (const key of path === '' ? [] : path.split('\n')) value = (value as Record<string, unknown>)[key];
  return value;
}

const BYTES = [
  [0xff],
  [0xc0, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x9f],
  [0x00],
  [0x0a],
  [0x22],
  [0x5c],
  [0x1f, 0x8b, 0x08],
  [0xef, 0xbb, 0xbf],
];

/** Bytes that are wrong in places, cut short, or in another encoding. */
const spoilt = (text: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> => anyBytes(text).map((body) => body.subarray(0, MOST_BYTES));
const anyBytes = (text: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 40, arbitrary: text.map((one) => new TextEncoder().encode(one)) },
    {
      weight: 2,
      arbitrary: fc.tuple(text, fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...BYTES)).map(([one, where, bytes]) => {
        const whole = new TextEncoder().encode(one);
        const cutAt = Math.floor(where * whole.length);
        return Uint8Array.from([...whole.subarray(0, cutAt), ...bytes, ...whole.subarray(cutAt)]);
      }),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(text, fc.double({ min: 0, max: 1, noNaN: true })).map(([one, where]) => {
        const whole = new TextEncoder().encode(one);
        return whole.subarray(0, Math.floor(where * whole.length));
      }),
    },
    { weight: 1, arbitrary: text.map((one) => new Uint8Array(Buffer.from(one, 'utf16le'))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  );

const envelopes = (payload: unknown) => [
  [payload],
  { data: payload },
  { event: payload },
  { issue: payload },
  { post: payload },
  { comment: payload },
];

/** Bodies for a source: its samples, mangled and in strange envelopes, and JSON of any kind, as bytes that may be spoilt. */
export function hostileBodies(source: SourceName): fc.Arbitrary<HostileBody> {
  const { eventTypes, payloads, importLine } = SOURCE_SAMPLES[source];
  const bodies = (of: readonly unknown[]) => spoilt(fc.constantFrom(...of).chain(mangledText));
  const eventType = fc.constantFrom(...eventTypes);
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ eventType, body: bodies(payloads) }) },
    { weight: 1, arbitrary: fc.record({ eventType, body: bodies(payloads.flatMap(envelopes)) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        eventType: fc.constant(OWN_EVENT.pulled),
        body: bodies(payloads.flatMap((payload) => [payload, ...envelopes(payload)])),
      }),
    },
    { weight: 1, arbitrary: fc.record({ eventType: fc.constant(OWN_EVENT.imported), body: bodies([importLine]) }) },
    { weight: 1, arbitrary: fc.record({ eventType, body: spoilt(fc.oneof(nastyJson, ruinousJson)) }) },
  );
}

const OUR_FAULT = 'The parser failed on it; this is a fault of ours.';
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export function rowOf(source: SourceName, { eventType, body }: HostileBody): InboxRow {
  return {
    id: randomUUID(),
    projectId: '0b6f1f5c-6d0e-4e35-9d4f-0c0f5f0a7a11',
    source,
    deliveryKey: randomUUID(),
    eventType,
    userId: null,
    receivedAt: '2026-03-02T12:00:00.000Z',
    attempts: 0,
    body,
  };
}

export interface FuzzResult {
  cases: number;
  /** What came of them: reports, dead letters, … */
  outcomes: Record<string, number>;
  crashes: number;
  firstCrash: string | null;
  /** The slowest body, in ms; the best of three tries, because a busy machine is not the parser's fault. */
  slowestMs: number;
  largestBytes: number;
}

/** Reads so many hostile bodies of a source. The seed gives the same bodies again. */
export function fuzzSource(source: SourceName, cases: number, seed: number): FuzzResult {
  const result: FuzzResult = { cases: 0, outcomes: {}, crashes: 0, firstCrash: null, slowestMs: 0, largestBytes: 0 };
  fc.assert(
    fc.property(hostileBodies(source), (hostile) => {
      const row = rowOf(source, hostile);
      let ms = timed(() => readRow(row, silent));
      if (ms > 25)
        ms = Math.min(
          ms,
          timed(() => readRow(row, silent)),
          timed(() => readRow(row, silent)),
        );
      const { parsed } = readRow(row, silent);
      const fault = parsed.outcome === 'unreadable' ? (parsed.reason === OUR_FAULT ? OUR_FAULT : null) : faultOfParsed(parsed);
      result.cases += 1;
      result.outcomes[parsed.outcome] = (result.outcomes[parsed.outcome] ?? 0) + 1;
      result.slowestMs = Math.max(result.slowestMs, ms);
      result.largestBytes = Math.max(result.largestBytes, hostile.body.byteLength);
      if (fault === null) return;
      result.crashes += 1;
      result.firstCrash ??= `${fault} — ${hostile.eventType}: ${new TextDecoder().decode(hostile.body.subarray(0, 2000))}`;
    }),
    { numRuns: cases, seed },
  );
  return result;
}

function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
