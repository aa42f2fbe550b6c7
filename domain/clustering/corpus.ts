import { isIdentifier, termsOf, type Groupable } from './terms.ts';

/** As if so many unrelated reports had been seen, so that the first few of a project do not make common words look rare. */
const PRIOR_REPORTS = 40;

interface Entry<T> {
  report: T;
  /** Term → weight, unit length. */
  vector: Map<string, number>;
}

export interface Neighbour<T> {
  report: T;
  /** TF-IDF cosine, 0..1. */
  cosine: number;
  /** Sum of the idf of shared terms, the measure of how much they have in common. */
  sharedIdf: number;
}

/**
 * An inverted index over reports with the idf of exactly these reports. Deterministic: the same set gives the same numbers in any order.
 * Building costs one pass over all terms; `neighbours` touches only reports that share a term.
 */
export class Corpus<T extends Groupable & { id: string }> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #postings = new Map<string, { id: string; weight: number }[]>();
  readonly #documentCount = new Map<string, number>();
  readonly #size: number;

  constructor(reports: readonly T[]) {
    this.#size = reports.length;
    for (const report of reports)
      for (const term of termsOf(report).weights.keys()) this.#documentCount.set(term, (this.#documentCount.get(term) ?? 0) + 1);
    for (const report of reports) {
      const vector = this.#vectorOf(report);
      this.#entries.set(report.id, { report, vector });
      for (const [term, weight] of vector) {
        const list = this.#postings.get(term);
        if (list) list.push({ id: report.id, weight });
        else this.#postings.set(term, [{ id: report.id, weight }]);
      }
    }
  }

  /** ln((N+prior+1)/(n+1)), raised for names from code. */
  idf(term: string): number {
    const n = this.#documentCount.get(term) ?? 0;
    const base = Math.log((this.#size + PRIOR_REPORTS + 1) / (n + 1));
    return isIdentifier(term) ? base * 1.2 : base;
  }

  /** Every report that shares a term, best first; ties by id. */
  neighbours(report: T): Neighbour<T>[] {
    const own = this.#entries.get(report.id)?.vector ?? this.#vectorOf(report);
    const cosines = new Map<string, { cosine: number; sharedIdf: number }>();
    for (const [term, weight] of own) {
      const idf = this.idf(term);
      for (const posting of this.#postings.get(term) ?? []) {
        if (posting.id === report.id) continue;
        const sum = cosines.get(posting.id) ?? { cosine: 0, sharedIdf: 0 };
        sum.cosine += weight * posting.weight;
        sum.sharedIdf += idf;
        cosines.set(posting.id, sum);
      }
    }
    return [...cosines]
      .map(([id, sum]) => ({ report: this.#entries.get(id)!.report, cosine: Math.min(1, sum.cosine), sharedIdf: sum.sharedIdf }))
      .sort((a, b) => b.cosine - a.cosine || (a.report.id < b.report.id ? -1 : 1));
  }

  /** Words both use, rarest first, as the first report wrote them. A name from code hides the words it is made of. */
  sharedWords(a: T, b: T, most: number): string[] {
    const own = termsOf(a);
    const other = termsOf(b);
    const shared = [...own.weights.keys()]
      .filter((term) => other.weights.has(term))
      .sort((x, y) => this.idf(y) - this.idf(x) || (x < y ? -1 : 1));
    const words = new Set<string>();
    for (const term of shared) words.add(own.written.get(term)!.toLowerCase());
    return [...words].slice(0, most);
  }

  #vectorOf(report: T): Map<string, number> {
    const vector = new Map<string, number>();
    let squares = 0;
    for (const [term, weight] of termsOf(report).weights) {
      const value = weight * this.idf(term);
      vector.set(term, value);
      squares += value * value;
    }
    const length = Math.sqrt(squares) || 1;
    for (const [term, value] of vector) vector.set(term, value / length);
    return vector;
  }
}
