import type { Documents } from './documents.ts';
import { FACTS, idfAt, MARK, QUERY, type Vocabulary } from './vocabulary.ts';

const SHARED_COUNTED = 8;
const IN_TITLE = 1;
const IN_BOTH = 2;

/** What two reports have in common. Shares and cosines are 0..1. */
export interface Overlap {
  /** TF-IDF cosine of the titles, and of the whole texts. */
  title: number;
  whole: number;
  /** Weights left aside, idf of what both hold against idf of what either holds. */
  idfShare: number;
  /** Sum of the eight largest idf both hold, and the largest. */
  sharedIdf: number;
  rarest: number;
  titleJaccard: number;
  /** The same of pairs of neighbouring title words. */
  titlePairs: number;
  /** Share of the title, by idf², that the other one holds somewhere; mean of both ways. */
  titleCover: number;
  /** Sum of the idf of title words that the other one nowhere has: of the two sums the smaller. Above 0 each names what the other does not. */
  contrast: number;
  /** Number of words, the shorter against the longer. */
  lengthRatio: number;
}

/** One document laid out over the vocabulary, to be held against others: `end` it before anything else is asked. */
export class Comparison {
  readonly #documents: Documents;
  readonly #own: number;
  readonly #title: Uint32Array;
  readonly #logSize: number;
  readonly #facts: Float64Array;
  #squares = 0;
  #idfs = 0;
  readonly #titleSquares: number;

  constructor(vocabulary: Vocabulary, documents: Documents, own: number, logSize: number) {
    this.#documents = documents;
    this.#own = own;
    this.#title = documents.titleOf(own);
    this.#logSize = logSize;
    const facts = (this.#facts = vocabulary.facts);
    const [page, weights] = [documents.pageOf(own), documents.weightsOf(own)];
    const end = documents.offsetOf(own) + documents.lengthOf(own) * 2;
    for (let i = documents.offsetOf(own); i < end; i += 2) {
      const at = page[i]! * FACTS;
      const idf = idfAt(facts, at, logSize);
      const value = weights[i + 1]! * idf;
      facts[at + QUERY] = value;
      this.#squares += value * value;
      this.#idfs += idf;
    }
    for (const term of this.#title) facts[term * FACTS + MARK] = IN_TITLE;
    this.#titleSquares = this.#squaresOf(this.#title);
  }

  end(): void {
    const facts = this.#facts;
    for (const term of this.#documents.termsOf(this.#own)) facts[term * FACTS + QUERY] = 0;
    for (const term of this.#title) facts[term * FACTS + MARK] = 0;
  }

  /** Mean of the two TF-IDF cosines. */
  cosine(other: number): number {
    const [facts, logSize, documents] = [this.#facts, this.#logSize, this.#documents];
    const [page, weights] = [documents.pageOf(other), documents.weightsOf(other)];
    let i = documents.offsetOf(other);
    let [dot, squares, titleDot, titleSquares] = [0, 0, 0, 0];
    for (const end = i + documents.lengthOf(other) * 2; i < end; i += 2) {
      const at = page[i]! * FACTS;
      const value = weights[i + 1]! * idfAt(facts, at, logSize);
      squares += value * value;
      dot += value * facts[at + QUERY]!;
    }
    for (const end = i + documents.titleLengthOf(other); i < end; i++) {
      const at = page[i]! * FACTS;
      const square = idfAt(facts, at, logSize) ** 2;
      titleSquares += square;
      if (facts[at + MARK] !== 0) titleDot += square;
    }
    return (cosineOf(titleDot, this.#titleSquares, titleSquares) + cosineOf(dot, this.#squares, squares)) / 2;
  }

  overlap(other: number): Overlap {
    const [facts, logSize, documents] = [this.#facts, this.#logSize, this.#documents];
    const [page, weights] = [documents.pageOf(other), documents.weightsOf(other)];
    const begin = documents.offsetOf(other);
    const end = begin + documents.lengthOf(other) * 2;
    let [dot, squares, idfs] = [0, 0, 0];
    const shared: number[] = [];
    for (let i = begin; i < end; i += 2) {
      const at = page[i]! * FACTS;
      const idf = idfAt(facts, at, logSize);
      const value = weights[i + 1]! * idf;
      squares += value * value;
      idfs += idf;
      if (facts[at + QUERY] === 0) continue;
      dot += value * facts[at + QUERY]!;
      shared.push(idf);
      facts[at + MARK]! += IN_BOTH;
    }
    shared.sort((x, y) => y - x);
    const sharedIdfs = shared.reduce((sum, idf) => sum + idf, 0);
    const otherTitle = documents.titleOf(other);
    const inTitle = otherTitle.filter((term) => facts[term * FACTS + MARK]! % IN_BOTH === IN_TITLE);
    const otherTitleSquares = this.#squaresOf(otherTitle);
    const isShared = (term: number) => facts[term * FACTS + MARK]! >= IN_BOTH;
    const saidByOther = this.#squaresOf(this.#title.filter(isShared));
    const saidByOwn = this.#squaresOf(otherTitle.filter(isShared));
    const isMissing = (term: number) => !isShared(term);
    const contrast = Math.min(this.#idfsOf(this.#title.filter(isMissing)), this.#idfsOf(otherTitle.filter(isMissing)));
    for (let i = begin; i < end; i += 2) {
      const at = page[i]! * FACTS;
      if (facts[at + QUERY] !== 0) facts[at + MARK]! -= IN_BOTH;
    }
    const ownLength = documents.lengthOf(this.#own);
    const otherLength = documents.lengthOf(other);
    return {
      title: cosineOf(this.#squaresOf(inTitle), this.#titleSquares, otherTitleSquares),
      whole: cosineOf(dot, this.#squares, squares),
      idfShare: sharedIdfs / (this.#idfs + idfs - sharedIdfs || 1),
      sharedIdf: shared.slice(0, SHARED_COUNTED).reduce((sum, idf) => sum + idf, 0),
      rarest: shared[0] ?? 0,
      titleJaccard: inTitle.length / (this.#title.length + otherTitle.length - inTitle.length || 1),
      titlePairs: inTitle.length < 2 ? 0 : jaccard(pairsOf(this.#title), pairsOf(otherTitle)),
      titleCover: (saidByOther / (this.#titleSquares || 1) + saidByOwn / (otherTitleSquares || 1)) / 2,
      contrast,
      lengthRatio: Math.min(ownLength, otherLength) / Math.max(1, ownLength, otherLength),
    };
  }

  #idfsOf(terms: Uint32Array): number {
    return terms.reduce((sum, term) => sum + idfAt(this.#facts, term * FACTS, this.#logSize), 0);
  }

  #squaresOf(terms: Uint32Array): number {
    let sum = 0;
    for (const term of terms) sum += idfAt(this.#facts, term * FACTS, this.#logSize) ** 2;
    return sum;
  }
}

function cosineOf(dot: number, squares: number, otherSquares: number): number {
  return Math.min(1, dot / (Math.sqrt(squares * otherSquares) || 1));
}

/** Neighbouring terms, as one number each. */
function pairsOf(terms: Uint32Array): Set<number> {
  const pairs = new Set<number>();
  for (let i = 1; i < terms.length; i++) pairs.add(terms[i - 1]! * 2 ** 26 + terms[i]!);
  return pairs;
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let shared = 0;
  for (const one of a) if (b.has(one)) shared += 1;
  return shared === 0 ? 0 : shared / (a.size + b.size - shared);
}
