import { expect, it } from 'vitest';
import { listOfLines } from './lines.ts';
import { sentenceOf, syncCounts } from './sync-words.ts';

it('says what the last run of a sync did', () => {
  const sync = { name: 'a/b', enabled: true, last_run_at: null, last_success_at: null, last_error: null, watermark: null };

  expect(syncCounts({ ...sync, counts: { read: 1200, accepted: 3, skipped: 4 } })).toBe('1,200 read, 3 taken in, 4 left out');
  expect(syncCounts({ ...sync, counts: null })).toBe('');
});

it('makes a sentence of words, once', () => {
  expect([sentenceOf('its body is not JSON'), sentenceOf('Done.')]).toEqual(['Its body is not JSON.', 'Done.']);
});

it('reads a list from the lines of a field', () => {
  expect(listOfLines(' production \n\nstaging\nproduction')).toEqual(['production', 'staging']);
});
