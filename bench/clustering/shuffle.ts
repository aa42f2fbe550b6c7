import type { Report } from '#domain/report';

/** Fisher and Yates with a small generator of its own (mulberry32), so that a seed gives one order for ever. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const all = [...items];
  let state = seed * 0x9e3779b9;
  for (let i = all.length - 1; i > 0; i--) {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    const j = ((t ^ (t >>> 14)) >>> 0) % (i + 1);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}

/** The same reports received in another order: the times of receipt stay in place, the reports change. */
export function shuffledTimes(reports: readonly Report[], seed: number): Report[] {
  const times = reports.map((report) => report.receivedAt).sort();
  return shuffled(reports, seed).map((report, i) => ({ ...report, receivedAt: times[i]! }));
}
