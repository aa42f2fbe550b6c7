import { isIdentifier } from './terms.ts';

/** As if so many unrelated reports had been seen, so that the first few of a project do not make common words look rare. */
const PRIOR_REPORTS = 40;
const IDENTIFIER_BOOST = 1.2;
/** BM25's usual saturation and length share. */
const K1 = 1.2;
const B = 0.6;
/** A posting is the document's number and its weight in steps of a fifth. */
const WEIGHT_BITS = 5;
const WEIGHT_STEPS = 2 ** WEIGHT_BITS;
const STEPS_PER_UNIT = 5;
const WEIGHTS = Float64Array.from({ length: WEIGHT_STEPS }, (_, step) => step / STEPS_PER_UNIT);
/** Documents are rarely longer, in different words. */
const SATURATIONS = 256;
const SHARED_COUNTED = 8;

interface Postings {
  /** Most words are in one document: null until there is a second. */
  docs: Uint32Array | null;
  first: number;
  length: number;
  /** Documents alive that hold the term. */
  count: number;
}

interface Doc {
  id: string;
  /** Numbers of its terms, and the weight of each. */
  terms: Uint32Array;
  weights: Float32Array;
  /** Numbers of the terms of its title. */
  title: Uint32Array;
}

/** Words with their weights, and which of them the title holds, in its order. */
export interface Words {
  weights: ReadonlyMap<string, number>;
  title: Iterable<string>;
}

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
  /** Names from code that both hold. */
  identifiers: number;
  titleJaccard: number;
  /** The same of pairs of neighbouring title words. */
  titlePairs: number;
  /** Share of the title, by idf², that the other one holds somewhere; mean of both ways. */
  titleCover: number;
  /** Number of words, the shorter against the longer. */
  lengthRatio: number;
}

/**
 * An inverted index over the reports of one project with the idf of exactly these reports. What it answers depends on the set of reports it
 * holds, not on the order they came in, so that one built anew from the store answers alike. Adding costs the report's own terms; asking
 * touches at most `postings` entries, rarest words first. About 1 KB a report.
 */
export class WordIndex {
  readonly #termNumbers = new Map<string, number>();
  readonly #termNames: string[] = [];
  readonly #boosts: number[] = [];
  readonly #postings: Postings[] = [];
  #docs: (Doc | null)[] = [];
  readonly #numberOf = new Map<string, number>();
  #alive = 0;
  #totalLength = 0;
  #sums = new Float64Array(1024);
  readonly #saturations = new Float64Array(SATURATIONS);
  /** Number of words of each document; 0 where it has gone. */
  #lengths = new Uint16Array(1024);
  /** idf of each term, for the state `#idfState` says; any change makes another. */
  #idfs = new Float64Array(1024);
  #idfStates = new Uint32Array(1024);
  #state = 1;
  #query = new Float64Array(1024);
  #inTitle = new Uint8Array(1024);

  get size(): number {
    return this.#alive;
  }

  /** Words of all reports together, each once per report. */
  get termCount(): number {
    return this.#totalLength;
  }

  has(id: string): boolean {
    return this.#numberOf.has(id);
  }

  add(id: string, { weights, title }: Words): void {
    if (this.#numberOf.has(id)) this.remove(id);
    const number = this.#docs.length;
    const doc: Doc = {
      id,
      terms: new Uint32Array(weights.size),
      weights: new Float32Array(weights.size),
      title: Uint32Array.from([...title].map((term) => this.#termNumber(term))),
    };
    let i = 0;
    for (const [term, weight] of weights) {
      const termNumber = this.#termNumber(term);
      doc.terms[i] = termNumber;
      doc.weights[i++] = weight;
      push(this.#postings[termNumber]!, number, weight);
    }
    this.#docs.push(doc);
    this.#setLength(number, weights.size);
    this.#state += 1;
    this.#numberOf.set(id, number);
    this.#alive += 1;
    this.#totalLength += weights.size;
  }

  /** The last ones added go without a trace; of others the entries stay until a quarter of all is dead. */
  remove(id: string): void {
    const number = this.#numberOf.get(id);
    if (number === undefined) return;
    const doc = this.#docs[number]!;
    const isLast = number === this.#docs.length - 1;
    for (const term of doc.terms) {
      const postings = this.#postings[term]!;
      postings.count -= 1;
      if (isLast) postings.length -= 1;
    }
    this.#numberOf.delete(id);
    this.#setLength(number, 0);
    this.#state += 1;
    this.#alive -= 1;
    this.#totalLength -= doc.terms.length;
    if (isLast) this.#docs.pop();
    else this.#docs[number] = null;
    if (this.#docs.length > 64 && this.#alive < this.#docs.length * 0.75) this.#compact();
  }

  /** ln((N+prior+1)/(n+1)), raised for names from code. */
  idf(term: string): number {
    const number = this.#termNumbers.get(term);
    return number === undefined
      ? Math.log(this.#alive + PRIOR_REPORTS + 1) * (isIdentifier(term) ? IDENTIFIER_BOOST : 1)
      : this.#idfOf(number);
  }

  /**
   * At most `most` other reports that share words with this one, best BM25 first; ties by id.
   * @param wanted by id; asked only of reports that share a word
   */
  candidates(id: string, most: number, postings: number, wanted?: (id: string) => boolean): { id: string; score: number }[] {
    const own = this.#numberOf.get(id);
    if (own === undefined) return [];
    const doc = this.#docs[own]!;
    const terms = [...doc.terms].sort((a, b) => this.#postings[a]!.count - this.#postings[b]!.count || this.#compareTerms(a, b));
    if (this.#sums.length < this.#docs.length) this.#sums = new Float64Array(this.#docs.length * 2);
    const sums = this.#sums;
    const lengths = this.#lengths;
    const touched: number[] = [];
    const meanLength = this.#totalLength / Math.max(1, this.#alive);
    const saturations = this.#saturations;
    for (let length = 0; length < SATURATIONS; length++) saturations[length] = saturationOf(length, meanLength);
    let left = postings;
    for (const term of terms) {
      const list = this.#postings[term]!;
      if (list.count < 2) continue;
      // Not its length, which counts the dead: the answer must not depend on what has been here.
      if (list.count > left) break;
      left -= list.count;
      const idf = this.#idfOf(term);
      const docs = list.docs!;
      for (let i = 0; i < list.length; i++) {
        const entry = docs[i]!;
        const number = entry >>> WEIGHT_BITS;
        const length = lengths[number]!;
        if (length === 0 || number === own) continue;
        const weight = WEIGHTS[entry & (WEIGHT_STEPS - 1)]!;
        if (sums[number] === 0) touched.push(number);
        const saturation = length < SATURATIONS ? saturations[length]! : saturationOf(length, meanLength);
        sums[number]! += (idf * weight * (K1 + 1)) / (weight + saturation);
      }
    }
    const best = new Best(most);
    for (const number of touched) {
      const score = sums[number]!;
      sums[number] = 0;
      const other = this.#docs[number]!;
      if (best.takes(score) && (!wanted || wanted(other.id))) best.add({ id: other.id, score });
    }
    return best.sorted();
  }

  /** What one report has in common with each of the others. */
  overlaps(id: string, others: readonly string[]): Overlap[] {
    const doc = this.#docs[this.#numberOf.get(id)!]!;
    this.#fitScratch();
    const query = this.#query;
    let squares = 0;
    let idfs = 0;
    for (let i = 0; i < doc.terms.length; i++) {
      const idf = this.#idfOf(doc.terms[i]!);
      const value = doc.weights[i]! * idf;
      query[doc.terms[i]!] = value;
      squares += value * value;
      idfs += idf;
    }
    const title = { terms: new Set(doc.title), pairs: pairsOf(doc.title), squares: this.#squaresOf(doc.title) };
    const answers = others.map((other) => this.#overlap(doc, this.#docs[this.#numberOf.get(other)!]!, query, squares, idfs, title));
    for (const term of doc.terms) query[term] = 0;
    return answers;
  }

  /** Mean of the two TF-IDF cosines of `overlaps`, and nothing else of it: a fraction of its cost. */
  cosines(id: string, others: readonly string[]): number[] {
    const doc = this.#docs[this.#numberOf.get(id)!]!;
    this.#fitScratch();
    const [query, inTitle] = [this.#query, this.#inTitle];
    let squares = 0;
    for (let i = 0; i < doc.terms.length; i++) {
      const value = doc.weights[i]! * this.#idfOf(doc.terms[i]!);
      query[doc.terms[i]!] = value;
      squares += value * value;
    }
    for (const term of doc.title) inTitle[term] = 1;
    const titleSquares = this.#squaresOf(doc.title);
    const answers = others.map((otherId) => {
      const other = this.#docs[this.#numberOf.get(otherId)!]!;
      let [dot, otherSquares, titleDot, otherTitleSquares] = [0, 0, 0, 0];
      for (let i = 0; i < other.terms.length; i++) {
        const value = other.weights[i]! * this.#idfOf(other.terms[i]!);
        otherSquares += value * value;
        dot += value * query[other.terms[i]!]!;
      }
      for (const term of other.title) {
        const square = this.#idfOf(term) ** 2;
        otherTitleSquares += square;
        if (inTitle[term] === 1) titleDot += square;
      }
      const title = Math.min(1, titleDot / (Math.sqrt(titleSquares * otherTitleSquares) || 1));
      return (title + Math.min(1, dot / (Math.sqrt(squares * otherSquares) || 1))) / 2;
    });
    for (const term of doc.terms) query[term] = 0;
    for (const term of doc.title) inTitle[term] = 0;
    return answers;
  }

  /** Words that both hold, rarest first. */
  shared(a: string, b: string): string[] {
    const terms = new Set(this.#docs[this.#numberOf.get(a)!]?.terms);
    const shared = [...(this.#docs[this.#numberOf.get(b)!]?.terms ?? [])].filter((term) => terms.has(term));
    return shared.sort((x, y) => this.#idfOf(y) - this.#idfOf(x) || this.#compareTerms(x, y)).map((term) => this.#termNames[term]!);
  }

  #overlap(
    doc: Doc,
    other: Doc,
    query: Float64Array,
    squares: number,
    idfs: number,
    title: { terms: ReadonlySet<number>; pairs: ReadonlySet<number>; squares: number },
  ): Overlap {
    let dot = 0;
    let otherSquares = 0;
    let otherIdfs = 0;
    let identifiers = 0;
    const shared: number[] = [];
    const held = new Set<number>();
    for (let i = 0; i < other.terms.length; i++) {
      const term = other.terms[i]!;
      const idf = this.#idfOf(term);
      const value = other.weights[i]! * idf;
      otherSquares += value * value;
      otherIdfs += idf;
      if (query[term] === 0) continue;
      dot += value * query[term]!;
      shared.push(idf);
      held.add(term);
      if (this.#boosts[term] !== 1) identifiers += 1;
    }
    shared.sort((x, y) => y - x);
    const sharedIdfs = shared.reduce((sum, idf) => sum + idf, 0);
    let titleDot = 0;
    let titleShared = 0;
    for (const term of other.title) {
      if (!title.terms.has(term)) continue;
      titleDot += this.#idfOf(term) ** 2;
      titleShared += 1;
    }
    const otherTitleSquares = this.#squaresOf(other.title);
    const saidByOther = this.#squaresOf(doc.title.filter((term) => held.has(term)));
    const saidByOwn = this.#squaresOf(other.title.filter((term) => held.has(term)));
    return {
      title: Math.min(1, titleDot / (Math.sqrt(title.squares * otherTitleSquares) || 1)),
      whole: Math.min(1, dot / (Math.sqrt(squares * otherSquares) || 1)),
      idfShare: sharedIdfs / (idfs + otherIdfs - sharedIdfs || 1),
      sharedIdf: shared.slice(0, SHARED_COUNTED).reduce((sum, idf) => sum + idf, 0),
      rarest: shared[0] ?? 0,
      identifiers,
      titleJaccard: titleShared / (doc.title.length + other.title.length - titleShared || 1),
      titlePairs: jaccard(title.pairs, pairsOf(other.title)),
      titleCover: (saidByOther / (title.squares || 1) + saidByOwn / (otherTitleSquares || 1)) / 2,
      lengthRatio: Math.min(doc.terms.length, other.terms.length) / Math.max(1, doc.terms.length, other.terms.length),
    };
  }

  #fitScratch(): void {
    if (this.#query.length >= this.#termNames.length) return;
    this.#query = new Float64Array(this.#termNames.length * 2);
    this.#inTitle = new Uint8Array(this.#termNames.length * 2);
  }

  #squaresOf(terms: Uint32Array): number {
    let sum = 0;
    for (const term of terms) sum += this.#idfOf(term) ** 2;
    return sum;
  }

  #termNumber(term: string): number {
    let number = this.#termNumbers.get(term);
    if (number === undefined) {
      number = this.#termNames.length;
      this.#termNumbers.set(term, number);
      this.#termNames.push(term);
      this.#boosts.push(isIdentifier(term) ? IDENTIFIER_BOOST : 1);
      this.#postings.push({ docs: null, first: 0, length: 0, count: 0 });
    }
    return number;
  }

  #idfOf(term: number): number {
    if (this.#idfStates[term] === this.#state) return this.#idfs[term]!;
    if (term >= this.#idfs.length) {
      this.#idfs = new Float64Array(this.#termNames.length * 2);
      this.#idfStates = new Uint32Array(this.#termNames.length * 2);
    }
    const idf = Math.log((this.#alive + PRIOR_REPORTS + 1) / (this.#postings[term]!.count + 1)) * this.#boosts[term]!;
    this.#idfs[term] = idf;
    this.#idfStates[term] = this.#state;
    return idf;
  }

  #setLength(number: number, length: number): void {
    if (number >= this.#lengths.length) {
      const grown = new Uint16Array(this.#lengths.length * 2);
      grown.set(this.#lengths);
      this.#lengths = grown;
    }
    this.#lengths[number] = length;
  }

  #compareTerms(a: number, b: number): number {
    return this.#termNames[a]! < this.#termNames[b]! ? -1 : 1;
  }

  /** Reports and words that are gone leave their numbers to others. */
  #compact(): void {
    const kept = this.#docs.filter((doc) => doc !== null);
    const names = this.#termNames.splice(0);
    for (const list of [this.#boosts, this.#postings]) list.length = 0;
    this.#termNumbers.clear();
    this.#docs = kept;
    this.#lengths.fill(0);
    this.#state += 1;
    kept.forEach((doc, number) => {
      this.#numberOf.set(doc.id, number);
      this.#setLength(number, doc.terms.length);
      doc.terms.forEach((term, i) => {
        doc.terms[i] = this.#termNumber(names[term]!);
        push(this.#postings[doc.terms[i]!]!, number, doc.weights[i]!);
      });
      doc.title.forEach((term, i) => (doc.title[i] = this.#termNumber(names[term]!)));
    });
  }
}

/** BM25: how much of a word makes no difference any more. */
function saturationOf(length: number, meanLength: number): number {
  return K1 * (1 - B + (B * length) / meanLength);
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

function push(postings: Postings, doc: number, weight: number): void {
  const entry = doc * WEIGHT_STEPS + Math.min(WEIGHT_STEPS - 1, Math.round(weight * STEPS_PER_UNIT));
  postings.count += 1;
  const length = postings.length++;
  if (postings.docs === null && length === 0) {
    postings.first = entry;
    return;
  }
  postings.docs ??= Uint32Array.of(postings.first, 0);
  if (length === postings.docs.length) {
    const grown = new Uint32Array(postings.docs.length * 2);
    grown.set(postings.docs);
    postings.docs = grown;
  }
  postings.docs[length] = entry;
}

interface Scored {
  id: string;
  score: number;
}

/** The few best of many, without sorting all. */
class Best {
  readonly #most: number;
  #kept: Scored[] = [];
  #floor = -Infinity;

  constructor(most: number) {
    this.#most = most;
  }

  takes(score: number): boolean {
    return score >= this.#floor;
  }

  add(entry: Scored): void {
    this.#kept.push(entry);
    if (this.#kept.length >= this.#most * 4) this.#trim();
  }

  sorted(): Scored[] {
    this.#trim();
    return this.#kept;
  }

  #trim(): void {
    this.#kept.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
    if (this.#kept.length < this.#most) return;
    this.#kept.length = this.#most;
    this.#floor = this.#kept.at(-1)!.score;
  }
}
