import { fitted } from './fitted-model.ts';
import { FEATURE_VERSION } from './pair-features.ts';

/** What a cosine of one provider says. Cosines of two providers are never compared. */
export interface DenseSimilarity {
  provider: string;
  cosine: number;
}

/** A project of few reports has few that could look alike by chance. Set by hand, as no labelled project is that small. */
const FEW_REPORTS = 130;
const PRIOR_REPORTS = 12;
const FEW_WEIGHT = 1.4;
/** Of two reports alone nothing is known of what is usual. */
const MOST_FOR_FEW = 1.6;
/** Log-odds per cosine for a provider without a fit of its own: set by hand, on the careful side. */
const DENSE_BY_HAND: Readonly<Record<string, { weight: number; centre: number }>> = { gemini: { weight: 5, centre: 0.78 } };

/**
 * How likely two reports are one problem, 0..1, on a scale where 0.5 is the shipped join bound. A logistic regression over `FEATURES`,
 * fitted by `npm run fit:pair-score`. Pure.
 * @param among how many reports the pair was found among
 */
export function pairScore(values: readonly number[], dense: DenseSimilarity | null, among: number): number {
  const withDense = dense && Object.hasOwn(fitted.dense, dense.provider) ? fitted.dense[dense.provider]! : null;
  const model = withDense ?? fitted.words;
  let z = model.bias - model.shift;
  for (let i = 0; i < values.length; i++) z += model.weights[i]! * values[i]!;
  if (withDense) z += withDense.denseWeight * dense!.cosine;
  else if (dense && Object.hasOwn(DENSE_BY_HAND, dense.provider)) {
    const scale = DENSE_BY_HAND[dense.provider]!;
    z += scale.weight * (dense.cosine - scale.centre);
  }
  z += forFew(among);
  return 1 / (1 + Math.exp(-z));
}

/** Log-odds in favour, where the pair was found among so few. */
function forFew(among: number): number {
  const fewer = Math.log((FEW_REPORTS + PRIOR_REPORTS) / (Math.min(among, FEW_REPORTS) + PRIOR_REPORTS));
  return Math.min(MOST_FOR_FEW, FEW_WEIGHT * fewer);
}

/** Version of the rule that evidence names. */
export const WORDS_VERSION = FEATURE_VERSION;
