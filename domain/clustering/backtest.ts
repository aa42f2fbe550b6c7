import { spaceName, type VectorMatch, type VectorSpace } from '../ports/vector-index.ts';
import type { Report } from '../report.ts';
import { assign, byArrival } from './assign.ts';
import type { BandsOfKinds } from './bounds.ts';
import type { Constraints } from './constraints.ts';
import { KnownIndex } from './known-index.ts';

/** As many as one run takes. */
const BATCH = 200;

export interface Backtest {
  /** Reports that were replayed. */
  reports: number;
  /** Clusters of today that would be one. */
  wouldJoin: { clusterIds: string[]; reports: number }[];
  /** Clusters of today whose reports would come apart into so many. */
  wouldSplit: { clusterId: string; parts: number; reports: number }[];
  /** Reports for which a person would be asked. */
  wouldSuggest: number;
}

export interface BacktestInput {
  /** The reports to replay, each in the cluster it is in today. */
  reports: readonly Report[];
  /** Those before them, which stay where they are. */
  before: readonly Report[];
  bands: BandsOfKinds;
  constraints?: Constraints;
  /** Vectors of the reports, where they are still at hand; without, words and keys alone are replayed. */
  vectors?: ReadonlyMap<string, Float32Array>;
  space?: VectorSpace | null;
}

/**
 * What other bounds would have done: replays reports in order of arrival, in batches, through the rule that groups them, and compares with
 * where they are today. Changes nothing. Pure; the cost is that of grouping them.
 */
export function backtest(input: BacktestInput): Backtest {
  const steps = backtestSteps(input);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * The same in steps, so that whoever drives it may pause between.
 * @param batchSize reports that are grouped together; one step
 */
export function* backtestSteps(input: BacktestInput, batchSize: number = BATCH): Generator<void, Backtest> {
  const { bands, constraints, vectors = new Map<string, Float32Array>(), space = null } = input;
  const ordered = input.reports.toSorted(byArrival);
  const known = new KnownIndex(input.before.toSorted(byArrival));
  const replayed = new Map<string, string>();
  let wouldSuggest = 0;
  for (let from = 0; from < ordered.length; from += batchSize) {
    const batch = ordered.slice(from, from + batchSize);
    const own = new Map(batch.flatMap(({ id }) => (vectors.has(id) ? [[id, vectors.get(id)!] as const] : [])));
    const nearest = new Map([...own].map(([id, vector]) => [id, nearestOf(vector, replayed, vectors)]));
    const decisions = assign({
      reports: batch,
      known,
      vectors: own,
      nearest,
      knownVectors: vectors,
      space: space && own.size > 0 ? spaceName(space) : null,
      bands,
      constraints,
      now: '',
      // Not the id of a cluster of today: a new one is new.
      newClusterId: (first) => `new\n${first}`,
    });
    decisions.forEach((decision, i) => {
      replayed.set(decision.reportId, decision.clusterId);
      known.put({ ...batch[i]!, clusterId: decision.clusterId, evidence: decision.evidence });
      if (decision.suggestions?.some((one) => one.band === 'suggest')) wouldSuggest += 1;
    });
    yield;
  }
  return { reports: ordered.length, ...compare(ordered, replayed), wouldSuggest };
}

const NEAREST = 20;

function nearestOf(query: Float32Array, replayed: ReadonlyMap<string, string>, vectors: ReadonlyMap<string, Float32Array>): VectorMatch[] {
  const matches = [...replayed].flatMap(([id, clusterId]) => {
    const vector = vectors.get(id);
    return vector ? [{ id, clusterId, cosine: vector.reduce((sum, value, i) => sum + value * query[i]!, 0) }] : [];
  });
  return matches.sort((a, b) => b.cosine - a.cosine || (a.id < b.id ? -1 : 1)).slice(0, NEAREST);
}

function compare(reports: readonly Report[], replayed: ReadonlyMap<string, string>): Pick<Backtest, 'wouldJoin' | 'wouldSplit'> {
  const placed = reports.filter((report) => report.clusterId !== null);
  const thenOf = Map.groupBy(placed, (report) => replayed.get(report.id)!);
  const nowOf = Map.groupBy(placed, (report) => report.clusterId!);
  const distinct = (values: Iterable<string>) => [...new Set(values)].sort();
  const wouldJoin = [...thenOf.values()].flatMap((members) => {
    const clusterIds = distinct(members.map((report) => report.clusterId!));
    return clusterIds.length > 1 ? [{ clusterIds, reports: members.length }] : [];
  });
  const wouldSplit = [...nowOf].flatMap(([clusterId, members]) => {
    const parts = distinct(members.map((report) => replayed.get(report.id)!)).length;
    return parts > 1 ? [{ clusterId, parts, reports: members.length }] : [];
  });
  const largest = <T extends { reports: number }>(a: T, b: T) => b.reports - a.reports;
  return { wouldJoin: wouldJoin.sort(largest), wouldSplit: wouldSplit.sort(largest) };
}
