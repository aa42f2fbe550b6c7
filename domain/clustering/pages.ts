const ADDRESS_BITS = 16;
const FIRST_LENGTH = 2 ** 10;
const PAGE_LENGTH = 2 ** ADDRESS_BITS;

/**
 * Room for many short lists of numbers in a few large arrays: one array for each list takes several times what is in it, and has the
 * processor wait at each. An address is of use until its room is given back. Growing copies nothing.
 */
export class Pages {
  readonly #pages: Uint32Array<ArrayBuffer>[] = [];
  readonly #floats: Float32Array[] = [];
  #current = -1;
  #used = 0;

  /** Room for so many numbers side by side. What is in it is left from before. */
  allocate(length: number): number {
    // Even that of nothing is an address within a page.
    const least = Math.max(1, length);
    if (this.#current < 0 || this.#used + least > this.#pages[this.#current]!.length) this.#turn(least);
    const address = this.#current * PAGE_LENGTH + this.#used;
    this.#used += length;
    return address;
  }

  /** Gives back everything from this address on. */
  truncate(address: number): void {
    this.#current = address >>> ADDRESS_BITS;
    this.#used = address & (PAGE_LENGTH - 1);
  }

  /** The array that holds the address, at `Pages.offset(address)`. */
  at(address: number): Uint32Array {
    return this.#pages[address >>> ADDRESS_BITS]!;
  }

  /** The same memory as fractions. */
  floatsAt(address: number): Float32Array {
    return this.#floats[address >>> ADDRESS_BITS]!;
  }

  static offset(address: number): number {
    return address & (PAGE_LENGTH - 1);
  }

  /** To the next page; one list may be longer than a page, and has one of its own then. The first ones are small: most projects are. */
  #turn(length: number): void {
    this.#current += 1;
    this.#used = 0;
    if ((this.#pages[this.#current]?.length ?? 0) >= length) return;
    const page = new Uint32Array(Math.max(length, Math.min(PAGE_LENGTH, FIRST_LENGTH * 2 ** Math.min(this.#current, ADDRESS_BITS))));
    this.#pages[this.#current] = page;
    this.#floats[this.#current] = new Float32Array(page.buffer);
  }
}
