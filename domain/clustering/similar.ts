import type { BandsOfKinds, BoundedKind } from './bounds.ts';
import { inOrder, meanOf, spread } from './cohesion.ts';
import { keysOf, type KnownIndex } from './known-index.ts';
import { type Likeness, type Likenesses, strength } from './likeness.ts';

/** Another cluster and the pair of reports that ties the two most. */
export interface SimilarCluster {
  clusterId: string;
  /** 0..1, on the scale of `kind`'s bounds. */
  score: number;
  kind: BoundedKind;
  band: 'join' | 'suggest' | 'below';
  /** Of the cluster asked about, and of the other one. */
  own: string;
  nearest: string;
  /** By which key, where the two have one. */
  key: 'sender' | 'fingerprint' | null;
}

const SEEDS = 3;
const SUPPORTERS = 3;
/** As grouping weighs the strongest pair against the support of the others. */
const LINK_SHARE = 0.7;
const LEAST_STRENGTH = 0.01;

/** Reports that speak for a cluster: its exemplars where they are known, else some of its members. */
export function seedsOf(index: KnownIndex, members: readonly string[], exemplars: readonly string[] = []): string[] {
  const known = exemplars.filter((id) => index.profiles.has(id));
  return known.length > 0 ? known : spread(inOrder(index, members), SEEDS);
}

/**
 * The clusters nearest to one, best first, however low they score. Pure.
 * @param seeds what speaks for it, at most 3
 * @param extra reports to look at as well, e.g. what the vector index answered
 */
export function similarClusters(
  index: KnownIndex,
  likenesses: Likenesses,
  input: { clusterId: string; seeds: readonly string[]; extra?: readonly string[]; bands: BandsOfKinds; most: number },
): SimilarCluster[] {
  const { clusterId, seeds, extra = [], bands, most } = input;
  const pairs = seeds.flatMap((own) =>
    [...new Map([...likenesses.near(own), ...likenesses.to(own, extra)])].map(([nearest, likeness]) => ({ own, nearest, likeness })),
  );
  const byCluster = Map.groupBy(pairs, ({ nearest }) => index.profiles.get(nearest)!.clusterId);
  const found: { similar: SimilarCluster; strength: number }[] = [];
  for (const [other, links] of byCluster) {
    if (other === null || other === clusterId) continue;
    const ranked = links
      .map((link) => ({ ...link, strength: strengthOf(link.likeness, bands) }))
      .sort((a, b) => b.strength - a.strength || (a.nearest < b.nearest ? -1 : 1));
    const [best] = ranked;
    const { kind } = best!.likeness;
    const support = meanOf(
      ranked
        .filter((link) => link.likeness.kind === kind)
        .slice(0, SUPPORTERS)
        .map((link) => link.likeness.score),
    );
    const score = LINK_SHARE * best!.likeness.score + (1 - LINK_SHARE) * support;
    const overall = best!.likeness.sameKey ? 1 : strength(score, kind, bands);
    if (overall < LEAST_STRENGTH) continue;
    const similar: SimilarCluster = {
      clusterId: other,
      score: Math.round(score * 1000) / 1000,
      kind,
      band: score >= bands[kind].joinAt ? 'join' : score >= bands[kind].suggestAt ? 'suggest' : 'below',
      own: best!.own,
      nearest: best!.nearest,
      key: best!.likeness.sameKey ? sharedKey(index, best!.own, best!.nearest) : null,
    };
    found.push({ similar, strength: overall });
  }
  found.sort((a, b) => b.strength - a.strength || (a.similar.clusterId < b.similar.clusterId ? -1 : 1));
  return found.slice(0, most).map(({ similar }) => similar);
}

function strengthOf(likeness: Likeness, bands: BandsOfKinds): number {
  return likeness.sameKey ? 1 : strength(likeness.score, likeness.kind, bands);
}

function sharedKey(index: KnownIndex, a: string, b: string): 'sender' | 'fingerprint' | null {
  const keys = new Set(keysOf(index.profiles.get(a)!).map(({ key }) => key));
  return keysOf(index.profiles.get(b)!).find(({ key }) => keys.has(key))?.rule ?? null;
}
