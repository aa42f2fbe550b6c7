import { expect, it } from 'vitest';
import { evidenceChip, scoreWords } from './evidence.ts';
import { whyParts } from './why.ts';

it('shows the score where words decided, else the rule', () => {
  expect(evidenceChip({ rule: 'words', score: 0.8123 })).toBe('0.81');
  expect(evidenceChip({ rule: 'fingerprint', score: null })).toBe('fingerprint');
  expect(evidenceChip({ rule: 'first', score: 0.2 })).toBe('first here');
});

it('says how a score stood to its bound', () => {
  expect(scoreWords({ rule: 'words', score: 0.71, bound: 0.5 })).toBe('0.71, at or above the bound 0.50');
  expect(scoreWords({ rule: 'first', score: 0.21, bound: 0.5 })).toBe('0.21, below the bound 0.50');
  expect(scoreWords({ rule: 'words', score: 0.39, bound: 0.5 })).toBe('0.39 by itself, over the bound 0.50 together with others here');
  expect(scoreWords({ rule: 'first', score: null, bound: null })).toBeNull();
});

it('lets the count of a why line stand out', () => {
  const line = { rule: 'fingerprint' as const, count: 3, score: null };

  expect(whyParts({ ...line, sentence: '3 reports have the same stack: a ← b: c' })).toEqual({
    lead: '3 reports have the same stack',
    rest: ': a ← b: c',
  });
  expect(whyParts({ ...line, sentence: 'opened it' })).toEqual({ lead: 'Opened it', rest: '' });
});
