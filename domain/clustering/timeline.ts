const DAY_MS = 86_400_000;

/**
 * When the reports of a project came, by day: what lies between two of them is told by how many others do, which means the same in a busy
 * project and in a quiet one. What it answers depends on the times it holds, not on the order they came in. Adding costs a binary search.
 */
export class Timeline {
  /** Days that have reports, in order, and how many each has. */
  readonly #days: number[] = [];
  readonly #counts: number[] = [];
  /** How many came before each of the days; null after a change. */
  #before: Float64Array | null = null;

  /** @param ms epoch milliseconds */
  add(ms: number): void {
    const day = Math.floor(ms / DAY_MS);
    const at = this.#find(day);
    this.#before = null;
    if (this.#days[at] === day) {
      this.#counts[at]! += 1;
      return;
    }
    this.#days.splice(at, 0, day);
    this.#counts.splice(at, 0, 1);
  }

  /** @param ms of a report that was added */
  remove(ms: number): void {
    const day = Math.floor(ms / DAY_MS);
    const at = this.#find(day);
    if (this.#days[at] !== day) return;
    this.#before = null;
    this.#counts[at]! -= 1;
    if (this.#counts[at]! > 0) return;
    this.#days.splice(at, 1);
    this.#counts.splice(at, 1);
  }

  /** About how many reports came between two times, as if those of a day were spread over it evenly. */
  between(a: number, b: number): number {
    return Math.abs(this.#until(b) - this.#until(a));
  }

  #until(ms: number): number {
    const day = Math.floor(ms / DAY_MS);
    const at = this.#find(day);
    const before = this.#sums()[at]!;
    return this.#days[at] === day ? before + (ms / DAY_MS - day) * this.#counts[at]! : before;
  }

  #sums(): Float64Array {
    if (this.#before) return this.#before;
    const sums = new Float64Array(this.#counts.length + 1);
    for (let i = 0; i < this.#counts.length; i++) sums[i + 1] = sums[i]! + this.#counts[i]!;
    this.#before = sums;
    return sums;
  }

  /** Index of the day, or of the first one after it. */
  #find(day: number): number {
    let [low, high] = [0, this.#days.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#days[middle]! < day) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
