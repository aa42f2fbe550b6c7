export interface Example {
  values: ArrayLike<number>;
  /** Whether the two are one problem. */
  same: boolean;
  weight: number;
  /** Log-odds known beforehand. */
  offset: number;
}

const ROUNDS = 40;
const ENOUGH = 1e-6;
const SMALLEST_SHARE = 1e-6;

/**
 * Weighted logistic regression by Newton's method with a ridge penalty on all but the bias. Deterministic, no random start. Pure.
 * @param ridge strength of the penalty, per coefficient
 * @returns the bias, then one coefficient per value
 */
export function fitLogistic(examples: readonly Example[], ridge: number): number[] {
  const size = (examples[0]?.values.length ?? 0) + 1;
  let beta = new Float64Array(size);
  beta[0] = startingBias(examples);
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = new Float64Array(size);
    const hessian = Array.from({ length: size }, () => new Float64Array(size));
    const x = new Float64Array(size);
    x[0] = 1;
    for (const { values, same, weight, offset } of examples) {
      for (let i = 1; i < size; i++) x[i] = values[i - 1]!;
      let z = offset;
      for (let i = 0; i < size; i++) z += beta[i]! * x[i]!;
      const p = sigmoid(z);
      const slope = weight * ((same ? 1 : 0) - p);
      const curve = weight * p * (1 - p);
      for (let i = 0; i < size; i++) {
        if (x[i] === 0) continue;
        gradient[i]! += slope * x[i]!;
        const row = hessian[i]!;
        for (let j = 0; j <= i; j++) row[j]! += curve * x[i]! * x[j]!;
      }
    }
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < i; j++) hessian[j]![i] = hessian[i]![j]!;
      const penalty = i === 0 ? 1e-9 : ridge;
      gradient[i]! -= penalty * beta[i]!;
      hessian[i]![i]! += penalty;
    }
    const step = solve(hessian, gradient);
    // A full step may leap over the optimum where hardly any example is in doubt.
    let share = 1;
    const before = loss(examples, beta, ridge);
    const moved = () => beta.map((b, i) => b + share * step[i]!);
    while (share > SMALLEST_SHARE && !(loss(examples, moved(), ridge) <= before)) share /= 2;
    beta = moved();
    if (Math.max(...step.map(Math.abs)) * share < ENOUGH) break;
  }
  return [...beta];
}

/** From a far start Newton's first step would leap out of reach. */
function startingBias(examples: readonly Example[]): number {
  let all = 0;
  let same = 0;
  let offset = 0;
  for (const example of examples) {
    all += example.weight;
    if (example.same) same += example.weight;
    offset += example.weight * example.offset;
  }
  return all === 0 ? 0 : Math.log((same + 1e-6) / (all - same + 1e-6)) - offset / all;
}

/** What is minimised: the negative log-likelihood and the penalty. */
function loss(examples: readonly Example[], beta: Float64Array, ridge: number): number {
  let sum = 0;
  for (let i = 1; i < beta.length; i++) sum += (ridge / 2) * beta[i]! ** 2;
  for (const { values, same, weight, offset } of examples) {
    let z = offset + beta[0]!;
    for (let i = 1; i < beta.length; i++) z += beta[i]! * values[i - 1]!;
    const margin = same ? z : -z;
    sum += weight * (margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin);
  }
  return sum;
}

export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** Gauss elimination with partial pivots; changes both arguments. */
function solve(matrix: Float64Array[], vector: Float64Array): Float64Array {
  const size = vector.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) if (Math.abs(matrix[row]![column]!) > Math.abs(matrix[pivot]![column]!)) pivot = row;
    [matrix[column], matrix[pivot]] = [matrix[pivot]!, matrix[column]!];
    [vector[column], vector[pivot]] = [vector[pivot]!, vector[column]!];
    const head = matrix[column]![column]! || Number.EPSILON;
    for (let row = column + 1; row < size; row++) {
      const factor = matrix[row]![column]! / head;
      if (factor === 0) continue;
      for (let k = column; k < size; k++) matrix[row]![k]! -= factor * matrix[column]![k]!;
      vector[row]! -= factor * vector[column]!;
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) vector[row]! -= matrix[row]![k]! * vector[k]!;
    vector[row]! /= matrix[row]![row]! || Number.EPSILON;
  }
  return vector;
}
