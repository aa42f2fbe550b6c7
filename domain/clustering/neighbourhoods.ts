/** Neighbours looked at: so many times the root of the number of all, within bounds. */
const PER_ROOT = 0.37;
const FEWEST = 5;
const MOST = 20;
/** A neighbour's own closest ones are taken on where more than this share of them is there already. */
const AGREEING = 2 / 3;
/** Of its neighbours so large a share, the nearest, lends a report what they see. */
const LENDING = 0.3;
const STEEPNESS = 3;

/**
 * How far two reports are seen by the same others, 0..1: what their neighbourhoods of mutual nearest ones have in common (k-reciprocal encoding,
 * Zhong et al. 2017). Two that share no word are alike where others tie them.
 * Deterministic: ties go to the lower numbers. O(n²) memory and time.
 * @param similarity n × n, symmetric, row by row; a report is most like itself whatever the diagonal says
 * @returns n × n, symmetric, 1 on the diagonal
 */
export function neighbourhoodLikeness(similarity: Float32Array, n: number): Float32Array {
  const k = Math.min(n - 1, MOST, Math.max(FEWEST, Math.round(PER_ROOT * Math.sqrt(n))));
  const nearest = Array.from({ length: n }, (_, i) => nearestOf(similarity, n, i, k));
  const mutual = mutualOf(nearest, k);
  const closest = mutualOf(nearest, Math.round(k / 2));
  const seen = mutual.map((own, i) => {
    const all = new Set(own);
    for (const j of own) {
      const theirs = closest[j]!;
      let there = 0;
      for (const one of theirs) if (own.has(one)) there += 1;
      if (there > theirs.size * AGREEING) for (const one of theirs) all.add(one);
    }
    return weigh([...all].map((j) => [j, Math.exp(STEEPNESS * ((i === j ? 1 : similarity[i * n + j]!) - 1))] as const));
  });
  const lenders = Math.max(1, Math.round(k * LENDING));
  const lent = nearest.map((near) => mean(near.slice(0, lenders).map((j) => seen[j]!)));
  return inCommon(lent, n);
}

/** Itself, then its k nearest. */
function nearestOf(similarity: Float32Array, n: number, i: number, k: number): number[] {
  const row = similarity.subarray(i * n, (i + 1) * n);
  const order = Array.from({ length: n }, (_, j) => j).filter((j) => j !== i);
  return [i, ...order.sort((a, b) => row[b]! - row[a]! || a - b).slice(0, k)];
}

function mutualOf(nearest: readonly (readonly number[])[], k: number): Set<number>[] {
  const near = nearest.map((all) => new Set(all.slice(0, k + 1)));
  return near.map((own, i) => new Set([...own].filter((j) => near[j]!.has(i))));
}

type Weights = ReadonlyMap<number, number>;

function weigh(entries: readonly (readonly [number, number])[]): Weights {
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  return new Map(entries.map(([j, weight]) => [j, weight / total]));
}

function mean(all: readonly Weights[]): Weights {
  const sums = new Map<number, number>();
  for (const weights of all) for (const [j, weight] of weights) sums.set(j, (sums.get(j) ?? 0) + weight / all.length);
  return sums;
}

function inCommon(rows: readonly Weights[], n: number): Float32Array {
  const columns: { i: number; weight: number }[][] = rows.map(() => []);
  rows.forEach((weights, i) => weights.forEach((weight, j) => columns[j]!.push({ i, weight })));
  const result = new Float32Array(n * n);
  rows.forEach((weights, i) => {
    const shared = new Float64Array(n);
    for (const [j, weight] of weights) for (const one of columns[j]!) shared[one.i]! += Math.min(weight, one.weight);
    // Both sides sum to 1.
    for (let j = 0; j < i; j++) result[i * n + j] = result[j * n + i] = shared[j]!;
    result[i * n + i] = 1;
  });
  return result;
}
