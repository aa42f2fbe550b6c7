import { expect, it } from 'vitest';
import { importWords } from './import-words.ts';

const nothing = {
  status: 'ok',
  project_id: 'p',
  lines: 0,
  stored: 0,
  duplicate: 0,
  parked: 0,
  filtered: 0,
  pending: 0,
  refused: 0,
  refusals: [],
} as const;

it('tells what became of the lines, and not what did not happen', () => {
  expect(importWords({ ...nothing, refusals: [], stored: 1200, duplicate: 3, refused: 1 })).toBe(
    '1,200 stored, 3 known already, 1 refused',
  );
  expect(importWords({ ...nothing, refusals: [] })).toBe('nothing in it');
});
