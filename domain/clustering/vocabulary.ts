import { grown } from './postings.ts';
import { isIdentifier } from './terms.ts';

/** As if so many unrelated reports had been seen, so that the first few of a project do not make common words look rare. */
const PRIOR_REPORTS = 40;
const IDENTIFIER_BOOST = 1.2;

/** What is kept of a term in `facts`, side by side: looking one up has the processor wait for memory once. */
export const FACTS = 4;
/** ln(documents with the term + 1) */
const LOG_COUNT = 0;
const BOOST = 1;
/** Free for whoever asks, who leaves it 0: the term's weight in what is compared. */
export const QUERY = 2;
/** Likewise: a sum of `IN_TITLE` and `IN_BOTH`. */
export const MARK = 3;

/** The terms of an index, each kept once and numbered, in how many documents each is, and what that makes it weigh. */
export class Vocabulary {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  #counts = new Uint32Array(256);
  #facts = new Float64Array(256 * FACTS);

  get facts(): Float64Array {
    return this.#facts;
  }

  find(term: string): number | undefined {
    return this.#numbers.get(term);
  }

  /** The number of a term, a new one where it has none. */
  number(term: string): number {
    const known = this.#numbers.get(term);
    if (known !== undefined) return known;
    const number = this.#names.length;
    if (number === this.#counts.length) {
      this.#counts = grown(this.#counts, new Uint32Array(number * 2));
      this.#facts = grown(this.#facts, new Float64Array(number * 2 * FACTS));
    }
    const name = ownCopy(term);
    this.#numbers.set(name, number);
    this.#names.push(name);
    this.#facts[number * FACTS + BOOST] = boostOf(term);
    return number;
  }

  name(number: number): string {
    return this.#names[number]!;
  }

  /** Documents alive that hold the term. */
  count(number: number): number {
    return this.#counts[number]!;
  }

  /** One more document holds the term, or (-1) one less. */
  recount(number: number, by: 1 | -1): void {
    const count = this.#counts[number]! + by;
    this.#counts[number] = count;
    this.#facts[number * FACTS + LOG_COUNT] = Math.log(count + 1);
  }

  /** By count, rarest first; of one count by name, whatever number each has. */
  compare(a: number, b: number): number {
    return this.#counts[a]! - this.#counts[b]! || this.compareNames(a, b);
  }

  compareNames(a: number, b: number): number {
    return this.#names[a]! < this.#names[b]! ? -1 : 1;
  }
}

/** What all idf of an index of so many documents have in common: pass it to `idfAt`. */
export function logOfSize(documents: number): number {
  return Math.log(documents + PRIOR_REPORTS + 1);
}

/** ln((N+prior+1)/(n+1)), raised for names from code. `at` is the term's place in `facts`. */
export function idfAt(facts: Float64Array, at: number, logSize: number): number {
  return (logSize - facts[at + LOG_COUNT]!) * facts[at + BOOST]!;
}

/** The same of a term that no document holds. */
export function idfOfUnseen(term: string, logSize: number): number {
  return logSize * boostOf(term);
}

function boostOf(term: string): number {
  return isIdentifier(term) ? IDENTIFIER_BOOST : 1;
}

/** A word cut out of a text keeps the whole text in memory; this one does not. */
function ownCopy(term: string): string {
  return ` ${term}`.slice(1);
}
