import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportWith } from '#tests/report-builders';
import { termsOf } from './terms.ts';
import { WordIndex } from './word-index.ts';

const titles = ['CSV export stops', 'CSV export hangs', 'Search hangs', 'Invoice blank', 'Invoice export blank in Safari', 'Safari search'];
/** Nothing but a stop word. */
const WORDLESS = 'the';
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
    const step = fc.record({ title: fc.constantFrom(...titles, WORDLESS), gone: fc.boolean() });
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

  it('find among many what a plain calculation finds, each as often as it is asked', () => {
    const texts = Array.from({ length: 3000 }, (_, i) => [
      `rare${i % 700}`,
      `some${i % 90}`,
      `many${i % 11}`,
      ...(i % 3 === 0 ? ['long', 'er'] : []),
    ]);
    const index = new WordIndex();
    for (const [i, words] of texts.entries()) index.add(`d${i}`, { weights: new Map(words.map((word) => [word, 1])), title: [] });
    const meanLength = index.termCount / index.size;
    const plain = (own: number) => {
      const scores = texts.map((words, i) => {
        const shared = words.filter((word) => /^(?:rare|some)/.test(word) && texts[own]!.includes(word));
        const score = shared.reduce(
          (sum, word) => sum + (index.idf(word) * 2.2) / (1 + 1.2 * (0.4 + (0.6 * words.length) / meanLength)),
          0,
        );
        return { id: `d${i}`, score };
      });
      const others = scores.filter(({ id, score }) => id !== `d${own}` && score > 0);
      return others.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, 12);
    };

    for (const own of [0, 7, 1500, 2999, 7]) {
      // Enough for the two rarest words, not for those that many hold.
      const answer = index.candidates(`d${own}`, 12, 50);

      expect(answer.map(({ id }) => id)).toEqual(plain(own).map(({ id }) => id));
      answer.forEach(({ score }, i) => expect(score).toBeCloseTo(plain(own)[i]!.score, 9));
    }
  });

  it('are all there, however many reports hold one and however long a report is', () => {
    const index = new WordIndex();
    const everyWord = new Map(Array.from({ length: 40_000 }, (_, i) => [`w${i}`, 1] as const));
    index.add('all of them', { weights: everyWord, title: everyWord.keys() });
    for (let i = 0; i < 70_000; i++)
      index.add(`d${i}`, {
        weights: new Map([
          ['common', 1],
          [`w${i % 40_000}`, 2],
        ]),
        title: [],
      });

    expect(index.candidates('d69999', 3, 4).map(({ id }) => id)).toEqual(['d29999', 'all of them']);
    expect(index.candidates('d69999', 3, 80_000).map(({ id }) => id)).toEqual(['d29999', 'all of them', 'd0']);
    expect(index.shared('all of them', 'd69999')).toEqual(['w29999']);
  });

  it('answer on after a question about them failed', () => {
    const index = indexOf(...titles);
    const before = index.candidates('CSV export hangs', 10, 1000);
    const refuse = () => {
      throw new Error('no');
    };

    expect(() => index.candidates('CSV export hangs', 10, 1000, refuse)).toThrow('no');
    expect(index.candidates('CSV export hangs', 10, 1000)).toEqual(before);
  });
});
