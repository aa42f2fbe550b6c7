export interface Scored {
  id: string;
  score: number;
}

/** The few best of many, ties by id: a heap with the worst of them on top. */
export class TopScores {
  readonly #most: number;
  readonly #heap: Scored[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether one with this score may be among them. */
  takes(score: number): boolean {
    return this.#heap.length < this.#most || (this.#most > 0 && score >= this.#heap[0]!.score);
  }

  add(entry: Scored): void {
    const heap = this.#heap;
    if (heap.length < this.#most) {
      let at = heap.length;
      for (; at > 0; at = (at - 1) >> 1) {
        const above = heap[(at - 1) >> 1]!;
        if (isBetter(entry, above)) break;
        heap[at] = above;
      }
      heap[at] = entry;
      return;
    }
    if (heap.length === 0 || !isBetter(entry, heap[0]!)) return;
    let at = 0;
    for (;;) {
      let below = at * 2 + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBetter(heap[below]!, heap[below + 1]!)) below += 1;
      if (!isBetter(entry, heap[below]!)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = entry;
  }

  /** Best first. */
  sorted(): Scored[] {
    return this.#heap.toSorted((a, b) => (isBetter(a, b) ? -1 : 1));
  }
}

function isBetter(a: Scored, b: Scored): boolean {
  return a.score === b.score ? a.id < b.id : a.score > b.score;
}
