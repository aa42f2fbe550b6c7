import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import wabt from 'wabt';
import { KERNEL_BASE64 } from './kernel.ts';
import { createPlainScanner, createSimdScanner, simdWorks } from './scanner.ts';
import type { Scanner } from './scanner.ts';

it('is what kernel.wat compiles to', async () => {
  const source = await readFile(fileURLToPath(new URL('kernel.wat', import.meta.url)), 'utf8');
  const module = (await wabt()).parseWat('kernel.wat', source, { simd: true });

  const { buffer } = module.toBinary({});

  module.destroy();
  expect(Buffer.from(buffer).toString('base64')).toBe(KERNEL_BASE64);
});

it('runs on this machine', () => {
  expect(simdWorks()).toBe(true);
});

/** The same numbers every time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}
const vectorOf = (dims: number, next: () => number) => Float32Array.from({ length: dims }, next);

/** Cosines in double precision, the plain way. */
function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return dot / Math.sqrt(aa * bb);
}

const DIMS = [1, 3, 15, 16, 17, 64, 384, 768, 1_536];
it.each(DIMS)('scans %i dims to the last bit like plain JavaScript, and close to double precision', (dims) => {
  const next = numbers(dims);
  const vectors = Array.from({ length: 200 }, () => vectorOf(dims, next));
  const [simd, plain] = [createSimdScanner(dims), createPlainScanner(dims)];
  for (const [row, vector] of vectors.entries()) for (const scanner of [simd, plain]) scanner.set(row, vector);

  for (let i = 0; i < 5; i++) {
    const query = vectorOf(dims, next);
    const scores = Float32Array.from(simd.scan(query));
    expect(scores).toEqual(plain.scan(query));
    vectors.forEach((vector, row) => expect(Math.abs(scores[row]! - cosine(query, vector))).toBeLessThan(2e-6));
  }
});

it.each([
  ['SIMD', createSimdScanner],
  ['plain', createPlainScanner],
])('keeps rows right through growth, replacement and removal (%s)', (_, create) => {
  const dims = 20;
  const next = numbers(7);
  const scanner: Scanner = create(dims);
  const model: Float32Array[] = [];
  for (let step = 0; step < 1_500; step++) {
    const choice = (next() + 1) / 2;
    if (model.length > 0 && choice < 0.25) {
      const row = Math.floor(choice * 4 * model.length);
      scanner.remove(row);
      const last = model.pop()!;
      if (row < model.length) model[row] = last;
    } else {
      const row = choice < 0.4 && model.length > 0 ? Math.floor(choice * model.length) : model.length;
      model[row] = vectorOf(dims, next);
      scanner.set(row, model[row]);
    }
  }

  const query = vectorOf(dims, next);
  const scores = scanner.scan(query);

  expect(model.length).toBeGreaterThan(500);
  expect(scanner.count).toBe(model.length);
  expect(scores).toHaveLength(model.length);
  model.forEach((vector, row) => expect(scores[row]).toBeCloseTo(cosine(query, vector), 5));
});

it('calls a zero vector like nothing', () => {
  for (const scanner of [createSimdScanner(3), createPlainScanner(3)]) {
    scanner.set(0, new Float32Array(3));
    scanner.set(1, new Float32Array([0, 2, 0]));

    expect([...scanner.scan(new Float32Array([0, 9, 0]))]).toEqual([0, 1]);
    expect([...scanner.scan(new Float32Array(3))]).toEqual([0, 0]);
  }
});
