import type { Groups } from './groups.ts';
import { keysOf, type Key, type KnownIndex } from './known-index.ts';

/** By which key a report came to where it is. */
export interface KeyMatch {
  rule: Key['rule'];
  key: string;
}

/**
 * Joins what has one key: to the cluster that has it, the one with most reports of this key where people have split them up, else to
 * batch mates. All sender's groups before all fingerprints. The result does not depend on the order of `ids`.
 */
export function placeByKey(ids: readonly string[], groups: Groups, index: KnownIndex): Map<string, KeyMatch[]> {
  const matches = new Map<string, KeyMatch[]>();
  for (const rule of ['sender', 'fingerprint'] as const) {
    const byKey = new Map<string, string[]>();
    for (const id of ids.toSorted()) {
      for (const key of keysOf(index.profiles.get(id)!)) if (key.rule === rule) byKey.set(key.key, [...(byKey.get(key.key) ?? []), id]);
    }
    for (const [key, mates] of [...byKey].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const homes = homesOf(key, index);
      for (const id of mates) {
        matches.set(id, [...(matches.get(id) ?? []), { rule, key }]);
        const targets = [...homes.map((clusterId) => groups.ofCluster(clusterId)), ...mates.map((mate) => groups.of(mate)!)];
        if (groups.of(id)!.clusterId !== null) continue;
        const target = targets.find((group) => groups.mayMerge(groups.of(id)!, group, 'machine'));
        if (target) groups.merge(groups.of(id)!, target);
      }
    }
  }
  return matches;
}

/** Clusters that hold the key, with most reports of it first. */
function homesOf(key: string, index: KnownIndex): string[] {
  const counts = new Map<string, number>();
  for (const id of index.withKey(key)) {
    const clusterId = index.profiles.get(id)!.clusterId;
    if (clusterId !== null) counts.set(clusterId, (counts.get(clusterId) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([clusterId]) => clusterId);
}
