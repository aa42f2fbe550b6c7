// npm run bench:clustering -- --data FILE.jsonl [--data …] [--out DIR] [--vectors DIR] [--model FILE] [--batch N]: groups real reports with the
// product's own code and says how well. Data: one {id, source, title, body, created_at, group?, exception?} a line.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FittedModel, useModel } from '#domain/clustering/fitted-model';
import { routeOf } from '#domain/clustering/route';
import type { Decision } from '#domain/ports/index';
import type { Report } from '#domain/report';
import { readArguments } from './clustering/arguments.ts';
import { originalRule, tfIdfJoin, tfIdfNearest } from './clustering/baselines.ts';
import { type DataSet, embedAll, readDataSet } from './clustering/data.ts';
import { accepted, agreement, type Figures, figuresOf, recallAt } from './clustering/figures.ts';
import { shuffled, shuffledTimes } from './clustering/shuffle.ts';
import { batchesOf, stream } from './clustering/stream.ts';

const SHUFFLES = 5;
const RECALL_AT = [1, 5, 10];

async function main(): Promise<void> {
  const args = readArguments();
  if (args.model) useModel(JSON.parse(readFileSync(args.model, 'utf8')) as FittedModel);
  if (args.out) mkdirSync(args.out, { recursive: true });
  for (const file of args.data) await measure(readDataSet(file), Number(args.batch), args);
}

async function measure(set: DataSet, batch: number, { out, vectors: cache, quick }: ReturnType<typeof readArguments>): Promise<void> {
  const order = set.reports.map((report) => report.id);
  const embedBegan = performance.now();
  const vectors = await embedAll(set, cache);
  const embedMs = performance.now() - embedBegan;
  const began = performance.now();
  const { decisions, cpuMs } = stream(batchesOf(set.reports, batch), vectors);
  const streamMs = performance.now() - began;
  if (out) write(join(out, `${set.name}.jsonl`), order, decisions);

  const isProse = set.reports.filter((report) => routeOf(report) === 'prose').length > set.reports.length / 2;
  const whole = isProse && !quick ? stream([set.reports], vectors).decisions : null;
  if (out && whole) write(join(out, `${set.name}.one-batch.jsonl`), order, whole);

  console.log(`\n## ${set.name}: ${order.length} reports, batches of ${batch}`);
  if (set.groupOf) {
    const { groupOf } = set;
    const figures = (clusterOf: (id: string) => string) => figuresOf(order, groupOf, clusterOf);
    const joined = figures((id) => decisions.get(id)!.clusterId);
    const nearest = tfIdfNearest(set.reports);
    const bounds = Array.from({ length: 40 }, (_, i) => (i + 1) / 40).map((bound) => ({ bound, ...figures(tfIdfJoin(nearest, bound)) }));
    const best = bounds.reduce((a, b) => (b.pairF1 > a.pairF1 ? b : a));
    const within = (rate: number) =>
      bounds.filter((one) => one.falseJoins <= rate).reduce((a, b) => (b.repeatsCaught > a.repeatsCaught ? b : a), bounds.at(-1)!);
    head();
    row(
      'all alone',
      figures((id) => id),
    );
    row('original rule (0.72)', figures(originalRule(set.reports, vectors)));
    row(`TF-IDF join, best bound ${best.bound.toFixed(2)}`, best);
    row('TF-IDF join, false joins as ours', within(Math.max(joined.falseJoins, 0.005)));
    row('TF-IDF join, false joins ≤ 2 %', within(0.02));
    row('joined', joined);
    row('joined + first suggestion', figures(accepted(order, decisions)));
    if (whole) {
      row(
        'joined, one batch',
        figures((id) => whole.get(id)!.clusterId),
      );
      row('the same + first suggestion', figures(accepted(order, whole)));
    }
    const recalls = recallAt(RECALL_AT, order, groupOf, decisions);
    console.log(`recall of the true group: ${RECALL_AT.map((k, i) => `@${k} ${recalls[i]!.toFixed(3)}`).join('  ')}`);
  }
  if (!quick) console.log(`order agreement over ${SHUFFLES} shuffles: ${orderAgreement(set, vectors, batch, decisions)}`);
  const rate = (ms: number) => Math.round((order.length / ms) * 1000);
  console.log(
    `grouping ${rate(streamMs)} reports/s (${(cpuMs / order.length).toFixed(2)} ms CPU a report), with vectors ${rate(streamMs + embedMs)} reports/s, memory ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`,
  );
}

function orderAgreement(
  set: DataSet,
  vectors: ReadonlyMap<string, Float32Array>,
  batch: number,
  decisions: ReadonlyMap<string, Decision>,
): string {
  const order = set.reports.map((report) => report.id);
  const compare = (batches: readonly Report[][]) => {
    const other = stream(batches, vectors).decisions;
    return agreement(
      order,
      (id) => decisions.get(id)!.clusterId,
      (id) => other.get(id)!.clusterId,
    );
  };
  const seeds = Array.from({ length: SHUFFLES }, (_, i) => i + 1);
  const inside = seeds.map((seed) => compare(batchesOf(set.reports, batch).map((reports) => shuffledTimes(reports, seed))));
  const all = seeds.map((seed) => compare(batchesOf(shuffledTimes(shuffled(set.reports, seed), seed), batch)));
  const mean = (values: readonly number[]) => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
  return `${mean(inside)} inside each batch, ${mean(all)} of the whole set`;
}

/** `suggested` ranks where a report may belong; its own cluster is in its place where nothing reaches the suggest bound. */
function write(file: string, order: readonly string[], decisions: ReadonlyMap<string, Decision>): void {
  const lines = order.map((id) => {
    const { clusterId, opened, suggestions = [] } = decisions.get(id)!;
    const others = suggestions.map((one) => ({ cluster: one.clusterId, score: one.score, band: one.band }));
    const stays =
      opened && others.length > 0 && others[0]!.band === 'below' ? [{ cluster: clusterId, score: 1 - others[0]!.score, band: 'stay' }] : [];
    return JSON.stringify({ id, cluster: clusterId, suggested: [...stays, ...others].slice(0, 10) });
  });
  writeFileSync(file, `${lines.join('\n')}\n`);
}

function head(): void {
  console.log(`${''.padEnd(36)}${['precision', 'recall', 'F1', 'caught', 'false', 'impure'].map((name) => name.padStart(10)).join('')}`);
}

function row(name: string, figures: Figures): void {
  const shares = [figures.pairPrecision, figures.pairRecall, figures.pairF1, figures.repeatsCaught, figures.falseJoins];
  console.log(
    `${name.padEnd(36)}${shares.map((value) => value.toFixed(3).padStart(10)).join('')}${String(figures.largestImpure).padStart(10)}`,
  );
}

await main();
