import { expect, it } from 'vitest';
import { age, ago, clock, plural, took } from './time.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const before = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

it.each([
  [0, 'now'],
  [59, 'now'],
  [60, '1 min'],
  [3600, '1 h'],
  [86_400 * 3, '3 d'],
  [86_400 * 21, '3 wk'],
  [86_400 * 400, '1 y'],
  [-30, 'now'],
])('%d seconds are %s', (seconds, words) => {
  expect(age(before(seconds), NOW)).toBe(words);
});

it('speaks in sentences', () => {
  expect(ago(before(5), NOW)).toBe('just now');
  expect(ago(before(120), NOW)).toBe('2 min ago');
  expect(plural(1, 'fix', 'fixes')).toBe('1 fix');
  expect(plural(1500, 'report')).toBe('1,500 reports');
});

it('counts lengths of time', () => {
  expect([clock(41_000), clock(727_000), clock(3_723_000)]).toEqual(['0:41', '12:07', '1:02:03']);
  expect([took(412), took(12_300), took(125_000)]).toEqual(['0.4 s', '12 s', '2:05']);
});
