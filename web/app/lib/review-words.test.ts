import { expect, it } from 'vitest';
import { reviewWords } from './review-words.ts';

const done = (found: { cleanup: number; bounds: number; applied: number }) => ({ state: 'done' as const, started_at: null, found });

it('tells what a review found, and what is missing where it could not say anything of bounds', () => {
  expect(reviewWords(done({ cleanup: 0, bounds: 0, applied: 0 }), 12)).toBe(
    'The last review found nothing to clean up; bounds need 88 more answers.',
  );
  expect(reviewWords(done({ cleanup: 1, bounds: 2, applied: 0 }), 120)).toBe(
    'The last review found 1 merge or split to look at under Clusters, Clean up; bounds of 2 kinds proposed.',
  );
  expect(reviewWords(done({ cleanup: 3, bounds: 1, applied: 1 }), 120)).toBe(
    'The last review found 3 merges or splits to look at under Clusters, Clean up; bounds of 1 kind set.',
  );
  expect(reviewWords(done({ cleanup: 0, bounds: 0, applied: 0 }), 100)).toContain('the bounds fit the answers');
});

it('says that one is at work, and that one did not end well', () => {
  expect(reviewWords({ state: 'running', started_at: null, found: null }, 0)).toContain('Looking at');
  expect(reviewWords({ state: 'failed', started_at: null, found: null }, 0)).toContain('did not come to an end');
});
