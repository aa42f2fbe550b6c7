import { Corpus, type Neighbour } from './corpus.ts';
import type { Groupable } from './terms.ts';

export const WORDS_VERSION = 'words-1';

/**
 * Log-odds that two reports are one problem, from what they share. Fitted by logistic regression on public duplicate links
 * of issue trackers; the last term is the prior: among more reports a chance resemblance is likelier, so more has to be shared.
 */
const COEFFICIENTS = { bias: -1.6, cosine: 2.05, titleCosine: 3.25, sharedIdf: 0.96, dense: 4, denseCentre: 0.3 };
const PRIOR_OTHERS = 12;

export interface PairFeatures {
  /** TF-IDF cosine of the whole texts and of the titles, 0..1. */
  cosine: number;
  titleCosine: number;
  sharedIdf: number;
  /** Cosine of the two vectors; null where they are not comparable (other space, or a machine report, which has words only). */
  dense: number | null;
  /** How many reports the pair was found among. */
  among: number;
}

/** 0..1. Pure. */
export function pairScore(features: PairFeatures): number {
  const c = COEFFICIENTS;
  const logOdds =
    c.bias +
    c.cosine * features.cosine +
    c.titleCosine * features.titleCosine +
    c.sharedIdf * Math.log1p(features.sharedIdf) +
    (features.dense === null ? 0 : c.dense * (features.dense - c.denseCentre)) -
    Math.log(features.among + PRIOR_OTHERS);
  return 1 / (1 + Math.exp(-logOdds));
}

/** The lexical side of one project's reports: whole texts and titles, with the idf of exactly these reports. */
export class Lexicon<T extends Groupable & { id: string }> {
  readonly #texts: Corpus<T>;
  readonly #titles: Corpus<T>;
  readonly #titleOnly: Map<string, T>;

  readonly reports: readonly T[];

  constructor(reports: readonly T[]) {
    this.reports = reports;
    this.#texts = new Corpus(reports);
    const titles = reports.map((report) => ({ ...report, body: '', exceptions: [] }));
    this.#titles = new Corpus(titles);
    this.#titleOnly = new Map(titles.map((title) => [title.id, title]));
  }

  /** Reports that share words with this one and are `wanted`, best cosine first, with what `pairScore` needs. */
  candidates(report: T, most: number, wanted: (other: T) => boolean): { report: T; features: Omit<PairFeatures, 'dense'> }[] {
    const title = this.#titleOnly.get(report.id);
    const titleCosines = new Map(title ? this.#titles.neighbours(title).map((n) => [n.report.id, n.cosine]) : []);
    return this.#texts
      .neighbours(report)
      .filter((neighbour) => wanted(neighbour.report))
      .slice(0, most)
      .map((neighbour: Neighbour<T>) => ({
        report: neighbour.report,
        features: {
          cosine: neighbour.cosine,
          titleCosine: titleCosines.get(neighbour.report.id) ?? 0,
          sharedIdf: neighbour.sharedIdf,
          among: this.reports.length,
        },
      }));
  }

  sharedWords(a: T, b: T, most: number): string[] {
    return this.#texts.sharedWords(a, b, most);
  }
}
