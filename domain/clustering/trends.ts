import type { Cluster } from '../cluster.ts';
import type { Report } from '../report.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HOURS = 24;
const DAYS = 14;

type Trends = Pick<Cluster, 'trend24h' | 'trend14d'>;

/** Reports per hour of the last 24 and per day of the last 14, oldest first; the last bucket ends at `now`. Pure. */
export function trendsOf(reports: readonly Pick<Report, 'occurredAt' | 'lastSeenAt' | 'occurrences'>[], now: string): Trends {
  const at = Date.parse(now);
  // A repeat leaves no time of its own but the latest one.
  const times = reports.flatMap((report) => (report.occurrences > 1 ? [report.occurredAt, report.lastSeenAt] : [report.occurredAt]));
  const ms = times.map((time) => Date.parse(time));
  return { trend24h: buckets(ms, at, HOUR_MS, HOURS), trend14d: buckets(ms, at, DAY_MS, DAYS) };
}

function buckets(times: readonly number[], now: number, widthMs: number, count: number): number[] {
  const counts = Array.from({ length: count }, () => 0);
  for (const time of times) {
    // A sender's clock may run ahead of ours.
    const age = Math.floor(Math.max(0, now - time) / widthMs);
    if (age < count) counts[count - 1 - age]! += 1;
  }
  return counts;
}
