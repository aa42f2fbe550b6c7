import { expect, it } from 'vitest';
import { fold } from './bars.ts';
import { isRising } from './rising.ts';

it('sums neighbours, the newest bar whole', () => {
  expect(fold([1, 2, 3, 4], 2)).toEqual([3, 7]);
  expect(fold([1, 2, 3], 2)).toEqual([1, 5]);
  expect(fold([1, 2], 5)).toEqual([1, 2]);
});

it('knows a rising cluster by the parts of its severity', () => {
  expect(isRising({ level: 'P1', score: 1, parts: ['error level', 'rising'] })).toBe(true);
  expect(isRising({ level: 'P1', score: 1, parts: ['surprising'] })).toBe(false);
});
