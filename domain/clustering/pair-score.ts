import { numbersDiffer, platformsDiffer } from './contrast.ts';
import { Corpus } from './corpus.ts';
import { termsOf, type Groupable } from './terms.ts';

export const WORDS_VERSION = 'words-1';

/**
 * Log-odds that two reports are one problem, from what they share. Fitted by logistic regression on public duplicate links of issue
 * trackers, at project sizes from 40 to 1,000 reports. The prior is fixed: among more reports a chance resemblance is likelier, so more
 * has to be shared.
 */
const WORDS_ONLY = { bias: -2.9, cosine: 3.25, shared: 0.65, cover: 7.1, numbers: -1, platforms: -3.5 };
const WITH_VECTORS = { bias: -2.55, cosine: 1.7, shared: 0.38, cover: 6.75, numbers: -0.95, platforms: -3.3 };
const PRIOR_OTHERS = 12;

/**
 * What a cosine of each provider says, as log-odds: weight × (cosine − centre). A bound over cosines does not carry over from one model
 * to another, so vectors of a provider that is not here have no say.
 */
const DENSE: Readonly<Record<string, { weight: number; centre: number }>> = {
  local: { weight: 4.4, centre: 0.3 },
  /** Its cosines crowd together near the top; set by hand, on the careful side. */
  gemini: { weight: 5, centre: 0.78 },
};

export interface PairFeatures {
  /** TF-IDF cosine of the whole texts, 0..1. */
  cosine: number;
  /** Sum of the idf of what both say. */
  sharedIdf: number;
  /** How much of each title, by idf², the other report says too; mean of both, 0..1. */
  cover: number;
  numbersDiffer: boolean;
  platformsDiffer: boolean;
  /** How many reports the pair was found among. */
  among: number;
}

/** Similarity of two vectors of one space, whose provider says what it is worth. */
export interface DenseSimilarity {
  provider: string;
  cosine: number;
}

/** 0..1, the same whichever report comes first. Pure. */
export function pairScore(features: PairFeatures, dense: DenseSimilarity | null): number {
  const scale = dense && Object.hasOwn(DENSE, dense.provider) ? DENSE[dense.provider]! : null;
  const c = scale ? WITH_VECTORS : WORDS_ONLY;
  const logOdds =
    c.bias +
    c.cosine * features.cosine +
    c.shared * Math.log1p(features.sharedIdf) +
    c.cover * features.cover +
    (features.numbersDiffer ? c.numbers : 0) +
    (features.platformsDiffer ? c.platforms : 0) +
    (scale ? scale.weight * (dense!.cosine - scale.centre) : 0) -
    Math.log(features.among + PRIOR_OTHERS);
  return 1 / (1 + Math.exp(-logOdds));
}

/** The lexical side of one project's reports, with the idf of exactly these reports. */
export class Lexicon<T extends Groupable & { id: string }> {
  readonly #corpus: Corpus<T>;
  readonly #size: number;

  constructor(reports: readonly T[]) {
    this.#corpus = new Corpus(reports);
    this.#size = reports.length;
  }

  /** Reports that share words with this one and are `wanted`, best cosine first, with what `pairScore` needs. */
  candidates(report: T, most: number, wanted: (other: T) => boolean): { report: T; features: PairFeatures }[] {
    return this.#corpus
      .neighbours(report)
      .filter((neighbour) => wanted(neighbour.report))
      .slice(0, most)
      .map(({ report: other, cosine, sharedIdf }) => ({
        report: other,
        features: {
          cosine,
          sharedIdf,
          cover: (this.#cover(report, other) + this.#cover(other, report)) / 2,
          numbersDiffer: numbersDiffer(report.title, other.title),
          platformsDiffer: platformsDiffer(report.title, other.title),
          among: this.#size,
        },
      }));
  }

  sharedWords(a: T, b: T, most: number): string[] {
    return this.#corpus.sharedWords(a, b, most);
  }

  /** Share of the title of `a` that `b` says somewhere. */
  #cover(a: T, b: T): number {
    const said = termsOf(b).weights;
    let have = 0;
    let all = 0;
    for (const term of termsOf(a).title) {
      const weight = this.#corpus.idf(term) ** 2;
      all += weight;
      if (said.has(term)) have += weight;
    }
    return all === 0 ? 0 : have / all;
  }
}
