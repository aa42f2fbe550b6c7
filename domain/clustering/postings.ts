import { Pages } from './pages.ts';

/** An entry is the document's number and its weight in steps of a fifth. */
export const WEIGHT_BITS = 5;
export const WEIGHT_STEPS = 2 ** WEIGHT_BITS;
export const STEPS_PER_UNIT = 5;
const LARGEST_ROOM = 32;

/** Which documents hold a term, in order of their numbers, those that have gone among them. */
export class Postings {
  readonly #pages = new Pages();
  /** Where a term's entries are; the entry itself where it has room for no more: most words are in one document. */
  #addresses = new Uint32Array(1024);
  #lengths = new Uint32Array(1024);
  /** Binary logarithm of the room; 0 has none. */
  #rooms = new Uint8Array(1024);
  /** Rooms that were outgrown, by logarithm. */
  readonly #free: number[][] = Array.from({ length: LARGEST_ROOM }, () => []);

  push(term: number, doc: number, weight: number): void {
    if (term >= this.#lengths.length) this.#grow(term);
    const entry = doc * WEIGHT_STEPS + Math.min(WEIGHT_STEPS - 1, Math.round(weight * STEPS_PER_UNIT));
    const length = this.#lengths[term]!++;
    const room = this.#rooms[term]!;
    if (length === 0 && room === 0) {
      this.#addresses[term] = entry;
      return;
    }
    if (length === 2 ** room) this.#move(term, length, room);
    const address = this.#addresses[term]!;
    this.#pages.at(address)[Pages.offset(address) + length] = entry;
  }

  /** Takes the last entry back. */
  pop(term: number): void {
    this.#lengths[term]! -= 1;
  }

  lengthOf(term: number): number {
    return this.#lengths[term]!;
  }

  /** The array with the entries of a term that has had two and more, from `offsetOf` on. */
  pageOf(term: number): Uint32Array {
    return this.#pages.at(this.#addresses[term]!);
  }

  offsetOf(term: number): number {
    return Pages.offset(this.#addresses[term]!);
  }

  #move(term: number, length: number, room: number): void {
    const from = this.#addresses[term]!;
    const to = this.#free[room + 1]!.pop() ?? this.#pages.allocate(2 ** (room + 1));
    const page = this.#pages.at(to);
    const offset = Pages.offset(to);
    if (room === 0) page[offset] = from;
    else {
      const old = Pages.offset(from);
      page.set(this.#pages.at(from).subarray(old, old + length), offset);
      this.#free[room]!.push(from);
    }
    this.#addresses[term] = to;
    this.#rooms[term] = room + 1;
  }

  #grow(term: number): void {
    const length = Math.max(term + 1, this.#lengths.length * 2);
    this.#addresses = grown(this.#addresses, new Uint32Array(length));
    this.#lengths = grown(this.#lengths, new Uint32Array(length));
    this.#rooms = grown(this.#rooms, new Uint8Array(length));
  }
}

/** @returns `to`, with what `from` held */
export function grown<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
