/** A report and what it may be a repeat of. */
export interface Choice {
  /** Of each candidate, in the same order. */
  values: readonly ArrayLike<number>[];
  /** Which of the candidates are of its group; none of a new problem. */
  same: readonly boolean[];
  weight: number;
}

const ROUNDS = 80;
const ENOUGH = 1e-6;
const REMEMBERED = 8;
const HALVINGS = 20;
const LEAST_DECREASE = 1e-4;
const START_BIAS = -3;

/**
 * Conditional logit with an outside option: which of its candidates a report repeats, or none, the odds of each being exp(bias + values ·
 * coefficients) to 1. Candidates of one report compete in it, so that it learns what tells the right one from its neighbours rather than what
 * tells busy surroundings from quiet ones. Weighted, with a ridge penalty on all but the bias, by L-BFGS. Deterministic. Pure.
 * @param ridge strength of the penalty, per coefficient
 * @returns the bias, then one coefficient per value
 */
export function fitChoices(choices: readonly Choice[], ridge: number): number[] {
  const size = (choices.find((choice) => choice.values.length > 0)?.values[0]!.length ?? 0) + 1;
  let beta: Float64Array = new Float64Array(size);
  beta[0] = START_BIAS;
  let { loss, gradient } = evaluate(choices, beta, ridge);
  const steps: { moved: Float64Array; turned: Float64Array }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const direction = newtonLike(gradient, steps);
    const slope = dot(gradient, direction);
    let share = 1;
    let next: Float64Array = beta;
    let found = { loss, gradient };
    for (let i = 0; i < HALVINGS; i++, share /= 2) {
      next = beta.map((b, k) => b - share * direction[k]!);
      found = evaluate(choices, next, ridge);
      if (found.loss <= loss - LEAST_DECREASE * share * slope) break;
    }
    steps.push({ moved: next.map((b, i) => b - beta[i]!), turned: found.gradient.map((g, i) => g - gradient[i]!) });
    if (steps.length > REMEMBERED) steps.shift();
    const gained = loss - found.loss;
    beta = next;
    ({ loss, gradient } = found);
    if (gained < ENOUGH * Math.abs(loss)) break;
  }
  return [...beta];
}

function evaluate(choices: readonly Choice[], beta: Float64Array, ridge: number): { loss: number; gradient: Float64Array } {
  const size = beta.length;
  const gradient = new Float64Array(size);
  let loss = 0;
  for (const { values, same, weight } of choices) {
    const odds = values.map((row) => {
      let z = beta[0]!;
      for (let i = 1; i < size; i++) z += beta[i]! * row[i - 1]!;
      return Math.exp(Math.min(z, 500));
    });
    const all = odds.reduce((sum, one) => sum + one, 1);
    const isRepeat = same.includes(true);
    const right = isRepeat ? odds.reduce((sum, one, i) => (same[i] ? sum + one : sum), 0) : 1;
    loss -= weight * Math.log(right / all);
    values.forEach((row, j) => {
      const pull = weight * (odds[j]! / all - (same[j] ? odds[j]! / right : 0));
      gradient[0]! += pull;
      for (let i = 1; i < size; i++) gradient[i]! += pull * row[i - 1]!;
    });
  }
  for (let i = 1; i < size; i++) {
    loss += (ridge / 2) * beta[i]! ** 2;
    gradient[i]! += ridge * beta[i]!;
  }
  return { loss, gradient };
}

/** The gradient, turned by what the last steps told of the curvature. */
function newtonLike(gradient: Float64Array, steps: readonly { moved: Float64Array; turned: Float64Array }[]): Float64Array {
  const direction = Float64Array.from(gradient);
  const shares = steps.map(() => 0);
  for (let k = steps.length - 1; k >= 0; k--) {
    const { moved, turned } = steps[k]!;
    shares[k] = dot(moved, direction) / dot(turned, moved);
    for (let i = 0; i < direction.length; i++) direction[i]! -= shares[k]! * turned[i]!;
  }
  const last = steps.at(-1);
  const scale = last ? dot(last.moved, last.turned) / dot(last.turned, last.turned) : 1 / Math.sqrt(dot(gradient, gradient));
  for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  steps.forEach(({ moved, turned }, k) => {
    const back = shares[k]! - dot(turned, direction) / dot(turned, moved);
    for (let i = 0; i < direction.length; i++) direction[i]! += back * moved[i]!;
  });
  return direction;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
