// npm run calibrate -- --data FILE.jsonl [--data …] [--vectors DIR] [--model FILE] [--budget 0.01]: the bounds at which at most the budget of new
// problems would be joined wrongly, per kind of evidence, on labelled reports.
import { readFileSync } from 'node:fs';
import { BoundedKind, FALSE_JOIN_BUDGET } from '#domain/clustering/bounds';
import { calibrate, type LabelledScore } from '#domain/clustering/calibrate';
import { type FittedModel, useModel } from '#domain/clustering/fitted-model';
import { FEATURE_VERSION } from '#domain/clustering/pair-features';
import { routeOf } from '#domain/clustering/route';
import { readArguments } from './clustering/arguments.ts';
import { type DataSet, embedAll, readDataSet, SPACE } from './clustering/data.ts';
import { BANDS, batchesOf, stream } from './clustering/stream.ts';

/** Nothing joins but by a key, so that every report is held against all that came before it. */
const NOTHING_JOINS = Object.fromEntries(
  BoundedKind.options.map((kind) => [kind, { joinAt: 2, suggestAt: BANDS[kind].suggestAt }]),
) as typeof BANDS;

async function main(): Promise<void> {
  const args = readArguments();
  if (args.model) useModel(JSON.parse(readFileSync(args.model, 'utf8')) as FittedModel);
  const budget = Number(args.budget ?? FALSE_JOIN_BUDGET);
  const found = new Map<BoundedKind, { name: string; joinAt: number; suggestAt: number; reports: number }[]>();
  for (const file of args.data) {
    const set = readDataSet(file);
    const scores = labelledScores(
      set,
      stream(batchesOf(set.reports, Number(args.batch)), await embedAll(set, args.vectors), NOTHING_JOINS),
    );
    for (const [kind, labelled] of scores) {
      const bounds = calibrate(labelled, budget);
      found.set(kind, [...(found.get(kind) ?? []), { name: set.name, ...bounds, reports: labelled.length }]);
      console.log(
        `${kind.padEnd(6)} ${set.name.padEnd(20)} ${labelled.length} reports: join ${bounds.joinAt.toFixed(3)}, suggest ${bounds.suggestAt.toFixed(3)}`,
      );
    }
  }
  const calibratedAt = new Date().toISOString();
  // The most careful of the projects for joining, the middle of all for asking.
  const stored = [...found].map(([kind, all]) => {
    const joinAt = Math.min(1, Math.max(...all.map((one) => one.joinAt)));
    const suggestAt = Math.min(joinAt, Math.exp(all.reduce((sum, one) => sum + Math.log(one.suggestAt), 0) / all.length));
    return { kind, joinAt, suggestAt, ...SPACE, featureVersion: FEATURE_VERSION, by: 'calibrated', calibratedAt };
  });
  console.log(JSON.stringify(stored, null, 2));
}

/** Per kind of report: its best candidate of another cluster, and what the labels say of it. A key's joins are no matter of a bound. */
function labelledScores(set: DataSet, { decisions }: ReturnType<typeof stream>): Map<BoundedKind, LabelledScore[]> {
  if (!set.groupOf) throw new Error(`${set.name} names no groups`);
  const groupOf = set.groupOf;
  const scores = new Map<BoundedKind, LabelledScore[]>();
  const seen = new Set<string>();
  // A cluster stands for the group of the report that opened it.
  for (const report of set.reports) {
    const { opened, clusterId, suggestions = [] } = decisions.get(report.id)!;
    const group = groupOf.get(report.id)!;
    // Of two of one batch the earlier one has nothing to join yet.
    const before = suggestions.filter((one) => seen.has(one.clusterId));
    if (opened && clusterId === report.id) {
      const best = before[0];
      const kind = routeOf(report);
      const isRepeat = seen.has(`group ${group}`);
      const one = { score: best?.score ?? 0, right: best !== undefined && groupOf.get(best.clusterId) === group, isRepeat };
      scores.set(kind, [...(scores.get(kind) ?? []), one]);
    }
    seen.add(clusterId).add(`group ${group}`);
  }
  return scores;
}

await main();
