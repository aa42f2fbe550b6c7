import { allPairs, createScanner } from '../vectors/scanner.ts';
import { averageLink } from './average-link.ts';
import type { Group, Groups } from './groups.ts';
import type { KnownIndex } from './known-index.ts';
import { dot, type Vectors } from './links.ts';
import { neighbourhoodLikeness } from './neighbourhoods.ts';

export const PROSE_VERSION = 'prose-2';
const WORDS_SHARE = 0.6;
/** Whom a message is near to is told best by meaning; joining without asking by words. */
const WORDS_SHARE_OF_NEARNESS = 0.3;
/** Among fewer messages most of the nearest are of other themes. */
const ENOUGH_FOR_NEIGHBOURS = 500;
/** Behind its sentence the local provider's vector holds hashed words, and words count by themselves here. */
const SENTENCE_DIMS: Readonly<Record<string, number>> = { local: 512 };
const USUAL_COSINE = 0.3;
/** Fewer vectors than these have no mean worth taking off. */
const ENOUGH_TO_CENTRE = 50;
/** Of a known cluster so many reports, the newest, stand for all. */
const MEMBERS = 30;
const NEIGHBOURS = 50;
const POSTINGS = 20_000;
const MOST_LIKE = 12;

/** How alike a short message and a group are, on average over the group. */
export interface ProseLikeness {
  reportId: string;
  group: Group;
  score: number;
  /** Average linkage would make them one at the suggest bound. */
  sameTheme: boolean;
}

/** What a short message is most like in the group it was joined to, at or above the join bound. */
export interface ProseTie {
  nearestId: string;
  score: number;
}

export interface ProseJoins {
  /** By report; none where it was not joined here. */
  ties: ReadonlyMap<string, ProseTie>;
  likenesses: readonly ProseLikeness[];
}

const NONE: ProseJoins = { ties: new Map(), likenesses: [] };

/**
 * Groups short messages of a run with each other and with known clusters of short messages by average linkage over
 * 0.6 TF-IDF + 0.4 cosine of the vectors minus their mean. Without vectors words alone count. Themes to ask about come from whom the
 * messages are near to where a run has many and all of them are its own: of known clusters' reports the vectors are not here.
 * @param ids the run's short messages that nothing has placed
 * @returns what ties each to its group, and the other groups it is like, best first
 */
export function joinProse(
  ids: readonly string[],
  groups: Groups,
  index: KnownIndex,
  vectors: Vectors,
  joinAt: number,
  suggestAt: number,
): ProseJoins {
  if (ids.length === 0) return NONE;
  const own = ids.toSorted();
  const clusters = nearClusters(own, index, vectors);
  const n = own.length + clusters.length;
  const similarity = new Float32Array(n * n);
  const centred = centre(own, vectors);
  const nearness = centred && clusters.length === 0 && n >= ENOUGH_FOR_NEIGHBOURS ? new Float32Array(n * n) : null;
  const set = (to: Float32Array, i: number, j: number, value: number) => {
    to[i * n + j] = to[j * n + i] = value;
  };
  const pairs = centred && allPairs(centred, (vectors.createScanner ?? createScanner)(centred[0]!.length));
  own.forEach((id, i) => {
    const words = index.words.overlaps(id, own.slice(0, i));
    const cosinesBefore = pairs?.next().value?.before;
    for (let j = 0; j < i; j++) {
      const dense = cosinesBefore ? cosinesBefore[j]! : null;
      set(similarity, i, j, blend(words[j]!.whole, dense));
      if (nearness) set(nearness, i, j, blend(words[j]!.whole, dense, WORDS_SHARE_OF_NEARNESS));
    }
    const cosines = new Map((vectors.nearest.get(id) ?? []).map((match) => [match.id, match.cosine]));
    clusters.forEach(({ members }, k) => {
      const overlaps = index.words.overlaps(id, members);
      const mean =
        members.reduce((sum, member, m) => sum + blend(overlaps[m]!.whole, centred ? aboveUsual(cosines.get(member)) : null), 0) /
        members.length;
      set(similarity, i, own.length + k, mean);
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
  const nameOf = (i: number) => own[i] ?? clusters[i - own.length]!.members[0]!;
  return {
    ties: tiesOf(own, n, before, groupOf, nameOf, joinAt),
    likenesses: likenesses(own, n, nearness ? neighbourhoodLikeness(nearness, n) : before, groupOf, (i) => i >= own.length, suggestAt),
  };
}

/** Average linkage joins no message that is not this like to one of those it joins. */
function tiesOf(
  own: readonly string[],
  n: number,
  similarity: Float32Array,
  groupOf: (i: number) => Group,
  nameOf: (i: number) => string,
  joinAt: number,
): Map<string, ProseTie> {
  const ties = new Map<string, ProseTie>();
  own.forEach((id, i) => {
    let nearest: number | null = null;
    for (let j = 0; j < n; j++) {
      if (j === i || groupOf(j) !== groupOf(i)) continue;
      if (nearest === null || similarity[i * n + j]! > similarity[i * n + nearest]!) nearest = j;
    }
    const score = nearest === null ? 0 : similarity[i * n + nearest]!;
    if (nearest !== null && score >= joinAt) ties.set(id, { nearestId: nameOf(nearest), score });
  });
  return ties;
}

/** A cosine of the index has no mean taken off: what any two short messages have is. */
function aboveUsual(cosine: number | undefined): number {
  return Math.max(0, ((cosine ?? 0) - USUAL_COSINE) / (1 - USUAL_COSINE));
}

function blend(words: number, dense: number | null, wordsShare = WORDS_SHARE): number {
  return dense === null ? words : wordsShare * words + (1 - wordsShare) * dense;
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

/** The sentence's part, minus the mean of all, unit length again; null where a vector is missing. */
function centre(ids: readonly string[], { own, provider }: Vectors): Float32Array[] | null {
  const vectors = ids.flatMap((id) => own.get(id)?.subarray(0, provider === null ? undefined : SENTENCE_DIMS[provider]) ?? []);
  if (vectors.length < ids.length || vectors.length === 0) return null;
  const mean = new Float32Array(vectors[0]!.length);
  if (vectors.length >= ENOUGH_TO_CENTRE)
    for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i]! += vector[i]! / vectors.length;
  return vectors.map((vector) => {
    const moved = vector.map((value, i) => value - mean[i]!);
    const length = Math.sqrt(dot(moved, moved)) || 1;
    return moved.map((value) => value / length);
  });
}

/**
 * What each short message may belong to beside its group: first the largest of the groups that average linkage would make one with its own at the
 * suggest bound, then the others by their mean likeness.
 */
function likenesses(
  own: readonly string[],
  n: number,
  similarity: Float32Array,
  groupOf: (i: number) => Group,
  fixed: (i: number) => boolean,
  suggestAt: number,
): ProseLikeness[] {
  const units = [
    ...Map.groupBy(
      Array.from({ length: n }, (_, i) => i),
      groupOf,
    ),
  ];
  const means = units.map(([, members]) => {
    const sums = new Float32Array(n);
    for (const i of members) for (let j = 0; j < n; j++) sums[j]! += similarity[i * n + j]! / members.length;
    return sums;
  });
  const unitOf = new Map(units.flatMap(([, members], u) => members.map((i) => [i, u] as const)));
  const between = new Float32Array(units.length ** 2);
  units.forEach(([, members], u) => {
    for (let w = 0; w < units.length; w++) {
      if (w !== u) between[u * units.length + w] = members.reduce((sum, i) => sum + means[w]![i]!, 0) / members.length;
    }
  });
  const sizes = units.map(([, members]) => ({ size: members.length, fixed: members.some(fixed) }));
  const themes = averageLink(sizes, between, suggestAt, () => true);
  const heads = new Map<number, number>();
  themes.forEach((theme, u) => {
    const head = heads.get(theme);
    if (head === undefined || sizes[u]!.size > sizes[head]!.size) heads.set(theme, u);
  });
  return own.flatMap((reportId, i) => {
    const unit = unitOf.get(i)!;
    const head = heads.get(themes[unit]!)!;
    const all = units.flatMap(([group], u) => (u === unit ? [] : [{ reportId, group, score: means[u]![i]!, sameTheme: u === head }]));
    return all
      .sort((a, b) => Number(b.sameTheme) - Number(a.sameTheme) || b.score - a.score || compare(groupName(a.group), groupName(b.group)))
      .slice(0, MOST_LIKE);
  });
}

function groupName(group: Group): string {
  return group.clusterId ?? [...group.reports].sort()[0]!;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
