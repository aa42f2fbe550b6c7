import { averageLink } from './average-link.ts';
import type { Group, Groups } from './groups.ts';
import type { KnownIndex } from './known-index.ts';
import { dot, type Vectors } from './links.ts';

export const PROSE_VERSION = 'prose-1';
const WORDS_SHARE = 0.6;
const DENSE_SHARE = 0.4;
/** Fewer vectors than these have no mean worth taking off. */
const ENOUGH_TO_CENTRE = 50;
/** Of a known cluster so many reports, the newest, stand for all. */
const MEMBERS = 30;
const NEIGHBOURS = 50;
const POSTINGS = 20_000;

/** How alike a short message and a group are, on average over the group. */
export interface ProseLikeness {
  reportId: string;
  group: Group;
  score: number;
}

/**
 * Groups short messages of a run with each other and with known clusters of short messages by average linkage over
 * 0.6 TF-IDF + 0.4 cosine of the vectors minus their mean. Without vectors words alone count.
 * @param ids the run's short messages that nothing has placed
 * @returns for each the groups it is like, best first
 */
export function joinProse(
  ids: readonly string[],
  groups: Groups,
  index: KnownIndex,
  vectors: Vectors,
  joinAt: number,
  suggestAt: number,
): ProseLikeness[] {
  if (ids.length === 0) return [];
  const own = ids.toSorted();
  const clusters = nearClusters(own, index, vectors);
  const n = own.length + clusters.length;
  const similarity = new Float32Array(n * n);
  const centred = centre(own, vectors);
  const set = (i: number, j: number, value: number) => {
    similarity[i * n + j] = similarity[j * n + i] = value;
  };
  own.forEach((id, i) => {
    const words = index.words.overlaps(id, own.slice(0, i));
    for (let j = 0; j < i; j++) set(i, j, blend(words[j]!.whole, centred ? dot(centred[i]!, centred[j]!) : null));
    const cosines = new Map((vectors.nearest.get(id) ?? []).map((match) => [match.id, match.cosine]));
    clusters.forEach(({ members }, k) => {
      const overlaps = index.words.overlaps(id, members);
      const mean =
        members.reduce((sum, member, m) => sum + blend(overlaps[m]!.whole, centred ? (cosines.get(member) ?? 0) : null), 0) /
        members.length;
      set(i, own.length + k, mean);
    });
  });
  const before = similarity.slice();
  const groupOf = (i: number) => (i < own.length ? groups.of(own[i]!)! : groups.ofCluster(clusters[i - own.length]!.clusterId));
  const units = [...own.map(() => ({ size: 1, fixed: false })), ...clusters.map(({ members }) => ({ size: members.length, fixed: true }))];
  const standsFor = averageLink(units, similarity, joinAt, (a, b) =>
    a.every((i) => b.every((j) => groupOf(i) === groupOf(j) || groups.mayMerge(groupOf(i), groupOf(j), 'machine'))),
  );
  standsFor.forEach((stands, i) => {
    const [a, b] = [groupOf(i), groupOf(stands)];
    if (a !== b && groups.mayMerge(a, b, 'machine')) groups.merge(a, b);
  });
  return likenesses(own, n, before, groupOf, suggestAt);
}

function blend(words: number, dense: number | null): number {
  return dense === null ? words : WORDS_SHARE * words + DENSE_SHARE * dense;
}

function nearClusters(ids: readonly string[], index: KnownIndex, vectors: Vectors): { clusterId: string; members: string[] }[] {
  const clusterIds = new Set<string>();
  for (const id of ids) {
    const near = [...index.words.candidates(id, NEIGHBOURS, POSTINGS), ...(vectors.nearest.get(id) ?? [])];
    for (const other of near) {
      const profile = index.profiles.get(other.id);
      if (profile?.route === 'prose' && profile.clusterId !== null) clusterIds.add(profile.clusterId);
    }
  }
  return [...clusterIds].sort().flatMap((clusterId) => {
    const members = [...index.members(clusterId)].filter((id) => index.profiles.get(id)!.route === 'prose' && index.words.has(id));
    const newest = members
      .map((id) => index.profiles.get(id)!)
      .sort((a, b) => (a.receivedAt === b.receivedAt ? (a.id < b.id ? -1 : 1) : a.receivedAt < b.receivedAt ? 1 : -1));
    return members.length === 0 ? [] : [{ clusterId, members: newest.slice(0, MEMBERS).map((profile) => profile.id) }];
  });
}

/** Minus their mean and unit length again; null where a vector is missing. */
function centre(ids: readonly string[], { own }: Vectors): Float32Array[] | null {
  const vectors = ids.flatMap((id) => own.get(id) ?? []);
  if (vectors.length < ids.length || vectors.length === 0) return null;
  if (vectors.length < ENOUGH_TO_CENTRE) return vectors;
  const mean = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i]! += vector[i]! / vectors.length;
  return vectors.map((vector) => {
    const moved = vector.map((value, i) => value - mean[i]!);
    const length = Math.sqrt(dot(moved, moved)) || 1;
    return moved.map((value) => value / length);
  });
}

/** Mean over the members of each final group. */
function likenesses(
  own: readonly string[],
  n: number,
  similarity: Float32Array,
  groupOf: (i: number) => Group,
  suggestAt: number,
): ProseLikeness[] {
  const units = Map.groupBy(
    Array.from({ length: n }, (_, i) => i),
    groupOf,
  );
  return own.flatMap((reportId, i) => {
    const all: ProseLikeness[] = [];
    for (const [group, members] of units) {
      const others = members.filter((j) => j !== i);
      if (others.length === 0) continue;
      const score = others.reduce((sum, j) => sum + similarity[i * n + j]!, 0) / others.length;
      if (score >= suggestAt / 2) all.push({ reportId, group, score });
    }
    return all.sort((a, b) => b.score - a.score || compare(groupName(a.group), groupName(b.group))).slice(0, 12);
  });
}

function groupName(group: Group): string {
  return group.clusterId ?? [...group.reports].sort()[0]!;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
