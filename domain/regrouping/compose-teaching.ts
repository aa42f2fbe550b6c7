import type { Teaching } from '../teaching.ts';

type Pair = Teaching['cannotLink'][number];

/**
 * What several operations teach together, in the order they were made: a later word holds against an earlier one, and only where they
 * contradict each other. Pure.
 */
export function composeTeaching(inOrder: readonly Teaching[]): Teaching {
  let mustLink: (readonly string[])[] = [];
  let cannotLink: Pair[] = [];
  for (const { mustLink: together, cannotLink: apart } of inOrder) {
    for (const pair of apart) mustLink = mustLink.flatMap((group) => parted(group, pair));
    for (const group of together) cannotLink = cannotLink.flatMap((pair) => reunited(pair, new Set(group)));
    mustLink.push(...together);
    cannotLink.push(...apart);
  }
  return { mustLink, cannotLink };
}

/** A group whose reports were separated later says nothing across the two sides any more. */
function parted(group: readonly string[], { a, b }: Pair): (readonly string[])[] {
  const left = new Set(a);
  const right = new Set(b);
  if (!group.some((id) => left.has(id)) || !group.some((id) => right.has(id))) return [group];
  return [group.filter((id) => left.has(id)), group.filter((id) => !left.has(id))].filter((part) => part.length > 1);
}

/** Reports that were put together later are not held apart any more; each is still held apart from the rest of the other side. */
function reunited(pair: Pair, group: ReadonlySet<string>): Pair[] {
  const { a, b } = pair;
  const inA = a.filter((id) => group.has(id));
  if (inA.length === 0 || !b.some((id) => group.has(id))) return [pair];
  const restOfA = a.filter((id) => !group.has(id));
  const restOfB = b.filter((id) => !group.has(id));
  return [
    { a: restOfA, b },
    { a: inA, b: restOfB },
  ].filter((one) => one.a.length > 0 && one.b.length > 0);
}
