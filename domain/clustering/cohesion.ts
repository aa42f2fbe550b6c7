import type { KnownIndex } from './known-index.ts';
import { type Likenesses, strength } from './likeness.ts';

export type CohesionLabel = 'tight' | 'moderate' | 'loose';

/** What stands for a cluster, and how well it holds together. */
export interface ClusterMiddle {
  /** 0..1: mean pair score over a sample, on the scale where 0.5 is the join bound. null: nothing to compare. */
  cohesion: number | null;
  /** At most 3 reports nearest its middle, the nearest first; of reports with one fingerprint one. */
  exemplarIds: string[];
}

const SAMPLE = 8;
const EXEMPLARS = 3;
/** Its reports would mostly join each other one by one. */
const TIGHT_AT = 0.5;
/** Below it most of them would not even be suggested to each other. */
const LOOSE_BELOW = 0.2;

/** Pure. */
export function cohesionLabel(cohesion: number): CohesionLabel {
  return cohesion >= TIGHT_AT ? 'tight' : cohesion >= LOOSE_BELOW ? 'moderate' : 'loose';
}

/**
 * From at most 8 members spread over the time it grew in, so that the cost does not grow with the cluster. Pure, and the same for the same
 * members in any order.
 */
export function middleOf(index: KnownIndex, likenesses: Likenesses, memberIds: readonly string[]): ClusterMiddle {
  const ids = spread(inOrder(index, memberIds), SAMPLE);
  if (ids.length < 2) return { cohesion: null, exemplarIds: ids };
  const matrix = strengths(likenesses, ids);
  const means = ids.map((_, i) => meanOf(matrix[i]!.filter((_, j) => j !== i)));
  const order = ids.map((id, i) => ({ id, mean: means[i]! })).sort((a, b) => b.mean - a.mean || ids.indexOf(a.id) - ids.indexOf(b.id));
  const seen = new Set<string>();
  const exemplarIds = order.flatMap(({ id }) => {
    const standIn = likenesses.standIn(id);
    if (seen.has(standIn) || seen.size >= EXEMPLARS) return [];
    seen.add(standIn);
    return [id];
  });
  return { cohesion: Math.round(meanOf(means) * 1000) / 1000, exemplarIds };
}

/** Symmetric, row by row, 0..1, the better of both directions; 1 on the diagonal. */
export function strengths(likenesses: Likenesses, ids: readonly string[]): number[][] {
  const directed = ids.map((id) => {
    const found = likenesses.to(id, ids);
    return ids.map((other) => {
      const likeness = found.get(other);
      return likeness ? (likeness.sameKey ? 1 : strength(likeness.score, likeness.kind)) : 0;
    });
  });
  return ids.map((_, i) => ids.map((_, j) => (i === j ? 1 : Math.max(directed[i]![j]!, directed[j]![i]!))));
}

/** Those that are in the index, in order of arrival. */
export function inOrder(index: KnownIndex, ids: readonly string[]): string[] {
  const known = ids.flatMap((id) => index.profiles.get(id) ?? []);
  return known
    .sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : a.receivedAt > b.receivedAt ? 1 : a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

/** At most `most` of them, the first and the last among them. */
export function spread(ids: readonly string[], most: number): string[] {
  if (ids.length <= most) return [...ids];
  return Array.from({ length: most }, (_, i) => ids[Math.round((i * (ids.length - 1)) / (most - 1))]!);
}

export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
