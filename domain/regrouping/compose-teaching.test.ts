import { expect, it } from 'vitest';
import type { Lesson, Side } from '../teaching.ts';
import { composeTeaching } from './compose-teaching.ts';

const NOTHING: Lesson = { mustLink: [], cannotLink: [], merged: [], left: [] };
/** Small letters are reports, capitals clusters. */
const side = (...ids: string[]): Side => ({
  reports: ids.filter((id) => id === id.toLowerCase()),
  clusters: ids.filter((id) => id !== id.toLowerCase()),
});
const together = (...group: string[]): Lesson => ({ ...NOTHING, mustLink: [side(...group)] });
const apart = (a: string[], b: string[]): Lesson => ({ ...NOTHING, cannotLink: [{ a: side(...a), b: side(...b) }] });

it('holds what several operations say side by side', () => {
  expect(composeTeaching([together('a', 'b'), apart(['c'], ['d'])])).toEqual({
    mustLink: [side('a', 'b')],
    cannotLink: [{ a: side('c'), b: side('d') }],
  });
});

it('a split after a merge takes the two sides apart and leaves each together', () => {
  expect(composeTeaching([together('a', 'b', 'c', 'd', 'C'), apart(['a', 'b', 'N'], ['c', 'd', 'C'])])).toEqual({
    mustLink: [side('a', 'b'), side('c', 'd', 'C')],
    cannotLink: [{ a: side('a', 'b', 'N'), b: side('c', 'd', 'C') }],
  });
});

it('a merge after a split ends the separation of what it joins, and of nothing else', () => {
  const { cannotLink } = composeTeaching([apart(['a', 'x'], ['b', 'y']), together('a', 'b')]);

  const separated = (one: string, other: string) =>
    cannotLink.some(
      ({ a, b }) => (a.reports.includes(one) && b.reports.includes(other)) || (a.reports.includes(other) && b.reports.includes(one)),
    );
  expect(separated('a', 'b')).toBe(false);
  expect([separated('a', 'y'), separated('x', 'b'), separated('x', 'y')]).toEqual([true, true, true]);
});

it('what was said of a cluster holds of the one it is merged into', () => {
  const merge: Lesson = { ...together('c', 'd', 'C', 'D'), merged: [{ from: 'C', into: 'D' }] };

  expect(composeTeaching([apart(['a'], ['c', 'C']), merge])).toEqual({
    mustLink: [side('c', 'd', 'D')],
    cannotLink: [{ a: side('a'), b: side('c', 'D') }],
  });
});

it('and of those that leave it, and of the cluster they open, but never of one and itself', () => {
  const left = (reports: string[], opens: string | null): Lesson => ({ ...NOTHING, left: [{ cluster: 'C', reports, opens }] });
  const first = apart(['a'], ['c', 'C']);

  expect(composeTeaching([first, left(['x'], 'N')]).cannotLink).toEqual([{ a: side('a'), b: side('c', 'x', 'C', 'N') }]);
  expect(composeTeaching([first, left(['a', 'x'], null)]).cannotLink).toEqual([{ a: side('a'), b: side('c', 'x', 'C') }]);
});

it('a report that is put into the cluster after all is no longer kept out of it', () => {
  expect(composeTeaching([apart(['a'], ['c', 'C']), together('a', 'c', 'C')]).cannotLink).toEqual([]);
});
