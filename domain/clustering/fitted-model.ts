import model from './pair-model.json' with { type: 'json' };
import { FEATURES, FEATURE_VERSION } from './pair-features.ts';

/** Coefficients of the pair score; `weights` in the order of FEATURES. */
export interface PairModel {
  bias: number;
  weights: readonly number[];
  /** Taken from the log-odds, so that the join bound comes to lie at 0.5. */
  shift: number;
}

export interface FittedModel {
  featureVersion: string;
  words: PairModel;
  /** By provider of the vectors. */
  dense: Readonly<Record<string, PairModel & { denseWeight: number }>>;
}

/** What ships, read once. Replaceable by `bench:clustering` alone, which measures with one project left out of the fit. */
export let fitted: FittedModel = checked(model);

/** @throws {TypeError} the file was fitted for other features: run `npm run fit:pair-score` */
function checked(read: FittedModel): FittedModel {
  const fits =
    read.featureVersion === FEATURE_VERSION &&
    [read.words, ...Object.values(read.dense)].every((one) => one.weights.length === FEATURES.length);
  if (!fits) throw new TypeError('pair-model.json does not fit the features of this version');
  return read;
}

export function useModel(read: FittedModel): void {
  fitted = checked(read);
}
