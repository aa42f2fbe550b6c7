import { expect, it } from 'vitest';
import { neighbourhoodLikeness } from './neighbourhoods.ts';

/** 40 items of four themes in turn: 0.5 within a theme, 0.3 between, and what `changed` says. */
function similarities(changed: (i: number, j: number) => number | undefined = () => undefined): { n: number; matrix: Float32Array } {
  const n = 40;
  const matrix = Float32Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return changed(i, j) ?? changed(j, i) ?? (i % 4 === j % 4 ? 0.5 + ((i * j) % 7) / 100 : 0.3);
  });
  return { n, matrix };
}

it('finds two of one theme alike and two of different ones not, from whom they are near to', () => {
  const { n, matrix } = similarities();

  const likeness = neighbourhoodLikeness(matrix, n);

  const of = (i: number, j: number) => likeness[i * n + j]!;
  const same = Array.from({ length: 9 }, (_, k) => of(0, 4 * (k + 1)));
  expect(Math.min(...same)).toBeGreaterThan(0.15);
  expect(Math.max(of(0, 1), of(0, 2), of(0, 3), of(0, 39))).toBeLessThan(0.01);
  expect(of(3, 7)).toBe(of(7, 3));
  expect(of(5, 5)).toBe(1);
});

it('ties what is alike by others alone', () => {
  const { n, matrix } = similarities((i, j) => (i === 0 && j === 4 ? 0.1 : undefined));

  const likeness = neighbourhoodLikeness(matrix, n);

  expect(likeness[4]!).toBeGreaterThan(0.15);
});

it('tells two alone apart and takes one by itself', () => {
  expect([...neighbourhoodLikeness(Float32Array.of(1), 1)]).toEqual([1]);
  expect(neighbourhoodLikeness(Float32Array.of(1, 0.2, 0.2, 1), 2)).toHaveLength(4);
});
