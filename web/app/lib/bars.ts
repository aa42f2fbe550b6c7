/** Sums neighbours so that `count` bars remain, oldest first. */
export function fold(values: readonly number[], count: number): number[] {
  const size = Math.max(1, Math.ceil(values.length / count));
  const bars: number[] = [];
  for (let end = values.length; end > 0; end -= size) {
    bars.unshift(values.slice(Math.max(0, end - size), end).reduce((sum, value) => sum + value, 0));
  }
  return bars;
}
