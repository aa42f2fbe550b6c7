import type { Lesson, Side, Teaching } from '../teaching.ts';

type Pair = Teaching['cannotLink'][number];

/**
 * What several operations teach together, in the order they were made: a later word holds against an earlier one, and only where they
 * contradict each other. What was said of a cluster follows it where a person merges it, and its parts where a person takes it apart. Pure.
 */
export function composeTeaching(inOrder: readonly Lesson[]): Teaching {
  let mustLink: Side[] = [];
  let cannotLink: Pair[] = [];
  for (const lesson of inOrder) {
    for (const leaving of lesson.left)
      cannotLink = cannotLink.map(({ a, b }) => ({ a: followed(a, leaving, b), b: followed(b, leaving, a) }));
    for (const pair of lesson.cannotLink) mustLink = mustLink.flatMap((group) => parted(group, pair));
    for (const group of lesson.mustLink) cannotLink = cannotLink.flatMap((pair) => reunited(pair, group));
    mustLink.push(...lesson.mustLink);
    cannotLink.push(...lesson.cannotLink);
    if (lesson.merged.length === 0) continue;
    const into = new Map(lesson.merged.map(({ from, into: to }) => [from, to]));
    mustLink = mustLink.map((group) => renamed(group, into));
    cannotLink = cannotLink.map(({ a, b }) => ({ a: renamed(a, into), b: renamed(b, into) }));
  }
  return { mustLink, cannotLink };
}

/** Whoever was kept apart from a cluster is kept apart from those that left it, and from the cluster they opened. */
function followed(side: Side, { cluster, reports, opens }: Lesson['left'][number], other: Side): Side {
  if (!side.clusters.includes(cluster)) return side;
  return plus(side, minus({ reports, clusters: opens === null ? [] : [opens] }, other));
}

/** A group whose reports were separated later says nothing across the two sides any more. */
function parted(group: Side, { a, b }: Pair): Side[] {
  if (!meet(group, a) || !meet(group, b)) return [group];
  return [common(group, a), minus(group, a)].filter(({ reports, clusters }) => reports.length + clusters.length > 1);
}

/** Reports that were put together later are not held apart any more; each is still held apart from the rest of the other side. */
function reunited(pair: Pair, group: Side): Pair[] {
  const { a, b } = pair;
  if (!meet(a, group) || !meet(b, group)) return [pair];
  return [
    { a: minus(a, group), b },
    { a: common(a, group), b: minus(b, group) },
  ].filter((one) => !isEmpty(one.a) && !isEmpty(one.b));
}

function renamed(side: Side, into: ReadonlyMap<string, string>): Side {
  if (!side.clusters.some((id) => into.has(id))) return side;
  return { ...side, clusters: [...new Set(side.clusters.map((id) => into.get(id) ?? id))] };
}

function common(side: Side, other: Side): Side {
  return { reports: within(side.reports, other.reports), clusters: within(side.clusters, other.clusters) };
}

function minus(side: Side, other: Side): Side {
  return { reports: without(side.reports, other.reports), clusters: without(side.clusters, other.clusters) };
}

function plus(side: Side, other: Side): Side {
  return {
    reports: [...new Set([...side.reports, ...other.reports])],
    clusters: [...new Set([...side.clusters, ...other.clusters])],
  };
}

const isEmpty = ({ reports, clusters }: Side) => reports.length + clusters.length === 0;
const meet = (side: Side, other: Side) => !isEmpty(common(side, other));

function within(ids: readonly string[], others: readonly string[]): string[] {
  const wanted = new Set(others);
  return ids.filter((id) => wanted.has(id));
}

function without(ids: readonly string[], others: readonly string[]): string[] {
  const unwanted = new Set(others);
  return ids.filter((id) => !unwanted.has(id));
}
