// npm run bench:cleanup -- --data FILE.jsonl [--data …] [--vectors DIR] [--batch N] [--record]: what clean-up proposes on labelled reports that were
// grouped by the product's own code, and how much of it is right.
import { performance } from 'node:perf_hooks';
import { type CleanupProposal, proposeCleanup } from '#domain/clustering/cleanup';
import { KnownIndex } from '#domain/clustering/known-index';
import { Likenesses } from '#domain/clustering/likeness';
import type { Report } from '#domain/report';
import { readArguments } from './clustering/arguments.ts';
import { type DataSet, embedAll, readDataSet } from './clustering/data.ts';
import { batchesOf, stream } from './clustering/stream.ts';
import { type Figure, recordFigures } from './measurements-file.ts';

interface Found {
  proposals: CleanupProposal[];
  members: ReadonlyMap<string, readonly string[]>;
  ms: number;
}

/** Clusters at least this large are cut in two, or put together two by two, to see whether clean-up finds that. */
const LEAST_CUT = 4;
const LEAST_MIXED = 2;

function proposeFor(reports: readonly Report[], clusterOf: (id: string) => string): Found {
  const placed = reports.map((report) => ({ ...report, clusterId: clusterOf(report.id) }));
  const index = new KnownIndex(placed);
  const members = new Map([...Map.groupBy(placed, ({ clusterId }) => clusterId)].map(([id, all]) => [id, all.map((one) => one.id)]));
  const clusters = [...members].map(([id, ids]) => ({ id, members: ids, isProtected: false }));
  const began = performance.now();
  const steps = proposeCleanup({ index, likenesses: new Likenesses(index), clusters, apart: { clusters: () => false }, mustLink: [] });
  for (;;) {
    const step = steps.next();
    if (step.done) return { proposals: step.value, members, ms: performance.now() - began };
  }
}

/** What grouping made, with every other large cluster cut in two, and of the others two by two put together. */
function planted(reports: readonly Report[], clusterOf: (id: string) => string) {
  const clusters = [...Map.groupBy(reports, ({ id }) => clusterOf(id))];
  const large = clusters.filter(([, all]) => all.length >= LEAST_CUT).map(([id]) => id);
  const cut = new Set(large.filter((_, i) => i % 2 === 0));
  const others = clusters.filter(([id, all]) => all.length >= LEAST_MIXED && !cut.has(id)).map(([id]) => id);
  const mixes = Math.floor(others.length / 4);
  const mixOf = new Map(others.slice(0, mixes * 2).map((id, i) => [id, `mix:${i % mixes}`]));
  const seen = new Map<string, number>();
  const planted = reports.map(({ id }) => {
    const cluster = clusterOf(id);
    const place = seen.get(cluster) ?? 0;
    seen.set(cluster, place + 1);
    return [id, cut.has(cluster) ? `${cluster}:${place % 2}` : (mixOf.get(cluster) ?? cluster)] as const;
  });
  return { clusterOf: new Map(planted), cut, mixes };
}

const share = (right: number, of: number) => (of === 0 ? 'none' : `${right} of ${of}, ${((100 * right) / of).toFixed(0)} %`);

function countRight({ proposals, members }: Found, groupOf: ReadonlyMap<string, string>) {
  const mainGroup = (ids: readonly string[]) => {
    const counts = [...Map.groupBy(ids, (id) => groupOf.get(id)!)].map(([group, all]) => [group, all.length] as const);
    return counts.reduce((a, b) => (b[1] > a[1] ? b : a))[0];
  };
  const merges = { right: 0, of: 0 };
  const splits = { right: 0, of: 0 };
  const named = new Map<string, number>();
  for (const { command, clusterIds } of proposals) {
    for (const id of clusterIds) named.set(id, (named.get(id) ?? 0) + 1);
    if (command.kind === 'merge') {
      for (const from of command.from) {
        merges.of += 1;
        if (mainGroup(members.get(command.into)!) === mainGroup(members.get(from)!)) merges.right += 1;
      }
      continue;
    }
    const out = new Set(command.reports);
    const rest = members.get(command.cluster)!.filter((id) => !out.has(id));
    const different = command.reports.reduce((sum, a) => sum + rest.filter((b) => groupOf.get(a) !== groupOf.get(b)).length, 0);
    splits.of += 1;
    if (2 * different > out.size * rest.length) splits.right += 1;
  }
  return { merges, splits, twice: [...named.values()].filter((n) => n > 1).length };
}

/** Clusters that were cut, both halves of which one proposal brings together. */
function foundAgain({ proposals }: Found, cut: ReadonlySet<string>): number {
  const together = proposals.filter(({ kind }) => kind === 'merge').map(({ clusterIds }) => new Set(clusterIds));
  return [...cut].filter((id) => together.some((ids) => ids.has(`${id}:0`) && ids.has(`${id}:1`))).length;
}

async function measure(set: DataSet, batch: number, cache: string | undefined): Promise<Figure[]> {
  const groupOf = set.groupOf!;
  const { decisions } = stream(batchesOf(set.reports, batch), await embedAll(set, cache));
  const grouped = proposeFor(set.reports, (id) => decisions.get(id)!.clusterId);
  const own = countRight(grouped, groupOf);
  const plant = planted(set.reports, (id) => decisions.get(id)!.clusterId);
  const replanted = proposeFor(set.reports, (id) => plant.clusterOf.get(id)!);
  const found = countRight(replanted, groupOf);
  return [
    { what: `${set.name}: of the merges proposed on what was grouped, right`, value: share(own.merges.right, own.merges.of) },
    { what: `${set.name}: of the splits proposed on what was grouped, right`, value: share(own.splits.right, own.splits.of) },
    { what: `${set.name}: clusters cut in two, found again`, value: share(foundAgain(replanted, plant.cut), plant.cut.size) },
    { what: `${set.name}: of the merges proposed then, right`, value: share(found.merges.right, found.merges.of) },
    { what: `${set.name}: two clusters put together, found`, value: share(found.splits.right, plant.mixes) },
    { what: `${set.name}: of the splits proposed then, right`, value: share(found.splits.right, found.splits.of) },
    { what: `${set.name}: clusters named by more than one proposal`, value: String(own.twice + found.twice), goal: '0' },
    { what: `${set.name}: time for ${grouped.members.size} clusters`, value: `${(grouped.ms / 1000).toFixed(1)} s` },
  ];
}

const args = readArguments();
const figures: Figure[] = [];
for (const file of args.data) {
  const set = readDataSet(file);
  if (!set.groupOf) throw new Error(`${set.name} names no groups`);
  const own = await measure(set, Number(args.batch), args.vectors);
  for (const { what, value, goal } of own) console.log(`${what.padEnd(80)} ${value}${goal ? `   (goal ${goal})` : ''}`);
  figures.push(...own);
}
if (args.record) {
  recordFigures({
    title: 'Clean-up: what it proposes on labelled reports',
    command: 'npm run bench:cleanup -- --data FILE.jsonl …',
    about:
      'Public sets of issues and log lines: first on what the product’s own code made of them, then with some of these clusters cut in two and others put together. A merge is right where most reports of both clusters are of one group; a split, where most pairs it parts are of different ones. Proposals of two single reports, which suggestions ask about, are left out: of those 5 of 39 were right on titanium, 1 of 31 on hadoop and 21 of 26 on titanium-dense.',
    figures,
  });
}
