import { WordIndex } from '#domain/clustering/word-index';
import { termsOf } from '#domain/clustering/terms';
import type { Report } from '#domain/report';

const CANDIDATES = 60;
const POSTINGS = 40_000;
/** The rule of the original: cosine of one sentence vector against the nearest, at one threshold for everything. */
const ORIGINAL_THRESHOLD = 0.72;

/** Nearest report by cosine of the vectors at 0.72 and above joins its cluster, in order of arrival. What has no vector stays alone. */
export function originalRule(reports: readonly Report[], vectors: ReadonlyMap<string, Float32Array>): (id: string) => string {
  const clusterOf = new Map<string, string>();
  const seen: { id: string; vector: Float32Array }[] = [];
  for (const { id } of reports) {
    const vector = vectors.get(id);
    let best: string | null = null;
    let most = ORIGINAL_THRESHOLD;
    for (const other of vector ? seen : []) {
      let cosine = 0;
      for (let i = 0; i < vector!.length; i++) cosine += vector![i]! * other.vector[i]!;
      if (cosine >= most) [most, best] = [cosine, other.id];
    }
    clusterOf.set(id, best === null ? id : clusterOf.get(best)!);
    if (vector) seen.push({ id, vector });
  }
  return (id) => clusterOf.get(id)!;
}

export interface Nearest {
  id: string;
  /** The closest earlier report by TF-IDF, half title and half whole text. */
  nearest: string | null;
  score: number;
}

/** In order of arrival, with the idf of the reports so far. */
export function tfIdfNearest(reports: readonly Report[]): Nearest[] {
  const index = new WordIndex();
  return reports.map((report) => {
    index.add(report.id, termsOf(report));
    const ids = index.candidates(report.id, CANDIDATES, POSTINGS).map((one) => one.id);
    let best: Nearest = { id: report.id, nearest: null, score: 0 };
    index.overlaps(report.id, ids).forEach((overlap, i) => {
      const score = (overlap.title + overlap.whole) / 2;
      if (score > best.score) best = { id: report.id, nearest: ids[i]!, score };
    });
    return best;
  });
}

/** Joins the nearest at or above the bound. */
export function tfIdfJoin(found: readonly Nearest[], bound: number): (id: string) => string {
  const clusterOf = new Map<string, string>();
  for (const { id, nearest, score } of found) clusterOf.set(id, nearest !== null && score >= bound ? clusterOf.get(nearest)! : id);
  return (id) => clusterOf.get(id)!;
}
