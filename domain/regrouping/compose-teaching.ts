import type { Lesson, Side, Teaching } from '../teaching.ts';

type Pair = Teaching['cannotLink'][number];

/**
 * What several operations teach together, in the order they were made: a later word holds against an earlier one, and only where they
 * contradict each other. What was said of a cluster follows it where a person merges it, and its parts where a person takes it apart. Pure.
 * The cost of an operation follows what it speaks of, not the number of operations before it.
 */
export function composeTeaching(inOrder: readonly Lesson[]): Teaching {
  const mustLink = new Said<Side>((group) => [group]);
  const cannotLink = new Said<Pair>(({ a, b }) => [a, b]);
  for (const { left, merged, ...lesson } of inOrder) {
    for (const leaving of left) {
      const follow = ({ a, b }: Pair) => [{ a: followed(a, leaving, b), b: followed(b, leaving, a) }];
      cannotLink.replace({ reports: [], clusters: [leaving.cluster] }, follow);
    }
    for (const pair of lesson.cannotLink) mustLink.replace(pair.a, (group) => parted(group, pair));
    for (const group of lesson.mustLink) cannotLink.replace(group, (pair) => reunited(pair, group));
    for (const group of lesson.mustLink) mustLink.add(group);
    for (const pair of lesson.cannotLink) cannotLink.add(pair);
    const into = new Map(merged.map(({ from, into: to }) => [from, to]));
    const gone: Side = { reports: [], clusters: [...into.keys()] };
    mustLink.replace(gone, (group) => [renamed(group, into)]);
    cannotLink.replace(gone, ({ a, b }) => [{ a: renamed(a, into), b: renamed(b, into) }]);
  }
  return { mustLink: mustLink.all(), cannotLink: cannotLink.all() };
}

/** What was said, in order, found by what it speaks of. */
class Said<T extends object> {
  /** Each with its place. */
  readonly #placeOf = new Map<T, number>();
  readonly #speakingOf = new Map<string, Set<T>>();
  readonly #sidesOf: (one: T) => readonly Side[];
  #next = 0;

  constructor(sidesOf: (one: T) => readonly Side[]) {
    this.#sidesOf = sidesOf;
  }

  add(one: T, place: number = this.#next++): void {
    this.#placeOf.set(one, place);
    for (const key of this.#sidesOf(one).flatMap(keysOf)) {
      const others = this.#speakingOf.get(key);
      if (others) others.add(one);
      else this.#speakingOf.set(key, new Set([one]));
    }
  }

  /** Puts others in the place of each that speaks of something of a side. */
  replace(side: Side, by: (one: T) => readonly T[]): void {
    const found = new Set(keysOf(side).flatMap((key) => [...(this.#speakingOf.get(key) ?? [])]));
    for (const one of found) {
      const others = by(one);
      if (others.length === 1 && others[0] === one) continue;
      const place = this.#placeOf.get(one)!;
      this.#placeOf.delete(one);
      for (const key of this.#sidesOf(one).flatMap(keysOf)) this.#speakingOf.get(key)?.delete(one);
      for (const other of others) this.add(other, place);
    }
  }

  all(): T[] {
    return [...this.#placeOf].sort(([, a], [, b]) => a - b).map(([one]) => one);
  }
}

const keysOf = ({ reports, clusters }: Side) => [...reports, ...clusters.map((id) => `cluster\n${id}`)];

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
