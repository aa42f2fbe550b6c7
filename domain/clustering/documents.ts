import { Pages } from './pages.ts';
import { grown } from './postings.ts';

/** Numbers in the order of adding. Each has its terms with their weights, and those of its title, next to each other in memory. */
export class Documents {
  readonly #pages = new Pages();
  readonly #ids: (string | null)[] = [];
  readonly #numbers = new Map<string, number>();
  #addresses = new Uint32Array(256);
  #lengths = new Uint16Array(256);
  #titleLengths = new Uint16Array(256);

  /** With those that have gone and left their number. */
  get count(): number {
    return this.#ids.length;
  }

  get alive(): number {
    return this.#numbers.size;
  }

  /** Number of terms by document; 0 where it has gone. */
  get lengths(): Uint16Array {
    return this.#lengths;
  }

  number(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  /** null where it has gone. */
  id(number: number): string | null {
    return this.#ids[number]!;
  }

  /** @returns its number */
  add(id: string, terms: ArrayLike<number>, weights: ArrayLike<number>, title: ArrayLike<number>): number {
    const number = this.#ids.length;
    if (number === this.#lengths.length) this.#grow();
    const address = this.#pages.allocate(terms.length * 2 + title.length);
    const page = this.#pages.at(address);
    const floats = this.#pages.floatsAt(address);
    let at = Pages.offset(address);
    for (let i = 0; i < terms.length; i++) {
      page[at++] = terms[i]!;
      floats[at++] = weights[i]!;
    }
    for (let i = 0; i < title.length; i++) page[at++] = title[i]!;
    this.#ids.push(id);
    this.#numbers.set(id, number);
    this.#addresses[number] = address;
    this.#lengths[number] = terms.length;
    this.#titleLengths[number] = title.length;
    return number;
  }

  /** @returns whether its number is free again: only the last one's is */
  remove(number: number): boolean {
    this.#numbers.delete(this.#ids[number]!);
    this.#lengths[number] = 0;
    const isLast = number === this.#ids.length - 1;
    if (isLast) {
      this.#ids.pop();
      this.#pages.truncate(this.#addresses[number]!);
    } else this.#ids[number] = null;
    return isLast;
  }

  lengthOf(number: number): number {
    return this.#lengths[number]!;
  }

  titleLengthOf(number: number): number {
    return this.#titleLengths[number]!;
  }

  /** The array with the document's terms from `offsetOf` on, at every second place, and after them those of its title, at each. */
  pageOf(number: number): Uint32Array {
    return this.#pages.at(this.#addresses[number]!);
  }

  /** The same memory, with the weight of each term one place after it. */
  weightsOf(number: number): Float32Array {
    return this.#pages.floatsAt(this.#addresses[number]!);
  }

  offsetOf(number: number): number {
    return Pages.offset(this.#addresses[number]!);
  }

  /** Numbers of its terms, in the order they were given. */
  termsOf(number: number): number[] {
    const [page, offset] = [this.pageOf(number), this.offsetOf(number)];
    return Array.from({ length: this.lengthOf(number) }, (_, i) => page[offset + i * 2]!);
  }

  titleOf(number: number): Uint32Array {
    const offset = this.offsetOf(number) + this.lengthOf(number) * 2;
    return this.pageOf(number).subarray(offset, offset + this.titleLengthOf(number));
  }

  #grow(): void {
    const length = this.#lengths.length * 2;
    this.#addresses = grown(this.#addresses, new Uint32Array(length));
    this.#lengths = grown(this.#lengths, new Uint16Array(length));
    this.#titleLengths = grown(this.#titleLengths, new Uint16Array(length));
  }
}
