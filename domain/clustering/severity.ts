import type { Cluster, Severity } from '../cluster.ts';
import type { Level, Report } from '../report.ts';

const DAY_MS = 86_400_000;
const LEVEL_POINTS: Record<Level, number> = { fatal: 40, error: 26, warning: 14, info: 5, debug: 2 };
/** People do not say how bad it is; that they wrote at all counts for something. */
const SAID_BY_PEOPLE = 20;
const P1 = 60;
const P2 = 35;

export type SeverityInput = Pick<Cluster, 'occurrences' | 'peopleCount' | 'lastSeenAt' | 'trend24h' | 'trend14d'> & {
  reports: readonly Pick<Report, 'level'>[];
  now: string;
};

/**
 * How bad a cluster is, 0..100, and the plain words it is made of. Worst level (at most 40), how often (25), how many people (20),
 * how lately (8), whether it is rising (7). Doubling counts the same everywhere, so that one noisy cluster does not dwarf the rest. Pure.
 */
export function severityOf(input: SeverityInput): Severity {
  const level = worstLevel(input.reports);
  const ageDays = (Date.parse(input.now) - Date.parse(input.lastSeenAt)) / DAY_MS;
  const rising = isRising(input);
  const score =
    (level === null ? SAID_BY_PEOPLE : LEVEL_POINTS[level]) +
    Math.min(25, 5 * Math.log2(Math.max(1, input.occurrences))) +
    Math.min(20, 6 * Math.log2(Math.max(1, input.peopleCount))) +
    (ageDays < 1 ? 8 : ageDays < 7 ? 4 : 0) +
    (rising ? 7 : 0);
  const parts = [
    level === null ? 'reported by people' : `${level} level`,
    ...(input.occurrences > 1 ? [`${input.occurrences} times`] : []),
    ...(input.peopleCount > 1 ? [`${input.peopleCount} people`] : []),
    ageDays < 1 ? 'seen in the last day' : ageDays < 7 ? 'seen this week' : `quiet for ${Math.floor(ageDays)} days`,
    ...(rising ? ['rising'] : []),
  ];
  return { level: score >= P1 ? 'P1' : score >= P2 ? 'P2' : 'P3', score: Math.round(score * 10) / 10, parts };
}

function worstLevel(reports: SeverityInput['reports']): Level | null {
  const levels = reports.flatMap((report) => (report.level === null ? [] : [report.level]));
  return levels.sort((a, b) => LEVEL_POINTS[b] - LEVEL_POINTS[a])[0] ?? null;
}

/** At least three in the last day, and over twice the daily mean of the days before. */
function isRising({ trend14d }: SeverityInput): boolean {
  const today = trend14d.at(-1) ?? 0;
  const before = trend14d.slice(0, -1);
  const mean = before.reduce((sum, count) => sum + count, 0) / Math.max(1, before.length);
  return today >= 3 && today > 2 * mean;
}
