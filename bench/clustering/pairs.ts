import { KnownIndex } from '#domain/clustering/known-index';
import { PairFinder } from '#domain/clustering/pair-features';
import type { DataSet } from './data.ts';

const BATCH = 25;
const TOP = 20;

/** A pair of an issue and an earlier one that the index suggests. */
export interface LabelledPair {
  values: readonly number[];
  cosine: number;
  same: boolean;
}

/** Per report, in order of time: its pairs, and whether an earlier report is of its group. */
export interface LabelledReport {
  isRepeat: boolean;
  pairs: LabelledPair[];
}

/** Streams a set through the product's index and finder. Only what people wrote. */
export function labelledReports(set: DataSet, vectors: ReadonlyMap<string, Float32Array>): LabelledReport[] {
  const groupOf = set.groupOf!;
  const index = new KnownIndex();
  const order = new Map(set.reports.map((report, i) => [report.id, i]));
  const seen = new Set<string>();
  const all: LabelledReport[] = [];
  for (let from = 0; from < set.reports.length; from += BATCH) {
    const batch = set.reports.slice(from, from + BATCH);
    for (const report of batch) index.put({ ...report, clusterId: report.id });
    const finder = new PairFinder(index);
    for (const report of batch) {
      const group = groupOf.get(report.id)!;
      if (report.kind === 'human') {
        const own = vectors.get(report.id)!;
        const pairs = finder
          .find(report.id, (id) => order.get(id)! < order.get(report.id)!)
          .slice(0, TOP)
          .map(({ reportId, values }) => ({
            values,
            cosine: dot(own, vectors.get(reportId)),
            same: groupOf.get(reportId) === group,
          }));
        all.push({ isRepeat: seen.has(group), pairs });
      }
      seen.add(group);
    }
  }
  return all;
}

function dot(a: Float32Array, b: Float32Array | undefined): number {
  if (!b) return 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
