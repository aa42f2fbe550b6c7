import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BestScores } from './best-scores.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const filled = (count: number, scoreOf: (i: number) => number) => {
  const scores = new BestScores();
  for (let i = 0; i < count; i++) scores.add(at(i), `r${i}`, scoreOf(i));
  return scores;
};

describe('what is a high score in a project', () => {
  it('is not known before a hundred reports', () => {
    expect(filled(99, () => 0.1).rarerThan(0.02)).toBeNull();
    expect(filled(100, () => 0.1).rarerThan(0.02)).toBe(0.1);
  });

  it('is what at most the share of them reach', () => {
    const bound = filled(200, (i) => i / 400).rarerThan(0.2)!;

    expect(bound).toBe(0.4);
    expect(filled(200, (i) => i / 401).rarerThan(0.2)).toBe(bound);
  });

  it('is told by the newest, and by nothing that has gone', () => {
    const scores = filled(800, (i) => (i < 200 ? 0.9 : 0.1));
    expect(scores.rarerThan(0.02)).toBe(0.1);
    for (let i = 200; i < 800; i++) scores.remove(at(i), `r${i}`);
    expect(scores.rarerThan(0.02)).toBe(0.9);
  });

  it('does not depend on the order they came in', () => {
    const entries = Array.from({ length: 150 }, (_, i) => ({ at: at(Math.floor(i / 2)), id: `r${i}`, score: ((i * 37) % 101) / 101 }));
    const expected = filled(0, () => 0);
    for (const { at: when, id, score } of entries) expected.add(when, id, score);

    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), fc.nat(149), (shuffled, gone) => {
        const scores = new BestScores();
        for (const { at: when, id, score } of shuffled) scores.add(when, id, score);
        expect(scores.rarerThan(0.02)).toBe(expected.rarerThan(0.02));
        const { at: when, id, score } = entries[gone]!;
        scores.remove(when, id);
        scores.add(when, id, score);
        expect(scores.rarerThan(0.1)).toBe(expected.rarerThan(0.1));
      }),
      { numRuns: 30 },
    );
  });
});
