// npm run bench:vectors: all pairs of a batch against the bare kernel in the same run, and exact scans of what is stored.
import { allPairs, createPlainScanner, createSimdScanner, type Scanner } from '#domain/vectors/scanner';
import { milliseconds, percentile, recordFigures } from './measurements-file.ts';

const DIMS = 768;
const BATCH = 10_000;
const STORED = [1_000, 10_000, 100_000];
const QUERIES = 20;
/** The plain fallback takes minutes for the whole batch. */
const PLAIN_BATCH = 1_500;

function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

const next = numbers(11);
const vector = () => Float32Array.from({ length: DIMS }, next);

function cpuMs(work: () => void): number {
  const began = process.cpuUsage();
  work();
  const used = process.cpuUsage(began);
  return (used.user + used.system) / 1000;
}

/** Each vector with its nearest before it, as grouping asks. */
function nearestOfAll(vectors: readonly Float32Array[], scanner: Scanner): number {
  let sum = 0;
  for (const { row, before } of allPairs(vectors, scanner)) {
    let best = -1;
    for (let i = 0; i < row; i++) if (before[i]! > best) best = before[i]!;
    sum += best;
  }
  return sum;
}

/** The kernel alone over the same pairs: rows are in place, nothing is looked at. */
function bareKernel(vectors: readonly Float32Array[]): number {
  const scanner = createSimdScanner(DIMS);
  for (const [row, one] of vectors.entries()) scanner.set(row, one);
  return cpuMs(() => {
    for (const [row, one] of vectors.entries()) scanner.scan(one, row);
  });
}

const batch = Array.from({ length: BATCH }, vector);
// Turn by turn, so that a slow minute of the machine meets both.
const rounds = [1, 2, 3].map(() => ({ all: cpuMs(() => nearestOfAll(batch, createSimdScanner(DIMS))), bare: bareKernel(batch) }));
const middle = (values: number[]) => percentile(values, 0.5);
const all = middle(rounds.map((round) => round.all));
const bare = middle(rounds.map((round) => round.bare));
const few = batch.slice(0, PLAIN_BATCH);
const plain = cpuMs(() => nearestOfAll(few, createPlainScanner(DIMS)));
const simd = cpuMs(() => nearestOfAll(few, createSimdScanner(DIMS)));

const scanner = createSimdScanner(DIMS);
const scans = STORED.map((size) => {
  for (let row = scanner.count; row < size; row++) scanner.set(row, batch[row] ?? vector());
  return middle(Array.from({ length: QUERIES }, vector).map((query) => cpuMs(() => scanner.scan(query))));
});
const exponent = (from: number, to: number) => Math.log10(to / Math.max(from, 0.001)).toFixed(2);

recordFigures({
  title: 'Vectors',
  command: 'npm run bench:vectors',
  about: `CPU, ${DIMS} dims, one thread, made-up vectors; medians of ${rounds.length} rounds and ${QUERIES} scans.`,
  figures: [
    { what: `All pairs of ${BATCH.toLocaleString('en')}, nearest of each`, value: milliseconds(all) },
    { what: '… the bare kernel over the same pairs in the same run', value: milliseconds(bare) },
    { what: '… ratio', value: (all / bare).toFixed(2), goal: '≤ 1.5' },
    {
      what: `The plain fallback against SIMD, all pairs of ${PLAIN_BATCH.toLocaleString('en')}`,
      value: `${milliseconds(plain)} / ${milliseconds(simd)}`,
      goal: 'the same to the last bit (tested)',
    },
    ...STORED.map((size, i) => ({
      what: `Exact scan of ${size.toLocaleString('en')} stored vectors`,
      value: milliseconds(scans[i]!),
      goal: size === STORED.at(-1) ? '≤ 40 ms' : undefined,
    })),
    {
      what: 'Growth exponent of a scan, 1k → 10k → 100k',
      value: `${exponent(scans[0]!, scans[1]!)}, ${exponent(scans[1]!, scans[2]!)}`,
      goal: '≤ 1',
    },
  ],
});
