/**
 * The rows of the `k` highest scores, best first; equal scores by id, so that an answer never depends on insertion order.
 * Keeps a sorted list of k, because almost every row is below its end.
 */
export function topRows(scores: Float32Array, ids: readonly string[], k: number, allowed?: (row: number) => boolean): number[] {
  const best: number[] = [];
  const isBefore = (a: number, b: number) => scores[a]! > scores[b]! || (scores[a] === scores[b] && ids[a]! < ids[b]!);
  for (let row = 0; row < scores.length; row++) {
    if (best.length === k && !isBefore(row, best[k - 1]!)) continue;
    if (allowed && !allowed(row)) continue;
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(best[middle]!, row)) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, row);
    if (best.length > k) best.pop();
  }
  return best;
}
