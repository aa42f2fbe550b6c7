import type { Decision } from '#domain/ports/index';

const pairsOf = (n: number) => (n * (n - 1)) / 2;
const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);

export interface Figures {
  pairPrecision: number;
  pairRecall: number;
  pairF1: number;
  /** Of the reports whose group was there before them, those that came to a cluster that has one of it. */
  repeatsCaught: number;
  /** Of the first reports of a group, those that were put to others. */
  falseJoins: number;
  largestImpure: number;
}

/** @param order report ids in time order */
export function figuresOf(order: readonly string[], groupOf: ReadonlyMap<string, string>, clusterOf: (id: string) => string): Figures {
  const both = new Map<string, number>();
  const clusters = new Map<string, Map<string, number>>();
  const groups = new Map<string, number>();
  const seenGroups = new Map<string, Set<string>>();
  const seenClusters = new Set<string>();
  let [firsts, falseJoins, repeats, caught] = [0, 0, 0, 0];
  for (const id of order) {
    const [group, cluster] = [groupOf.get(id)!, clusterOf(id)];
    both.set(`${group}\n${cluster}`, (both.get(`${group}\n${cluster}`) ?? 0) + 1);
    groups.set(group, (groups.get(group) ?? 0) + 1);
    const inside = clusters.get(cluster) ?? new Map<string, number>();
    clusters.set(cluster, inside.set(group, (inside.get(group) ?? 0) + 1));
    const before = seenGroups.get(group);
    if (before) {
      repeats += 1;
      if (before.has(cluster)) caught += 1;
      before.add(cluster);
    } else {
      firsts += 1;
      if (seenClusters.has(cluster)) falseJoins += 1;
      seenGroups.set(group, new Set([cluster]));
    }
    seenClusters.add(cluster);
  }
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, n) => total + pairsOf(n), 0);
  const truePairs = sum(both.values());
  const sizes = [...clusters.values()].map((inside) => ({
    size: [...inside.values()].reduce((a, b) => a + b, 0),
    pure: inside.size === 1,
  }));
  const made = sum(sizes.map(({ size }) => size));
  const pairPrecision = made === 0 ? 1 : truePairs / made;
  const pairRecall = share(truePairs, sum(groups.values()));
  return {
    pairPrecision,
    pairRecall,
    pairF1: share(2 * pairPrecision * pairRecall, pairPrecision + pairRecall),
    repeatsCaught: share(caught, repeats),
    falseJoins: share(falseJoins, firsts),
    largestImpure: Math.max(0, ...sizes.filter(({ pure }) => !pure).map(({ size }) => size)),
  };
}

/** Each report that opened a cluster goes to its first suggestion, if it has one in the band. */
export function accepted(order: readonly string[], decisions: ReadonlyMap<string, Decision>): (id: string) => string {
  const parent = new Map<string, string>();
  const find = (cluster: string): string => {
    let root = cluster;
    for (let next = parent.get(root); next !== undefined; next = parent.get(root)) root = next;
    return root;
  };
  for (const id of order) {
    const { opened, clusterId, evidence, suggestions = [] } = decisions.get(id)!;
    const first = suggestions.find((one) => one.band === 'suggest');
    if (!opened || evidence.rule !== 'first' || !first) continue;
    const [own, other] = [find(clusterId), find(first.clusterId)];
    if (own !== other) parent.set(own, other);
  }
  return (id) => find(decisions.get(id)!.clusterId);
}

/** Share of repeats whose group is in the cluster joined or among the first k of it and the suggestions. */
export function recallAt(
  ks: readonly number[],
  order: readonly string[],
  groupOf: ReadonlyMap<string, string>,
  decisions: ReadonlyMap<string, Decision>,
): number[] {
  const clustersOf = new Map<string, Set<string>>();
  const hits = ks.map(() => 0);
  let repeats = 0;
  for (const id of order) {
    const { clusterId, suggestions = [] } = decisions.get(id)!;
    const group = groupOf.get(id)!;
    const right = clustersOf.get(group);
    if (right) {
      repeats += 1;
      // What opened a cluster has been offered nothing but the suggestions.
      const joined = right.has(clusterId) || decisions.get(id)!.evidence.rule !== 'first';
      const listed = [...(joined ? [clusterId] : []), ...suggestions.map((one) => one.clusterId)];
      const at = listed.findIndex((cluster) => right.has(cluster));
      ks.forEach((k, i) => {
        if (at >= 0 && at < k) hits[i]! += 1;
      });
    }
    clustersOf.set(group, (right ?? new Set()).add(clusterId));
  }
  return hits.map((hit) => share(hit, repeats));
}

/** Pair F1 between two groupings of the same reports: 1 where they are the same. */
export function agreement(order: readonly string[], a: (id: string) => string, b: (id: string) => string): number {
  const counts = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()] as const;
  for (const id of order) [a(id), b(id), `${a(id)}\n${b(id)}`].forEach((key, i) => counts[i]!.set(key, (counts[i]!.get(key) ?? 0) + 1));
  const [x, y, both] = counts.map((map) => [...map.values()].reduce((sum, n) => sum + pairsOf(n), 0)) as [number, number, number];
  return x + y === 0 ? 1 : (2 * both) / (x + y);
}
