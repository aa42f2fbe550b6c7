// npm run fit:pair-score -- --data FILE.jsonl [--data …] [--vectors DIR] [--out DIR]: fits the pair score on labelled issues, writes
// domain/clustering/pair-model.json, and into DIR one model per set that was fitted without it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { calibrate, type LabelledScore } from '#domain/clustering/calibrate';
import type { FittedModel, PairModel } from '#domain/clustering/fitted-model';
import { FEATURES, FEATURE_VERSION } from '#domain/clustering/pair-features';
import { readArguments } from './clustering/arguments.ts';
import { fitChoices } from './clustering/choice-model.ts';
import { embedAll, readDataSet, SPACE } from './clustering/data.ts';
import { type LabelledPair, labelledReports, type LabelledReport } from './clustering/pairs.ts';

const RIDGE = 5;
/** In log-odds: it says most at the top of the scores, where joining is decided, and the fit looks at all pairs alike. */
const SET_BY_HAND: Readonly<Record<string, number>> = { asksForWork: -1.5 };
/** What the repeats of one set weigh together, and the new problems: the same in every set, else the largest would decide. */
const REPEATS_WEIGHT = 300;
const NEWS_WEIGHT = 4000;
/** What ships may put one new problem of fifty where it does not belong, in the worst of projects. */
const BUDGET = 0.02;
/** Of the budget, for another project may be worse than the worst of these. */
const BUDGET_SHARE = 0.7;
const MODEL = fileURLToPath(new URL('../domain/clustering/pair-model.json', import.meta.url));

async function main(): Promise<void> {
  const args = readArguments();
  const sets = new Map<string, LabelledReport[]>();
  for (const file of args.data) {
    const set = readDataSet(file);
    if (!set.groupOf) throw new Error(`${set.name} names no groups`);
    sets.set(set.name, labelledReports(set, await embedAll(set, args.vectors)));
  }
  const budget = Number(args.budget ?? BUDGET);
  if (args.out) {
    mkdirSync(args.out, { recursive: true });
    for (const left of sets.keys()) {
      const others = [...sets].filter(([name]) => name !== left).map(([, reports]) => reports);
      if (others.length > 0) writeFileSync(join(args.out, `without-${left}.json`), json(fit(others, budget)));
      console.log(`fitted without ${left}`);
    }
  }
  const model = fit([...sets.values()], budget);
  writeFileSync(MODEL, json(model));
  FEATURES.forEach((name, i) =>
    console.log(
      name.padEnd(20),
      model.words.weights[i]!.toFixed(2).padStart(8),
      model.dense[SPACE.provider]!.weights[i]!.toFixed(2).padStart(8),
    ),
  );
}

function fit(sets: readonly LabelledReport[][], budget: number): FittedModel {
  const words = regression(sets, (pair) => pair.values, budget);
  const dense = regression(sets, (pair) => [...pair.values, pair.cosine], budget);
  return {
    featureVersion: FEATURE_VERSION,
    words,
    dense: { [SPACE.provider]: { ...dense, weights: dense.weights.slice(0, -1), denseWeight: dense.weights.at(-1)! } },
  };
}

/** On standardised values, so that the penalty means the same to each; the coefficients are those of the raw ones. */
function regression(sets: readonly LabelledReport[][], valuesOf: (pair: LabelledPair) => readonly number[], budget: number): PairModel {
  const pairs = sets.flatMap((reports) => reports.flatMap((report) => report.pairs));
  const size = valuesOf(pairs[0]!).length;
  const mean = Array.from({ length: size }, (_, i) => pairs.reduce((sum, pair) => sum + valuesOf(pair)[i]!, 0) / pairs.length);
  const spread = mean.map((m, i) => Math.sqrt(pairs.reduce((sum, pair) => sum + (valuesOf(pair)[i]! - m) ** 2, 0) / pairs.length) || 1);
  const byHand = (i: number) => SET_BY_HAND[FEATURES[i] ?? ''];
  const standard = (pair: LabelledPair) =>
    valuesOf(pair).map((value, i) => (byHand(i) === undefined ? (value - mean[i]!) / spread[i]! : 0));
  const choices = sets.flatMap((reports) => {
    const [repeats, news] = [reports.filter(isFound), reports.filter((report) => !report.isRepeat)];
    return [...weighted(repeats, REPEATS_WEIGHT), ...weighted(news, NEWS_WEIGHT)];
  });
  const fitted = fitChoices(
    choices.map(({ report, weight }) => ({ values: report.pairs.map(standard), same: report.pairs.map((pair) => pair.same), weight })),
    RIDGE,
  );
  const learned = fitted.slice(1).map((b, i) => b / spread[i]!);
  const bias = fitted[0]! - learned.reduce((sum, w, i) => sum + w * mean[i]!, 0);
  const weights = learned.map((w, i) => byHand(i) ?? w);
  const logOdds = (pair: LabelledPair) => valuesOf(pair).reduce((z, value, i) => z + weights[i]! * value, bias);
  // The bound of the most careful project of all: another project may be like that one.
  const bounds = sets.map(
    (reports) =>
      calibrate(
        reports.map((report) => bestOf(report, logOdds)),
        budget * BUDGET_SHARE,
      ).joinAt,
  );
  return { bias, weights, shift: Math.max(...bounds) };
}

/** A repeat of something that words did not suggest teaches nothing about scores. */
function isFound(report: LabelledReport): boolean {
  return report.pairs.some((pair) => pair.same);
}

function weighted(reports: readonly LabelledReport[], together: number) {
  return reports.map((report) => ({ report, weight: together / reports.length }));
}

function bestOf(report: LabelledReport, logOdds: (pair: LabelledPair) => number): LabelledScore {
  let best = -Infinity;
  let same = false;
  for (const pair of report.pairs) {
    const z = logOdds(pair);
    if (z > best) [best, same] = [z, pair.same];
  }
  return { score: best, right: same, isRepeat: report.isRepeat };
}

function json(model: FittedModel): string {
  const rounded = (value: unknown) => (typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value);
  return `${JSON.stringify(model, (_, value: unknown) => rounded(value), 2)}\n`;
}

await main();
