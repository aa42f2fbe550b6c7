import { expect, it } from 'vitest';
import { isAhead } from './chosen-row.ts';

const third = { id: 'b', turn: 3, from: 'before' };

it('leads until the address has caught up with it, past those of the choices before', () => {
  expect(isAhead(third, { key: 'before', state: null })).toBe(true);
  expect(isAhead(third, { key: 'first', state: { turn: 1 } })).toBe(true);
  expect(isAhead(third, { key: 'second', state: { turn: 2 } })).toBe(true);
  expect(isAhead(third, { key: 'third', state: { turn: 3 } })).toBe(false);
});

it('leads no more once one has gone elsewhere', () => {
  expect(isAhead(third, { key: 'a tab', state: null })).toBe(false);
});

it('is not taken for one of before a reload, whose number the address still has', () => {
  expect(isAhead({ id: 'b', turn: 1, from: 'before' }, { key: 'before', state: { turn: 7 } })).toBe(true);
  expect(isAhead({ id: 'b', turn: 1, from: 'before' }, { key: 'first', state: { turn: 1 } })).toBe(false);
});
