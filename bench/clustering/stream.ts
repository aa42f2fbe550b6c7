import { assign, type AssignInput } from '#domain/clustering/assign';
import { bandsOf, type BandsOfKinds } from '#domain/clustering/bounds';
import { KnownIndex } from '#domain/clustering/known-index';
import { knownVectorsFor } from '#domain/clustering/near-prose';
import { type Decision, spaceName, type VectorMatch } from '#domain/ports/index';
import { ProjectSettings } from '#domain/project';
import type { Report } from '#domain/report';
import { SPACE } from './data.ts';

const NEAREST = 20;

/** The bands a project has that has set none. */
export const BANDS: BandsOfKinds = bandsOf(ProjectSettings.parse({}), SPACE);

export interface Streamed {
  decisions: Map<string, Decision>;
  /** CPU of the grouping itself, the exact vector scan left out: the product's index does that. */
  cpuMs: number;
}

/**
 * Feeds reports to the product's own `assign`, batch after batch, as runs of the coordinator would, with an index that goes on from run to run
 * as a worker's does. Only what earlier batches wrote is found among the vectors.
 */
export function stream(batches: readonly (readonly Report[])[], vectors: ReadonlyMap<string, Float32Array>, bands = BANDS): Streamed {
  const known = new KnownIndex();
  const written: { id: string; vector: Float32Array; clusterId: string }[] = [];
  const decisions = new Map<string, Decision>();
  let cpuMs = 0;
  for (const batch of batches) {
    const own = new Map(batch.flatMap((report) => (vectors.has(report.id) ? [[report.id, vectors.get(report.id)!] as const] : [])));
    const near = new Map([...own].map(([id, vector]) => [id, nearest(vector, written)]));
    const began = process.cpuUsage();
    const wanted = knownVectorsFor(batch, own, near, known);
    const input: AssignInput = {
      reports: batch,
      known,
      vectors: own,
      nearest: near,
      knownVectors: new Map(wanted.flatMap((id) => (vectors.has(id) ? [[id, vectors.get(id)!] as const] : []))),
      space: own.size > 0 ? spaceName(SPACE) : null,
      bands,
      now: '2026-01-01T00:00:00.000Z',
      newClusterId: (firstReportId) => firstReportId,
    };
    const decided = assign(input);
    batch.forEach((report, i) => known.put({ ...report, clusterId: decided[i]!.clusterId, evidence: decided[i]!.evidence }));
    const used = process.cpuUsage(began);
    cpuMs += (used.user + used.system) / 1000;
    for (const decision of decided) {
      decisions.set(decision.reportId, decision);
      const vector = own.get(decision.reportId);
      if (vector) written.push({ id: decision.reportId, vector, clusterId: decision.clusterId });
    }
  }
  return { decisions, cpuMs };
}

export function batchesOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/** What the vector index answers: exact, best first. */
function nearest(query: Float32Array, written: readonly { id: string; vector: Float32Array; clusterId: string }[]): VectorMatch[] {
  let kept: VectorMatch[] = [];
  let floor = -Infinity;
  for (const { id, vector, clusterId } of written) {
    let cosine = 0;
    for (let i = 0; i < query.length; i++) cosine += query[i]! * vector[i]!;
    if (cosine <= floor) continue;
    kept.push({ id, cosine, clusterId });
    if (kept.length >= NEAREST * 4) {
      kept = kept.sort(best).slice(0, NEAREST);
      floor = kept.at(-1)!.cosine;
    }
  }
  return kept.sort(best).slice(0, NEAREST);
}

function best(a: VectorMatch, b: VectorMatch): number {
  return b.cosine - a.cosine || (a.id < b.id ? -1 : 1);
}
