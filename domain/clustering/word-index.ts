import { Documents } from './documents.ts';
import { Comparison, type Overlap } from './overlap.ts';
import { Postings } from './postings.ts';
import { TermScores } from './term-scores.ts';
import { type Scored, TopScores } from './top-scores.ts';
import { FACTS, idfAt, idfOfUnseen, logOfSize, Vocabulary } from './vocabulary.ts';

/** Fewer are not worth cleaning up. */
const FEW_DOCUMENTS = 64;
const SHARE_ALIVE = 0.75;

/** Words with their weights, and which of them the title holds, in its order. */
export interface Words {
  weights: ReadonlyMap<string, number>;
  title: Iterable<string>;
}

/**
 * An inverted index over the reports of one project with the idf of exactly these reports. What it answers depends on the set of reports it
 * holds, not on the order they came in, so that one built anew from the store answers alike. Adding costs the report's own terms; asking
 * touches at most `postings` entries, rarest words first. About 1 KB a report of 70 words.
 */
export class WordIndex {
  #vocabulary = new Vocabulary();
  #postings = new Postings();
  #documents = new Documents();
  #termCount = 0;
  #logSize = logOfSize(0);
  readonly #scores = new TermScores();

  get size(): number {
    return this.#documents.alive;
  }

  /** Words of all reports together, each once per report. */
  get termCount(): number {
    return this.#termCount;
  }

  has(id: string): boolean {
    return this.#documents.number(id) !== undefined;
  }

  add(id: string, { weights, title }: Words): void {
    if (this.has(id)) this.remove(id);
    const titleTerms = Array.from(title, (term) => this.#vocabulary.number(term));
    const terms = Array.from(weights.keys(), (term) => this.#vocabulary.number(term));
    this.#enter(id, terms, [...weights.values()], titleTerms);
  }

  /** The last ones added go without a trace; of others the entries stay until a quarter of all is dead. */
  remove(id: string): void {
    const number = this.#documents.number(id);
    if (number === undefined) return;
    const terms = this.#documents.termsOf(number);
    const isFree = this.#documents.remove(number);
    for (const term of terms) {
      this.#vocabulary.recount(term, -1);
      if (isFree) this.#postings.pop(term);
    }
    this.#termCount -= terms.length;
    this.#logSize = logOfSize(this.size);
    const { count, alive } = this.#documents;
    if (count > FEW_DOCUMENTS && alive < count * SHARE_ALIVE) this.#compact();
  }

  /** ln((N+prior+1)/(n+1)), raised for names from code. */
  idf(term: string): number {
    const number = this.#vocabulary.find(term);
    return number === undefined ? idfOfUnseen(term, this.#logSize) : this.#idfOf(number);
  }

  /**
   * At most `most` other reports that share words with this one, best BM25 first; ties by id.
   * @param wanted by id; asked only of reports that share a word
   */
  candidates(id: string, most: number, postings: number, wanted?: (id: string) => boolean): Scored[] {
    const own = this.#documents.number(id);
    if (own === undefined) return [];
    const [vocabulary, documents, scores] = [this.#vocabulary, this.#documents, this.#scores];
    const terms = documents.termsOf(own).filter((term) => vocabulary.count(term) > 1 && vocabulary.count(term) <= postings);
    terms.sort((a, b) => vocabulary.compare(a, b));
    scores.begin(documents.count, postings, this.#termCount / Math.max(1, this.size));
    let left = postings;
    for (const term of terms) {
      // Not the number of entries, which has the dead: the answer must not depend on what has been here.
      if (vocabulary.count(term) > left) break;
      left -= vocabulary.count(term);
      scores.add(this.#postings, term, this.#idfOf(term), documents.lengths, own);
    }
    const best = new TopScores(most);
    scores.drain((number, score) => {
      if (!best.takes(score)) return;
      const other = documents.id(number)!;
      if (!wanted || wanted(other)) best.add({ id: other, score });
    });
    return best.sorted();
  }

  /** What one report has in common with each of the others. */
  overlaps(id: string, others: readonly string[]): Overlap[] {
    return this.#compare(id, (comparison) => others.map((other) => comparison.overlap(this.#documents.number(other)!)));
  }

  /** Mean of the two TF-IDF cosines of `overlaps`, and nothing else of it: a fraction of its cost. */
  cosines(id: string, others: readonly string[]): number[] {
    return this.#compare(id, (comparison) => others.map((other) => comparison.cosine(this.#documents.number(other)!)));
  }

  /** Words that both hold, rarest first. */
  shared(a: string, b: string): string[] {
    const [own, other] = [this.#documents.number(a), this.#documents.number(b)];
    if (own === undefined || other === undefined) return [];
    const terms = new Set(this.#documents.termsOf(own));
    const shared = this.#documents.termsOf(other).filter((term) => terms.has(term));
    shared.sort((x, y) => this.#idfOf(y) - this.#idfOf(x) || this.#vocabulary.compareNames(x, y));
    return shared.map((term) => this.#vocabulary.name(term));
  }

  #compare<T>(id: string, ask: (comparison: Comparison) => T): T {
    const comparison = new Comparison(this.#vocabulary, this.#documents, this.#documents.number(id)!, this.#logSize);
    try {
      return ask(comparison);
    } finally {
      comparison.end();
    }
  }

  #enter(id: string, terms: readonly number[], weights: ArrayLike<number>, title: readonly number[]): void {
    const number = this.#documents.add(id, terms, weights, title);
    terms.forEach((term, i) => {
      this.#vocabulary.recount(term, 1);
      this.#postings.push(term, number, weights[i]!);
    });
    this.#termCount += terms.length;
    this.#logSize = logOfSize(this.size);
  }

  #idfOf(term: number): number {
    return idfAt(this.#vocabulary.facts, term * FACTS, this.#logSize);
  }

  /** Reports and words that are gone leave their numbers to others. */
  #compact(): void {
    const [vocabulary, documents] = [this.#vocabulary, this.#documents];
    this.#vocabulary = new Vocabulary();
    this.#postings = new Postings();
    this.#documents = new Documents();
    this.#termCount = 0;
    const again = (term: number) => this.#vocabulary.number(vocabulary.name(term));
    for (let number = 0; number < documents.count; number++) {
      const id = documents.id(number);
      if (id === null) continue;
      const [weights, offset] = [documents.weightsOf(number), documents.offsetOf(number)];
      const terms = documents.termsOf(number);
      const weightsOfTerms = terms.map((_, i) => weights[offset + i * 2 + 1]!);
      this.#enter(id, terms.map(again), weightsOfTerms, Array.from(documents.titleOf(number), again));
    }
  }
}
