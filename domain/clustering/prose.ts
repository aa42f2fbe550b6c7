import { allPairs, createScanner } from '../vectors/scanner.ts';
import { averageLink, type Unit } from './average-link.ts';
import type { Group, Groups } from './groups.ts';
import type { KnownIndex } from './known-index.ts';
import type { Vectors } from './links.ts';
import { longNumbersOf } from './long-numbers.ts';
import { nearClusters, type NearCluster } from './near-prose.ts';
import { neighbourhoodLikeness } from './neighbourhoods.ts';

export const PROSE_VERSION = 'prose-3';
const WORDS_SHARE = 0.2;
/** Among fewer messages most of the nearest are of other themes. */
const ENOUGH_FOR_NEIGHBOURS = 500;
/** Behind its sentence the local provider's vector holds hashed words, and words count by themselves here. */
const SENTENCE_DIMS: Readonly<Record<string, number>> = { local: 512 };
const USUAL_COSINE = 0.3;
/** A cosine runs higher than TF-IDF where as many of the pairs are of one theme: so both are on one scale. */
const STEEPNESS = 1.2;
/** Fewer vectors than these have no mean worth taking off. */
const ENOUGH_TO_CENTRE = 50;
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
 * 0.2 TF-IDF + 0.8 cosine of the vectors minus their mean. Of what has no vector words alone count. Themes to ask about come from whom the
 * messages are near to where a run has many and all of them are its own.
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
  const clusters = nearClusters(own, index, vectors.nearest);
  const n = own.length + clusters.length;
  const { similarity, closest } = compareAll(own, clusters, index, vectors);
  const before = similarity.slice();
  const groupOf = (i: number) => (i < own.length ? groups.of(own[i]!)! : groups.ofCluster(clusters[i - own.length]!.clusterId));
  const units: Unit[] = [...own.map(() => ({ size: 1, fixed: false })), ...clusters.map(({ size }) => ({ size, fixed: true }))];
  const standsFor = averageLink(units, similarity, joinAt, (a, b) =>
    a.every((i) => b.every((j) => groupOf(i) === groupOf(j) || groups.mayMerge(groupOf(i), groupOf(j), 'machine'))),
  );
  standsFor.forEach((stands, i) => {
    const [a, b] = [groupOf(i), groupOf(stands)];
    if (a !== b && groups.mayMerge(a, b, 'machine')) groups.merge(a, b);
  });
  const nearness = clusters.length === 0 && n >= ENOUGH_FOR_NEIGHBOURS ? neighbourhoodLikeness(before, n) : before;
  return {
    ties: tiesOf(own, n, (i, j) => closest(i, j) ?? { nearestId: own[j]!, score: before[i * n + j]! }, groupOf, joinAt),
    likenesses: likenesses(own, units, nearness, groupOf, suggestAt),
  };
}

interface Comparison {
  /** The run's messages, then the clusters; n × n, symmetric, 0 between clusters. */
  similarity: Float32Array;
  /** By message and cluster: the one of its reports that is most like it; null between two messages. */
  closest: (i: number, j: number) => ProseTie | null;
}

function compareAll(own: readonly string[], clusters: readonly NearCluster[], index: KnownIndex, vectors: Vectors): Comparison {
  const n = own.length + clusters.length;
  const similarity = new Float32Array(n * n);
  const known = clusters.flatMap(({ members }) => members);
  const cosines = cosinesOf(own, known, vectors);
  const best = new Map<number, ProseTie>();
  const numbers = new Map([...own, ...known].map((id) => [id, longNumbersOf(index.profiles.get(id)!.title)]));
  own.forEach((id, i) => {
    const others = [...own.slice(0, i), ...known];
    const words = index.words.overlaps(id, others);
    const cosineWith = cosines(id);
    const scores = others.map((other, at) =>
      differ(numbers.get(id)!, numbers.get(other)!) ? 0 : blend(words[at]!.whole, cosineWith(other)),
    );
    for (let j = 0; j < i; j++) similarity[i * n + j] = similarity[j * n + i] = scores[j]!;
    let from = i;
    clusters.forEach(({ members }, k) => {
      const j = own.length + k;
      const likes = scores.slice(from, (from += members.length));
      similarity[i * n + j] = similarity[j * n + i] = likes.reduce((sum, like) => sum + like, 0) / members.length;
      const top = likes.indexOf(Math.max(...likes));
      best.set(i * n + j, { nearestId: members[top]!, score: likes[top]! });
    });
  });
  return { similarity, closest: (i, j) => best.get(i * n + j) ?? null };
}

/** Average linkage joins no message that is not this like to one of those it joins. */
function tiesOf(
  own: readonly string[],
  n: number,
  closest: (i: number, j: number) => ProseTie,
  groupOf: (i: number) => Group,
  joinAt: number,
): Map<string, ProseTie> {
  const ties = new Map<string, ProseTie>();
  own.forEach((id, i) => {
    let nearest: ProseTie | null = null;
    for (let j = 0; j < n; j++) {
      if (j === i || groupOf(j) !== groupOf(i)) continue;
      const tie = closest(i, j);
      if (nearest === null || tie.score > nearest.score) nearest = tie;
    }
    if (nearest !== null && nearest.score >= joinAt) ties.set(id, nearest);
  });
  return ties;
}

/** Each names numbers, and not one is the same. */
function differ(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && b.length > 0 && !a.some((number) => b.includes(number));
}

function blend(words: number, dense: number | null): number {
  return dense === null ? words : WORDS_SHARE * words + (1 - WORDS_SHARE) * dense;
}

/**
 * Cosines of the run's messages, asked in their order, with those of the run before them and with known ones; null where a vector is missing.
 * Of many the mean is taken off, of few what any two short messages have in common.
 */
function cosinesOf(own: readonly string[], known: readonly string[], vectors: Vectors): (id: string) => (other: string) => number | null {
  const [knownRows, ownRows] = [sentences(known, vectors.known, vectors), sentences(own, vectors.own, vectors)];
  const rows = new Map([...knownRows, ...ownRows]);
  if (ownRows.size === 0) return () => () => null;
  const enough = rows.size >= ENOUGH_TO_CENTRE;
  const all = enough ? centred([...rows.values()]) : [...rows.values()];
  const rowOf = new Map([...rows.keys()].map((id, row) => [id, row]));
  const pairs = allPairs(all, (vectors.createScanner ?? createScanner)(all[0]!.length), knownRows.size);
  return (id) => {
    if (!ownRows.has(id)) return () => null;
    const cosines = pairs.next().value!.before;
    return (other) => {
      const row = rowOf.get(other);
      if (row === undefined) return null;
      const cosine = enough ? cosines[row]! : (cosines[row]! - USUAL_COSINE) / (1 - USUAL_COSINE);
      return Math.max(0, cosine) ** STEEPNESS;
    };
  };
}

/** The sentence's part of each vector that is there. */
function sentences(
  ids: readonly string[],
  vectors: ReadonlyMap<string, Float32Array> | undefined,
  { provider }: Vectors,
): Map<string, Float32Array> {
  const dims = provider === null ? undefined : SENTENCE_DIMS[provider];
  return new Map(ids.flatMap((id) => (vectors?.has(id) ? [[id, vectors.get(id)!.subarray(0, dims)] as const] : [])));
}

/** Minus the mean of all. */
function centred(vectors: readonly Float32Array[]): Float32Array[] {
  const mean = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i]! += vector[i]! / vectors.length;
  return vectors.map((vector) => vector.map((value, i) => value - mean[i]!));
}

/**
 * What each short message may belong to beside its group: first the largest of the groups that average linkage would make one with its own at the
 * suggest bound, then the others by their mean likeness.
 */
function likenesses(
  own: readonly string[],
  all: readonly Unit[],
  similarity: Float32Array,
  groupOf: (i: number) => Group,
  suggestAt: number,
): ProseLikeness[] {
  const n = all.length;
  const units = [...Map.groupBy(all.keys(), groupOf)];
  const sizes = units.map(([, members]) => ({
    size: members.reduce((sum, i) => sum + all[i]!.size, 0),
    fixed: members.some((i) => all[i]!.fixed),
  }));
  const means = units.map(([, members], u) => {
    const sums = new Float32Array(n);
    for (const i of members) for (let j = 0; j < n; j++) sums[j]! += (similarity[i * n + j]! * all[i]!.size) / sizes[u]!.size;
    return sums;
  });
  const unitOf = new Map(units.flatMap(([, members], u) => members.map((i) => [i, u] as const)));
  const between = new Float32Array(units.length ** 2);
  units.forEach(([, members], u) => {
    for (let w = 0; w < units.length; w++) {
      if (w !== u) between[u * units.length + w] = members.reduce((sum, i) => sum + means[w]![i]! * all[i]!.size, 0) / sizes[u]!.size;
    }
  });
  const themes = averageLink(sizes, between, suggestAt, () => true);
  const heads = new Map<number, number>();
  themes.forEach((theme, u) => {
    const head = heads.get(theme);
    if (head === undefined || outranks(sizes[u]!, sizes[head]!)) heads.set(theme, u);
  });
  return own.flatMap((reportId, i) => {
    const unit = unitOf.get(i)!;
    const head = heads.get(themes[unit]!)!;
    const others = units.flatMap(([group], u) => (u === unit ? [] : [{ reportId, group, score: means[u]![i]!, sameTheme: u === head }]));
    return others
      .sort((a, b) => Number(b.sameTheme) - Number(a.sameTheme) || b.score - a.score || compare(groupName(a.group), groupName(b.group)))
      .slice(0, MOST_LIKE);
  });
}

/** What is there already stands for a theme before what is new, then the larger. */
function outranks(a: Unit, b: Unit): boolean {
  return a.fixed === b.fixed ? a.size > b.size : a.fixed;
}

function groupName(group: Group): string {
  return group.clusterId ?? [...group.reports].sort()[0]!;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
