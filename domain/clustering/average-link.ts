/** A unit to be joined: a report, or what is one already. */
export interface Unit {
  /** Number of reports in it. */
  size: number;
  /** Two fixed ones never become one. */
  fixed: boolean;
}

/**
 * Joins units as long as the mean similarity between all reports of two of them is at or above the bound, the most alike first
 * (average linkage by Lance and Williams). Deterministic: ties go to the lower numbers. O(n²) memory, about O(n²) time.
 * @param similarity n × n, symmetric, row by row; changed
 * @param mayMerge asked with the units that the two consist of
 * @returns for each unit the number of the one that stands for it
 */
export function averageLink(
  units: readonly Unit[],
  similarity: Float32Array,
  bound: number,
  mayMerge: (a: readonly number[], b: readonly number[]) => boolean,
): number[] {
  const n = units.length;
  const size = units.map((unit) => unit.size);
  const fixed = units.map((unit) => unit.fixed);
  const parts = units.map((_, i) => [i]);
  const alive = new Set(units.keys());
  const nearest = new Int32Array(n).fill(-1);
  const best = new Float32Array(n).fill(-Infinity);
  const look = (i: number) => {
    nearest[i] = -1;
    best[i] = -Infinity;
    for (const j of alive) {
      if (j === i || (fixed[i] && fixed[j])) continue;
      const s = similarity[i * n + j]!;
      if (s > best[i]!) [best[i], nearest[i]] = [s, j];
    }
  };
  for (const i of alive) look(i);
  for (;;) {
    let a = -1;
    for (const i of alive) if (nearest[i]! >= 0 && best[i]! >= bound && (a < 0 || best[i]! > best[a]!)) a = i;
    if (a < 0) break;
    const b = nearest[a]!;
    const [keep, gone] = fixed[b] || (!fixed[a] && b < a) ? [b, a] : [a, b];
    if (!mayMerge(parts[keep]!, parts[gone]!)) {
      similarity[keep * n + gone] = similarity[gone * n + keep] = -Infinity;
      look(keep);
      look(gone);
      continue;
    }
    alive.delete(gone);
    const total = size[keep]! + size[gone]!;
    for (const j of alive) {
      if (j === keep) continue;
      const mean = (similarity[keep * n + j]! * size[keep]! + similarity[gone * n + j]! * size[gone]!) / total;
      similarity[keep * n + j] = similarity[j * n + keep] = mean;
    }
    size[keep] = total;
    fixed[keep] ||= fixed[gone]!;
    parts[keep]!.push(...parts[gone]!);
    look(keep);
    for (const j of alive) {
      if (j === keep) continue;
      if (nearest[j] === keep || nearest[j] === gone) look(j);
      else if (!(fixed[j] && fixed[keep]) && similarity[j * n + keep]! > best[j]!)
        [best[j], nearest[j]] = [similarity[j * n + keep]!, keep];
    }
  }
  const standsFor = units.map((_, i) => i);
  for (const i of alive) for (const part of parts[i]!) standsFor[part] = i;
  return standsFor;
}
