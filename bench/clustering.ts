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
import { type Figure, recordFigures } from './measurements-file.ts';

const SHUFFLES = 5;
const RECALL_AT = [1, 5, 10];

async function main(): Promise<void> {
  const args = readArguments();
  if (args.model) useModel(JSON.parse(readFileSync(args.model, 'utf8')) as FittedModel);
  if (args.out) mkdirSync(args.out, { recursive: true });
  for (const file of args.data) await measure(readDataSet(file), Number(args.batch), args);
}

async function measure(
  set: DataSet,
  batch: number,
  { out, vectors: cache, quick, record, model }: ReturnType<typeof readArguments>,
): Promise<void> {
  const order = set.reports.map((report) => report.id);
  const embedBegan = performance.now();
  const vectors = await embedAll(set, cache);
  const embedMs = performance.now() - embedBegan;
  const began = performance.now();
  const { decisions, cpuMs } = stream(batchesOf(set.reports, batch), vectors);
  const streamMs = performance.now() - began;
  if (out) write(join(out, `${set.name}.jsonl`), order, decisions);

  const isProse = set.reports.filter((report) => routeOf(report) === 'prose').length > set.reports.length / 2;
  const whole = isProse ? stream([set.reports], vectors).decisions : null;
  if (out && whole) write(join(out, `${set.name}.one-batch.jsonl`), order, whole);

  const table: Figure[] = [];
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
    const show = (name: string, found: Figures) => {
      row(name, found);
      table.push({ what: name, value: sentence(found) });
    };
    row(
      'all alone',
      figures((id) => id),
    );
    show('original rule (0.72)', figures(originalRule(set.reports, vectors)));
    show(`TF-IDF join, best bound ${best.bound.toFixed(2)}`, best);
    show('TF-IDF join, false joins as ours', within(Math.max(joined.falseJoins, 0.005)));
    show('TF-IDF join, false joins ≤ 2 %', within(0.02));
    show('joined', joined);
    show('joined + first suggestion', figures(accepted(order, decisions)));
    if (whole) {
      row(
        'joined, one batch',
        figures((id) => whole.get(id)!.clusterId),
      );
      show('the same + first suggestion', figures(accepted(order, whole)));
    }
    const recalls = recallAt(RECALL_AT, order, groupOf, decisions);
    const recall = RECALL_AT.map((k, i) => `@${k} ${recalls[i]!.toFixed(3)}`).join('  ');
    console.log(`recall of the true group: ${recall}`);
    table.push({ what: 'recall of the true group among join and suggestions', value: recall });
  }
  if (!quick) {
    const agreed = orderAgreement(set, vectors, batch, decisions);
    console.log(`order agreement over ${SHUFFLES} shuffles: ${agreed}`);
    table.push({ what: `order agreement over ${SHUFFLES} shuffles`, value: agreed });
  }
  const rate = (ms: number) => Math.round((order.length / ms) * 1000);
  const speed = `${rate(streamMs)} reports/s (${(cpuMs / order.length).toFixed(2)} ms CPU a report), with vectors ${rate(streamMs + embedMs)} reports/s`;
  const memory = `${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`;
  console.log(`grouping ${speed}, memory ${memory}`);
  table.push({ what: 'grouping', value: speed }, { what: 'memory', value: memory });
  if (!record) return;
  recordFigures({
    title: `Grouping of real reports: ${set.name}`,
    command: `npm run bench:clustering -- --data ${set.name}.jsonl${model ? ` --model without-${set.name}.json` : ''}`,
    about: `${order.length} labelled public reports that are not in this repository, in time order, in batches of ${batch}, local provider.${model ? ' The pair score was fitted without this project.' : ''} F1 is over pairs.`,
    figures: table,
  });
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

function sentence(figures: Figures): string {
  const { pairPrecision, pairRecall, pairF1, repeatsCaught, falseJoins, largestImpure } = figures;
  const [p, r, f1, caught] = [pairPrecision, pairRecall, pairF1, repeatsCaught].map((value) => value.toFixed(3));
  return `F1 ${f1} (precision ${p}, recall ${r}), repeats caught ${caught}, false joins ${(falseJoins * 100).toFixed(2)} %, largest impure ${largestImpure}`;
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
