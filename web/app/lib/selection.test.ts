import { describe, expect, it } from 'vitest';
import { withRange } from './selection.ts';

const ids = ['a', 'b', 'c', 'd'];

describe('a range of rows', () => {
  it('reaches from one to the other, in either direction, and keeps what was chosen', () => {
    expect([...withRange(new Set(['a']), ids, 'b', 'd')]).toEqual(['a', 'b', 'c', 'd']);
    expect([...withRange(new Set(), ids, 'd', 'b')]).toEqual(['b', 'c', 'd']);
  });

  it('is the one row where the first is unknown or gone', () => {
    expect([...withRange(new Set(), ids, null, 'c')]).toEqual(['c']);
    expect([...withRange(new Set(), ids, 'gone', 'c')]).toEqual(['c']);
  });
});
