import type { VectorMatch } from '../ports/index.ts';
import type { Report } from '../report.ts';
import type { KnownIndex } from './known-index.ts';
import type { Profile } from './profile.ts';
import { routeOf } from './route.ts';

/** Of a known cluster so many reports, the newest, stand for all. */
const MEMBERS = 10;
const NEIGHBOURS = 50;
const POSTINGS = 20_000;
/** Vectors of a run: so many and these for each of its short messages, within a bound. One takes 9 kB on its way. */
const VECTORS_AT_LEAST = 100;
const VECTORS_EACH = 20;
const VECTORS_AT_MOST = 2_000;

/** A known cluster of short messages, and which of them stand for it. */
export interface NearCluster {
  clusterId: string;
  /** Newest first. */
  members: string[];
  /** Number of its short messages. */
  size: number;
}

/** Known clusters of short messages that hold something near to one of these, the nearest first. Pure. */
export function nearClusters(
  ids: readonly string[],
  index: KnownIndex,
  nearest: ReadonlyMap<string, readonly VectorMatch[]>,
): NearCluster[] {
  /** Cluster → how many are nearer to one of the messages, at best. */
  const ranks = new Map<string, number>();
  for (const id of ids) {
    for (const near of [nearest.get(id) ?? [], index.words.candidates(id, NEIGHBOURS, POSTINGS)]) {
      near.forEach((other, rank) => {
        const profile = index.profiles.get(other.id);
        if (profile?.route !== 'prose' || profile.clusterId === null) return;
        ranks.set(profile.clusterId, Math.min(rank, ranks.get(profile.clusterId) ?? rank));
      });
    }
  }
  return [...ranks]
    .sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
    .flatMap(([clusterId]) => {
      const members = [...index.members(clusterId)].map((id) => index.profiles.get(id)!);
      const speaking = members.filter((profile) => profile.route === 'prose' && index.words.has(profile.id)).sort(newestFirst);
      return speaking.length === 0
        ? []
        : [{ clusterId, members: speaking.slice(0, MEMBERS).map((profile) => profile.id), size: speaking.length }];
    });
}

/**
 * Of which known short messages the vectors help to group these: the members of the clusters nearest to them, as many as a run of this size may
 * ask for. Pure; an index is as it was when it returns.
 * @param reports the run's, without a cluster; those that are no short messages or have no vector ask for none
 */
export function knownVectorsFor(
  reports: readonly Report[],
  vectors: ReadonlyMap<string, Float32Array>,
  nearest: ReadonlyMap<string, readonly VectorMatch[]>,
  index: KnownIndex,
): string[] {
  const own = reports.filter((report) => vectors.has(report.id) && routeOf(report) === 'prose');
  if (own.length === 0) return [];
  for (const report of own) index.visit({ ...report, clusterId: null });
  try {
    const most = Math.min(VECTORS_AT_MOST, VECTORS_AT_LEAST + VECTORS_EACH * own.length);
    return nearClusters(
      own.map((report) => report.id),
      index,
      nearest,
    )
      .flatMap(({ members }) => members)
      .slice(0, most);
  } finally {
    for (const report of own.toReversed()) index.remove(report.id);
  }
}

function newestFirst(a: Profile, b: Profile): number {
  return a.receivedAt === b.receivedAt ? (a.id < b.id ? -1 : 1) : a.receivedAt < b.receivedAt ? 1 : -1;
}
