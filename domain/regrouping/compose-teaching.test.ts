import { expect, it } from 'vitest';
import { composeTeaching } from './compose-teaching.ts';

const together = (...group: string[]) => ({ mustLink: [group], cannotLink: [] });
const apart = (a: string[], b: string[]) => ({ mustLink: [], cannotLink: [{ a, b }] });

it('holds what several operations say side by side', () => {
  expect(composeTeaching([together('a', 'b'), apart(['c'], ['d'])])).toEqual({
    mustLink: [['a', 'b']],
    cannotLink: [{ a: ['c'], b: ['d'] }],
  });
});

it('a split after a merge takes the two sides apart and leaves each together', () => {
  expect(composeTeaching([together('a', 'b', 'c', 'd'), apart(['a', 'b'], ['c', 'd'])])).toEqual({
    mustLink: [
      ['a', 'b'],
      ['c', 'd'],
    ],
    cannotLink: [{ a: ['a', 'b'], b: ['c', 'd'] }],
  });
});

it('a merge after a split ends the separation of what it joins, and of nothing else', () => {
  const { cannotLink } = composeTeaching([apart(['a', 'x'], ['b', 'y']), together('a', 'b')]);

  const separated = (one: string, other: string) =>
    cannotLink.some(({ a, b }) => (a.includes(one) && b.includes(other)) || (a.includes(other) && b.includes(one)));
  expect(separated('a', 'b')).toBe(false);
  expect([separated('a', 'y'), separated('x', 'b'), separated('x', 'y')]).toEqual([true, true, true]);
});
