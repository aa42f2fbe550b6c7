import type { BandsOfKinds } from './bounds.ts';
import type { Group, Groups } from './groups.ts';
import { type Link, type Links, strongest } from './links.ts';

/** A link's own score and the support of the groups it ties together count this much. */
const LINK_SHARE = 0.7;
const SUPPORTERS = 3;
/** Several links between two groups count as evidence of their own, but not as independent ones. */
const COUNTED = 4;
const INDEPENDENCE = 0.55;
/** Weaker ones are chance. */
const LEAST_OF_BOUND = 0.25;
const ROUNDS = 10;

/**
 * Union of groups, strongest link first. A link binds only where both groups agree, so that one chance resemblance does not chain two
 * problems together; and what no single link binds, several may. The result does not depend on the order of the reports.
 */
export function joinByLinks(links: Links, groups: Groups, groupOf: (id: string) => Group, bands: BandsOfKinds): void {
  for (const link of links.sorted()) {
    const { joinAt } = bands[link.kind];
    if (link.score < joinAt) continue;
    const mine = groupOf(link.a);
    const other = groupOf(link.b);
    if (!groups.mayMerge(mine, other, 'machine')) continue;
    const support = Math.min(supportOf(link.a, other, links, groupOf), supportOf(link.b, mine, links, groupOf));
    if (LINK_SHARE * link.score + (1 - LINK_SHARE) * support >= joinAt) groups.merge(mine, other);
  }
  for (let round = 0; round < ROUNDS && joinTogether(links, groups, groupOf, bands); round++);
}

/** Mean of the report's three best links into the group. */
function supportOf(reportId: string, group: Group, links: Links, groupOf: (id: string) => Group): number {
  const into: Link[] = [];
  for (const link of links.of(reportId)) {
    if (groupOf(link.b) === group && into.push(link) === SUPPORTERS) break;
  }
  return into.length === 0 ? 0 : into.reduce((sum, link) => sum + link.score, 0) / into.length;
}

/** One round of joins by several links at once, the surest first; a group takes part once. True where any was made. */
function joinTogether(links: Links, groups: Groups, groupOf: (id: string) => Group, bands: BandsOfKinds): boolean {
  const between = new Map<Group, Map<Group, Link[]>>();
  for (const link of links.sorted()) {
    if (link.kind !== 'issue' || link.score < bands.issue.joinAt * LEAST_OF_BOUND) continue;
    const [a, b] = [groupOf(link.a), groupOf(link.b)];
    if (!groups.mayMerge(a, b, 'machine')) continue;
    const [first, second] = between.get(b)?.has(a) ? [b, a] : [a, b];
    if (!between.has(first)) between.set(first, new Map());
    const found = between.get(first)!;
    found.set(second, [...(found.get(second) ?? []), link]);
  }
  const pairs = [...between].flatMap(([a, others]) =>
    [...others].flatMap(([b, found]) => (found.length < 2 ? [] : [{ a, b, best: found[0]!, score: together(found) }])),
  );
  const taken = new Set<Group>();
  let joined = false;
  for (const { a, b, score } of pairs.sort((x, y) => y.score - x.score || strongest(x.best, y.best))) {
    if (score < bands.issue.joinAt || taken.has(a) || taken.has(b)) continue;
    taken.add(a).add(b);
    groups.merge(a, b);
    joined = true;
  }
  return joined;
}

function together(found: readonly Link[]): number {
  const sum = found.slice(0, COUNTED).reduce((total, link) => total - Math.log1p(-Math.min(link.score, 0.999)), 0);
  return 1 - Math.exp(-INDEPENDENCE * sum);
}
