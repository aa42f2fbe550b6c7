import type { Side } from '../teaching.ts';
import type { Constraints } from './constraints.ts';
import type { Group, Groups } from './groups.ts';
import type { KnownIndex } from './known-index.ts';

/**
 * Puts into the groups what people decided: first what they separated, so that nothing later can join it, then what they joined. Where the
 * two contradict each other the separation holds.
 * @returns reports that a person's word has placed
 */
export function obey(constraints: Constraints, groups: Groups, index: KnownIndex): Set<string> {
  const groupOf = (reportId: string): Group | null => {
    const own = groups.of(reportId);
    if (own) return own;
    const clusterId = index.profiles.get(reportId)?.clusterId ?? null;
    return clusterId === null ? null : groups.ofCluster(clusterId);
  };
  const groupsOf = ({ reports, clusters }: Side): Group[] => [
    ...reports.flatMap((id) => groupOf(id) ?? []),
    ...clusters.flatMap((id) => (index.members(id).size > 0 ? groups.ofCluster(id) : [])),
  ];
  let separation = 0;
  for (const { a, b } of constraints.cannotLink) {
    const sides = [groupsOf(a), groupsOf(b)] as const;
    for (const group of sides[0]) groups.mark(group, separation, 1);
    // What holds both sides already was put together by a person: only a later word can part it.
    for (const group of sides[1]) if (!sides[0].includes(group)) groups.mark(group, separation, 2);
    separation += 1;
  }
  for (const { reportId, clusterId } of constraints.cannotJoin) {
    const group = groups.of(reportId);
    if (group) {
      groups.mark(group, separation, 1);
      groups.mark(groups.ofCluster(clusterId), separation, 2);
    }
    separation += 1;
  }
  const placed = new Set<string>();
  const join = (reportId: string, other: Group | null) => {
    const own = groups.of(reportId);
    if (!own || !other || !groups.mayMerge(own, other, 'person')) return;
    groups.merge(own, other);
    placed.add(reportId);
  };
  for (const { reportId, clusterId } of constraints.mustJoin)
    if (index.members(clusterId).size > 0) join(reportId, groups.ofCluster(clusterId));
  for (const { reports: ids, clusters: places } of constraints.mustLink) {
    // To the cluster that most of the known ones are in, then to the one that was spoken of, then the new ones to each other.
    const present = places.filter((id) => index.members(id).size > 0);
    const clusters = [...ids.flatMap((id) => index.profiles.get(id)?.clusterId ?? []), ...present];
    const [first] = ids.filter((id) => groups.of(id) !== null).sort();
    const home = mostFrequent(clusters);
    for (const id of ids) {
      if (home !== null) join(id, groups.ofCluster(home));
      else if (first !== undefined && id !== first) join(id, groups.of(first));
    }
  }
  return placed;
}

function mostFrequent(values: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [best] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return best?.[0] ?? null;
}
