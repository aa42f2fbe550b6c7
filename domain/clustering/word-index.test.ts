import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportWith } from '#tests/report-builders';
import { termsOf } from './terms.ts';
import { WordIndex } from './word-index.ts';

const titles = ['CSV export stops', 'CSV export hangs', 'Search hangs', 'Invoice blank', 'Invoice export blank in Safari', 'Safari search'];
const wordsOf = (title: string) => termsOf(reportWith({ title }));
const indexOf = (...ids: string[]) => {
  const index = new WordIndex();
  for (const id of ids) index.add(id, wordsOf(id));
  return index;
};
const found = (index: WordIndex, id: string) => index.candidates(id, 10, 1000).map((one) => one.id);

describe('the words of a project', () => {
  it('find the reports that share some, closest first', () => {
    const index = indexOf(...titles.slice(0, 4));

    expect(found(index, 'CSV export stops')).toEqual(['CSV export hangs']);
    expect(found(index, 'CSV export hangs')).toEqual(['CSV export stops', 'Search hangs']);
    expect(found(index, 'Invoice blank')).toEqual([]);
  });

  it('weigh more the rarer they are', () => {
    const index = indexOf(...titles);

    expect(index.idf('invoic')).toBeGreaterThan(0);
    expect(index.idf('stop')).toBeGreaterThan(index.idf('export'));
    expect(index.idf('never seen')).toBeGreaterThan(index.idf('stop'));
  });

  it('are wholly in common with themselves, and not at all with others', () => {
    const index = indexOf('CSV export stops', 'csv exports stopping', 'Invoice blank');
    const [same, other] = index.overlaps('CSV export stops', ['csv exports stopping', 'Invoice blank']);

    expect(same!.title).toBeCloseTo(1, 6);
    expect(same!.whole).toBeCloseTo(1, 6);
    expect(same).toMatchObject({ titleJaccard: 1, titlePairs: 1, lengthRatio: 1 });
    expect(same!.titleCover).toBeCloseTo(1, 6);
    expect(index.cosines('CSV export stops', ['csv exports stopping', 'Invoice blank'])).toEqual([expect.closeTo(1, 6), 0]);
    expect(other).toMatchObject({ title: 0, whole: 0, titleJaccard: 0, titleCover: 0, sharedIdf: 0 });
    expect(index.shared('CSV export stops', 'csv exports stopping').toSorted()).toEqual(['csv', 'export', 'stop']);
  });

  it('answer the same whatever came in, went and came again before', () => {
    const step = fc.record({ title: fc.constantFrom(...titles), gone: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 200 }), (steps) => {
        const index = new WordIndex();
        const there = new Set<string>();
        for (const { title, gone } of steps) {
          if (gone) {
            index.remove(title);
            there.delete(title);
          } else {
            index.add(title, wordsOf(title));
            there.add(title);
          }
        }
        const fresh = indexOf(...[...there].sort());

        expect(index.size).toBe(there.size);
        for (const id of there) {
          expect(index.candidates(id, 10, 1000)).toEqual(fresh.candidates(id, 10, 1000));
          expect(index.overlaps(id, [...there])).toEqual(fresh.overlaps(id, [...there]));
        }
      }),
      { numRuns: 60 },
    );
  });
});
