import { STEPS_PER_UNIT, WEIGHT_BITS, WEIGHT_STEPS, type Postings } from './postings.ts';

/** BM25's usual saturation and length share. */
const K1 = 1.2;
const B = 0.6;
const WEIGHTS = Float64Array.from({ length: WEIGHT_STEPS }, (_, step) => step / STEPS_PER_UNIT);
/** Documents are rarely longer, in different words. */
const SATURATIONS = 256;
/** Fewer collide the emptier it is, and the larger it is the less of it the processor has at hand. */
const ROOM_PER_DOCUMENT = 1.5;

/**
 * Sums of BM25 by document, for one question at a time. A table with room for what one question may touch, not for all there are: it
 * stays in the processor's cache however large the project is.
 */
export class TermScores {
  /** Number of the document and one; 0 is free. */
  #keys = new Uint32Array(1024);
  #sums = new Float64Array(1024);
  #touched = new Uint32Array(1024);
  #touchedCount = 0;
  #mask = 0;
  readonly #saturations = new Float64Array(SATURATIONS);
  #meanLength = 0;

  /**
   * @param documents how many there are
   * @param most how many of them may be touched at most
   */
  begin(documents: number, most: number, meanLength: number): void {
    const room = 2 ** Math.ceil(Math.log2(Math.max(2, Math.min(documents, most * ROOM_PER_DOCUMENT))));
    if (room > this.#keys.length) {
      this.#keys = new Uint32Array(room);
      this.#sums = new Float64Array(room);
      this.#touched = new Uint32Array(room);
    }
    this.#mask = room - 1;
    if (meanLength === this.#meanLength) return;
    this.#meanLength = meanLength;
    for (let length = 0; length < SATURATIONS; length++) this.#saturations[length] = saturationOf(length, meanLength);
  }

  /** Adds what a term is worth in each document that holds it, but one. */
  add(postings: Postings, term: number, idf: number, lengths: Uint16Array, except: number): void {
    const [keys, sums, touched, mask, saturations] = [this.#keys, this.#sums, this.#touched, this.#mask, this.#saturations];
    const entries = postings.pageOf(term);
    const begin = postings.offsetOf(term);
    const end = begin + postings.lengthOf(term);
    let count = this.#touchedCount;
    for (let i = begin; i < end; i++) {
      const entry = entries[i]!;
      const number = entry >>> WEIGHT_BITS;
      const length = lengths[number]!;
      if (length === 0 || number === except) continue;
      const weight = WEIGHTS[entry & (WEIGHT_STEPS - 1)]!;
      const saturation = length < SATURATIONS ? saturations[length]! : saturationOf(length, this.#meanLength);
      const score = (idf * weight * (K1 + 1)) / (weight + saturation);
      let slot = number & mask;
      while (keys[slot] !== number + 1 && keys[slot] !== 0) slot = (slot + 1) & mask;
      if (keys[slot] === 0) {
        keys[slot] = number + 1;
        sums[slot] = score;
        touched[count++] = slot;
      } else sums[slot]! += score;
    }
    this.#touchedCount = count;
  }

  /** Hands over each document that was touched with its sum, and forgets it. */
  drain(take: (number: number, score: number) => void): void {
    const [keys, sums, touched] = [this.#keys, this.#sums, this.#touched];
    const count = this.#touchedCount;
    this.#touchedCount = 0;
    let i = 0;
    try {
      while (i < count) {
        const slot = touched[i++]!;
        const number = keys[slot]! - 1;
        keys[slot] = 0;
        take(number, sums[slot]!);
      }
    } finally {
      while (i < count) keys[touched[i++]!] = 0;
    }
  }
}

/** How much of a word makes no difference any more. */
function saturationOf(length: number, meanLength: number): number {
  return K1 * (1 - B + (B * length) / meanLength);
}
