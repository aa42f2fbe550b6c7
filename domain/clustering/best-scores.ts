/** So many of the newest reports tell what is usual; with fewer than the least nothing is known yet. */
const NEWEST = 600;
const LEAST = 100;
/** Bounds move by steps, so that one report more or less seldom moves them. */
const STEPS = 10;

interface Entry {
  at: string;
  id: string;
  /** 0..1 */
  score: number;
}

/**
 * How like its likest each of a project's reports was when it came, newest last: what is a high score here, where near-identical tickets are
 * filed every day or where each stands alone. What it answers depends on the entries it holds, not on the order they came in. Adding the newest
 * costs nothing, another one a binary search.
 */
export class BestScores {
  readonly #entries: Entry[] = [];

  /** @param at ISO time the report was received */
  add(at: string, id: string, score: number): void {
    this.#entries.splice(this.#find(at, id), 0, { at, id, score });
  }

  remove(at: string, id: string): void {
    const place = this.#find(at, id);
    if (this.#entries[place]?.id === id) this.#entries.splice(place, 1);
  }

  /**
   * A score that at most this share of the newest reports reach, ties aside, in steps of a tenth; null while there are too few to tell.
   * @param share 0..1
   */
  rarerThan(share: number): number | null {
    const newest = this.#entries.slice(-NEWEST).map(({ score }) => score);
    if (newest.length < LEAST) return null;
    const score = newest.sort((a, b) => b - a)[Math.max(0, Math.floor(share * newest.length) - 1)]!;
    return Math.ceil(score * STEPS) / STEPS;
  }

  /** Index of the entry, or of the first one after it. */
  #find(at: string, id: string): number {
    let [low, high] = [0, this.#entries.length];
    const last = this.#entries.at(-1);
    if (last && isBefore(last, at, id)) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.#entries[middle]!, at, id)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isBefore(entry: Entry, at: string, id: string): boolean {
  return entry.at === at ? entry.id < id : entry.at < at;
}
