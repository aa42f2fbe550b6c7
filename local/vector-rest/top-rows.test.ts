import fc from 'fast-check';
import { expect, it } from 'vitest';
import { topRows } from './top-rows.ts';

it('finds what sorting everything finds, equal scores by id', () => {
  const scores = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 60 });
  fc.assert(
    fc.property(scores, fc.integer({ min: 1, max: 70 }), fc.boolean(), (values, k, evenOnly) => {
      const ids = values.map((_, row) => `id-${(row * 37) % 101}`);
      const allowed = evenOnly ? (row: number) => row % 2 === 0 : undefined;
      const sorted = values
        .map((_, row) => row)
        .filter((row) => !evenOnly || row % 2 === 0)
        .toSorted((a, b) => values[b]! - values[a]! || (ids[a]! < ids[b]! ? -1 : 1));

      expect(topRows(Float32Array.from(values), ids, k, allowed)).toEqual(sorted.slice(0, k));
    }),
  );
});
