import { describe, expect, it } from 'vitest';
import type { Report } from '#domain/report';
import { crashWith, reportWith } from '#tests/report-builders';
import { middleOf, cohesionLabel } from './cohesion.ts';
import { KnownIndex } from './known-index.ts';
import { Likenesses, strength } from './likeness.ts';

const EXPORTS = [
  'CSV export of orders is cut off at row 1000',
  'Orders CSV export is cut off at row 1000',
  'The CSV export of my orders is cut off at row 1000',
].map((title) => reportWith({ title, source: 'github' }));
const OTHERS = [
  'Dark mode toggle ignores the system setting',
  'Password reset mail never arrives',
  'Map tiles stay grey on the tablet',
].map((title) => reportWith({ title, source: 'github' }));
const NOISE = Array.from({ length: 60 }, (_, i) =>
  reportWith({ title: `Unrelated ticket about topic${i} and thing${i * 7}`, source: 'github' }),
);

function middleOfSome(members: readonly Report[], others: readonly Report[] = []) {
  const index = new KnownIndex([...members, ...others, ...NOISE]);
  return middleOf(
    index,
    new Likenesses(index),
    members.map(({ id }) => id),
  );
}

describe('how well a cluster holds together', () => {
  it('is higher for one problem than for three, and lower once a stranger is in it', () => {
    const one = middleOfSome(EXPORTS);
    const mixed = middleOfSome([...EXPORTS, ...OTHERS.slice(0, 1)]);
    const three = middleOfSome(OTHERS);

    expect(one.cohesion).toBeGreaterThan(mixed.cohesion!);
    expect(mixed.cohesion).toBeGreaterThan(three.cohesion!);
    expect(cohesionLabel(three.cohesion!)).toBe('loose');
  });

  it('is whole where all have one fingerprint, for which one report stands', () => {
    const crashes = Array.from({ length: 30 }, (_, i) =>
      crashWith('RangeError', ['formatDate', 'rowOf', 'exportCsv'], { message: `invalid time ${i}` }),
    );

    const facts = middleOfSome(crashes);

    expect(facts.cohesion).toBe(1);
    expect(cohesionLabel(facts.cohesion!)).toBe('tight');
    expect(facts.exemplarIds).toHaveLength(1);
  });

  it('says nothing of a lone report', () => {
    expect(middleOfSome(EXPORTS.slice(0, 1))).toEqual({ cohesion: null, exemplarIds: [EXPORTS[0]!.id] });
  });

  it('is the same whatever way the members are given, and names the middle first', () => {
    const members = [OTHERS[0]!, ...EXPORTS];

    const facts = middleOfSome(members);

    expect(middleOfSome(members.toReversed())).toEqual(facts);
    expect(facts.exemplarIds).toHaveLength(3);
    expect(facts.exemplarIds).not.toContain(OTHERS[0]!.id);
  });
});

describe('scores of every kind on one scale', () => {
  it('have the join bound in the middle and keep their ends', () => {
    for (const kind of ['event', 'log', 'issue', 'prose'] as const) expect([strength(0, kind), strength(1, kind)]).toEqual([0, 1]);
    expect(strength(0.8, 'event')).toBeCloseTo(0.5);
    expect(strength(0.54, 'prose')).toBeCloseTo(0.5);
    expect(strength(0.4, 'event')).toBeCloseTo(0.25);
  });
});
