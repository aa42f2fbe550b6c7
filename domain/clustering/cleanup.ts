import type { Cluster, ClusterStatus } from '../cluster.ts';
import type { RegroupCommand, Side } from '../teaching.ts';
import type { Apart } from './apart.ts';
import { averageLink } from './average-link.ts';
import { DEFAULT_BANDS } from './bounds.ts';
import { inOrder, meanOf, spread, strengths } from './cohesion.ts';
import { isHuman, type KnownIndex } from './known-index.ts';
import { type Likenesses, strength } from './likeness.ts';
import { seedsOf } from './similar.ts';

/** A cluster as clean-up sees it. */
export interface CleanupCluster {
  id: string;
  /** Report ids. */
  members: readonly string[];
  /** A fix works on it, or a person has locked or named it: left alone. */
  isProtected: boolean;
}

const AT_WORK: readonly ClusterStatus[] = ['fixing', 'pr_opened'];

/** Whether clean-up leaves a cluster alone: a fix works on it, or a person has locked or named it. Pure. */
export function isSpared({ status, locked, edited }: Pick<Cluster, 'status' | 'locked' | 'edited'>): boolean {
  return AT_WORK.includes(status) || locked === true || edited === true;
}

export interface CleanupProposal {
  kind: 'merge' | 'split';
  command: Extract<RegroupCommand, { kind: 'merge' | 'split' }>;
  clusterIds: string[];
  /** Merge: mean strength between them. Split: by how much the parts hold together better than the whole. 0..1. */
  score: number;
  /** Split: how well the whole holds together. */
  before: number | null;
}

export interface CleanupInput {
  index: KnownIndex;
  likenesses: Likenesses;
  clusters: readonly CleanupCluster[];
  apart: Pick<Apart, 'clusters'>;
  /** Reports that a person put together; no proposal parts them. */
  mustLink: readonly Side[];
}

/**
 * Between what a person is asked about and what the machine joins by itself, for what people write: two clusters are more than two reports.
 * Machines write alike, so theirs have to be as alike as what joins by itself; two single
 * reports have to have one key. Measured by `npm run bench:cleanup`.
 */
const MERGE_AT = { people: 0.45, machines: 0.5, single: 0.9 };
const LOOK_AT = 0.2;
const SAMPLE_OF_PAIR = 4;
const MOST_MERGED = 50;
const LEAST_GAIN = 0.05;
const LEAST_MEMBERS = 3;
const SAMPLE_OF_WHOLE = 24;
const MOST_PARTS = 5;
const MOST_WEIGHT = 4;
const SPLIT_BOUNDS = [0.1, 0.2, 0.3, 0.4, 0.5];
/** Reports that would be suggested to each other are no two problems. */
const MOST_ACROSS = DEFAULT_BANDS.issue.suggestAt;
/** What one command may name. */
const MOST_REPORTS = 500;
const HOLDS_TOGETHER_AT = 0.5;

/**
 * What would make the clusters better, best first and one for a cluster at most: merges by average linkage between clusters, splits that gain
 * cohesion. Nothing is changed, nothing a person separated is merged, nothing a person joined is split. Whether two single reports
 * belong together is what suggestions ask. Steps of some milliseconds; whoever drives it may pause between.
 */
export function* proposeCleanup(input: CleanupInput): Generator<void, CleanupProposal[]> {
  const free = input.clusters.filter((cluster) => !cluster.isProtected && cluster.members.length > 0);
  const splits: CleanupProposal[] = [];
  for (const cluster of free) {
    if (cluster.members.length < LEAST_MEMBERS) continue;
    splits.push(...proposeSplit(input, cluster));
    yield;
  }
  // What holds two problems is taken apart first: one proposal for a cluster at a time.
  const mixed = new Set(splits.flatMap(({ clusterIds }) => clusterIds));
  const merges = yield* proposeMerges(
    input,
    free.filter(({ id }) => !mixed.has(id)),
  );
  return [...merges, ...splits].sort((a, b) => b.score - a.score || (a.clusterIds[0]! < b.clusterIds[0]! ? -1 : 1));
}

function* proposeMerges(input: CleanupInput, free: readonly CleanupCluster[]): Generator<void, CleanupProposal[]> {
  const { index, likenesses, apart } = input;
  const byId = new Map(free.map((cluster) => [cluster.id, cluster]));
  const pairs = new Map<string, { a: string; b: string; score: number }>();
  for (const cluster of free) {
    for (const seed of seedsOf(index, cluster.members)) {
      for (const [other, likeness] of likenesses.near(seed)) {
        const otherId = index.profiles.get(other)!.clusterId;
        if (otherId === null || otherId === cluster.id || !byId.has(otherId) || apart.clusters(cluster.id, otherId)) continue;
        const [a, b] = [cluster.id, otherId].sort() as [string, string];
        if (pairs.has(`${a}\n${b}`) || (!likeness.sameKey && strength(likeness.score, likeness.kind) < LOOK_AT)) continue;
        pairs.set(`${a}\n${b}`, { a, b, score: between(input, byId.get(a)!, byId.get(b)!) });
      }
      yield;
    }
  }
  const edges = [...pairs.values()].filter(({ a, b, score }) => score >= mergeAt(index, byId.get(a)!, byId.get(b)!));
  const ids = [...new Set(edges.flatMap(({ a, b }) => [a, b]))].sort();
  const place = new Map(ids.map((id, i) => [id, i]));
  const similarity = new Float32Array(ids.length * ids.length);
  for (const { a, b, score } of edges) {
    const [i, j] = [place.get(a)!, place.get(b)!];
    similarity[i * ids.length + j] = similarity[j * ids.length + i] = score;
  }
  const units = ids.map((id) => ({ size: byId.get(id)!.members.length, fixed: false }));
  const mayMerge = (a: readonly number[], b: readonly number[]) => a.every((i) => b.every((j) => !apart.clusters(ids[i]!, ids[j]!)));
  const standsFor = averageLink(units, similarity.slice(), MERGE_AT.people, mayMerge);
  const groups = Map.groupBy(ids.keys(), (i) => standsFor[i]!);
  return [...groups.values()].flatMap((group) => {
    if (group.length < 2) return [];
    // The one with most reports keeps its name and its id.
    const ordered = group.map((i) => byId.get(ids[i]!)!).sort((a, b) => b.members.length - a.members.length || (a.id < b.id ? -1 : 1));
    const [into, ...from] = ordered.slice(0, MOST_MERGED + 1).map(({ id }) => id);
    const scores = group.flatMap((i) => group.flatMap((j) => (i < j ? [similarity[i * ids.length + j]!] : [])));
    const command = { kind: 'merge' as const, into: into!, from };
    return [{ kind: 'merge' as const, command, clusterIds: [into!, ...from], score: round(meanOf(scores)), before: null }];
  });
}

function mergeAt(index: KnownIndex, ...clusters: readonly CleanupCluster[]): number {
  if (clusters.every(({ members }) => members.length === 1)) return MERGE_AT.single;
  const writtenByPeople = clusters.some(({ members }) => isHuman(index.profiles.get(members[0]!)!));
  return writtenByPeople ? MERGE_AT.people : MERGE_AT.machines;
}

/** Mean strength between samples of both, the better of both directions. */
function between({ index, likenesses }: CleanupInput, a: CleanupCluster, b: CleanupCluster): number {
  const [left, right] = [a, b].map(({ members }) => spread(inOrder(index, members), SAMPLE_OF_PAIR)) as [string[], string[]];
  const matrix = strengths(likenesses, [...left, ...right]);
  return meanOf(left.flatMap((_, i) => right.map((__, j) => matrix[i]![left.length + j]!)));
}

/** The part that is most a problem of its own, if any; once it is out, the rest is looked at anew. */
function proposeSplit(input: CleanupInput, cluster: CleanupCluster): CleanupProposal[] {
  const { index, likenesses } = input;
  const members = inOrder(index, cluster.members);
  // What has one fingerprint stays together.
  const byStandIn = Map.groupBy(members, (id) => likenesses.standIn(id));
  const sample = spread([...byStandIn.keys()], SAMPLE_OF_WHOLE);
  if (sample.length < 2) return [];
  const matrix = strengths(likenesses, sample);
  // Those of one fingerprint are alike, and many of them count for a few.
  const weights = sample.map((id) => Math.min(byStandIn.get(id)!.length, MOST_WEIGHT));
  const whole = meanInside(matrix, weights, [sample.map((_, i) => i)]);
  if (whole >= HOLDS_TOGETHER_AT) return [];
  let best: { parts: number[][]; gain: number } | null = null;
  for (const bound of SPLIT_BOUNDS) {
    const units = sample.map((id) => ({ size: byStandIn.get(id)!.length, fixed: false }));
    const standsFor = averageLink(units, Float32Array.from(matrix.flat()), bound, () => true);
    const parts = [...Map.groupBy(sample.keys(), (i) => standsFor[i]!).values()];
    if (parts.length < 2 || parts.length > MOST_PARTS) continue;
    for (const part of parts) {
      const rest = sample.map((_, i) => i).filter((i) => !part.includes(i));
      const gain = meanInside(matrix, weights, [part, rest]) - whole;
      if (gain < LEAST_GAIN || meanAcross(matrix, weights, part, rest) > MOST_ACROSS) continue;
      if (!best || gain > best.gain + 0.01) best = { parts: [part, rest], gain };
    }
  }
  if (!best) return [];
  const partOf = new Map(best.parts.flatMap((part, p) => part.map((i) => [sample[i]!, p] as const)));
  const reportsOf: string[][] = best.parts.map(() => []);
  for (const [standIn, ids] of byStandIn)
    reportsOf[partOf.get(standIn) ?? nearestPart(likenesses, standIn, sample, best.parts)]!.push(...ids);
  const home = new Map(reportsOf.flatMap((ids, p) => ids.map((id) => [id, p] as const)));
  if (input.mustLink.some(({ reports }) => new Set(reports.flatMap((id) => home.get(id) ?? [])).size > 1)) return [];
  // The larger part keeps its name and its id.
  const [reports] = reportsOf.toSorted((a, b) => a.length - b.length);
  if (reports!.length === 0 || reports!.length > MOST_REPORTS) return [];
  const command = { kind: 'split' as const, cluster: cluster.id, reports: reports! };
  return [{ kind: 'split' as const, command, clusterIds: [cluster.id], score: round(best.gain), before: round(whole) }];
}

function nearestPart(likenesses: Likenesses, id: string, sample: readonly string[], parts: readonly number[][]): number {
  const found = likenesses.to(id, sample);
  const means = parts.map((part) =>
    meanOf(
      part.map((i) => {
        const likeness = found.get(sample[i]!);
        return likeness ? (likeness.sameKey ? 1 : strength(likeness.score, likeness.kind)) : 0;
      }),
    ),
  );
  return means.indexOf(Math.max(...means));
}

type Matrix = readonly (readonly number[])[];

/** Mean over the pairs of reports inside each part; 0 where there are none. */
function meanInside(matrix: Matrix, weights: readonly number[], parts: readonly (readonly number[])[]): number {
  let [sum, pairs] = [0, 0];
  for (const part of parts) {
    for (const i of part) {
      const own = (weights[i]! * (weights[i]! - 1)) / 2;
      sum += own;
      pairs += own;
      for (const j of part) {
        if (i >= j) continue;
        sum += weights[i]! * weights[j]! * matrix[i]![j]!;
        pairs += weights[i]! * weights[j]!;
      }
    }
  }
  return pairs === 0 ? 0 : sum / pairs;
}

function meanAcross(matrix: Matrix, weights: readonly number[], a: readonly number[], b: readonly number[]): number {
  let [sum, pairs] = [0, 0];
  for (const i of a) {
    for (const j of b) {
      sum += weights[i]! * weights[j]! * matrix[i]![j]!;
      pairs += weights[i]! * weights[j]!;
    }
  }
  return pairs === 0 ? 0 : sum / pairs;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
