import { expect, it } from 'vitest';
import { countWords, failureWords, type SourceHealth } from './source-state.ts';

const health = (changes: Partial<SourceHealth>): SourceHealth => ({
  state: 'healthy',
  last_event_at: null,
  last_failure: null,
  last_success_at: null,
  counts_24h: {},
  duplicates_24h: 0,
  refused_24h: 0,
  while_off_24h: 0,
  ...changes,
});

it('tells a day of a source in words, and nothing of what did not happen', () => {
  expect(
    countWords(
      health({ counts_24h: { stored: 1200, repeat: 1, dead_letter: 2, parked: 0 }, duplicates_24h: 3, refused_24h: 4, while_off_24h: 12 }),
    ),
  ).toBe('1,200 stored, 1 repeat, 2 not understood, 3 came twice, 4 refused, 12 came while off');
  expect(countWords(health({}))).toBe('');
});

const failure = (reason: string, sync: string | null = null) => ({ at: '2026-11-24T10:00:00Z', reason, sync });

it('says what a refusal means and what to do about it', () => {
  const { what, why, todo, at } = failureWords(failure('bad_signature'));

  expect([what, why, at]).toEqual(['A request was refused', 'its signature or token is not ours', 'refused']);
  expect(todo).toContain('the same secret');
});

it('tells a dead letter with its own reason, and where it waits', () => {
  expect(failureWords(failure('No issue in it.'))).toMatchObject({
    what: 'A delivery was not understood',
    why: 'No issue in it',
    at: 'deliveries',
  });
  expect(failureWords(failure('dead_letter')).why).toBeNull();
  expect(failureWords(failure('expired')).todo).toContain('quota');
});

it('names what cannot be read', () => {
  expect(failureWords(failure('The token was refused.', 'acme/web'))).toMatchObject({
    what: 'acme/web could not be read',
    why: 'The token was refused',
    at: 'pulls',
  });
});
