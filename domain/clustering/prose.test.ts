import { expect, it } from 'vitest';
import { reportWith } from '#tests/report-builders';
import { createPlainScanner, createSimdScanner } from '../vectors/scanner.ts';
import { assign } from './assign.ts';
import { DEFAULT_BANDS } from './bounds.ts';

const DIMS = 768;
const THEMES = ['pay with card', 'change my address', 'close the account', 'forgot the password', 'order never came', 'cancel my plan'];
const WAYS = ['how do I', 'please', 'I want to', 'can you', 'it says', 'still waiting:', 'help,', 'why can I not'];

/** The same numbers every time, -1..1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

it(
  'gives short messages the same labels with and without SIMD, score for score, and the likeness that joined them as the reason',
  { timeout: 20_000 },
  () => {
    const next = numbers(5);
    const directions = THEMES.map(() => Float32Array.from({ length: DIMS }, next));
    const reports = Array.from({ length: 240 }, (_, i) =>
      reportWith({ title: `${WAYS[(i * 5) % WAYS.length]} ${THEMES[i % THEMES.length]}` }),
    );
    const vectors = new Map(
      reports.map((report, i) => {
        const vector = directions[i % THEMES.length]!.map((value) => value + 0.8 * next());
        const length = Math.hypot(...vector);
        return [report.id, vector.map((value) => value / length)];
      }),
    );
    const decisions = (createScanner: typeof createSimdScanner) =>
      assign({
        reports,
        known: [],
        vectors,
        nearest: new Map(),
        space: 'local/hybrid-2/768',
        bands: DEFAULT_BANDS,
        createScanner,
        now: '2026-07-01T00:00:00.000Z',
        newClusterId: (first) => first,
      });

    const simd = decisions(createSimdScanner);

    expect(simd).toEqual(decisions(createPlainScanner));
    const sizes = [...Map.groupBy(simd, ({ clusterId }) => clusterId).values()].map((group) => group.length);
    expect(Math.max(...sizes)).toBeGreaterThan(10);
    const joined = simd.map(({ evidence }) => evidence).filter(({ rule }) => rule !== 'first');
    expect(joined.filter(({ score, bound }) => score === null || bound === null || score < bound)).toEqual([]);
  },
);
