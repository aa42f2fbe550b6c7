import type { Cluster } from '../cluster.ts';
import type { Report, SourceName } from '../report.ts';
import { severityOf } from './severity.ts';
import { trendsOf } from './trends.ts';

export type ClusterFigures = Pick<
  Cluster,
  'reportCount' | 'occurrences' | 'peopleCount' | 'sources' | 'severity' | 'firstSeenAt' | 'lastSeenAt' | 'trend24h' | 'trend14d'
>;

/** Everything about a cluster that is counted from its members, all of them, at least one. Pure: a retry gives the same. */
export function figuresOf(members: readonly Report[], now: string): ClusterFigures {
  const sources: Partial<Record<SourceName, number>> = {};
  for (const { source } of members) sources[source] = (sources[source] ?? 0) + 1;
  const counted = {
    reportCount: members.length,
    occurrences: members.reduce((sum, report) => sum + report.occurrences, 0),
    // The same name at two senders may be two people.
    peopleCount: new Set(
      members.flatMap(({ source, author, metBy = [] }) =>
        [author, ...metBy].flatMap((person) => (person === null ? [] : [`${source}\n${person}`])),
      ),
    ).size,
    sources,
    firstSeenAt: members.map((report) => report.firstSeenAt).reduce((a, b) => (a < b ? a : b)),
    lastSeenAt: members.map((report) => report.lastSeenAt).reduce((a, b) => (a > b ? a : b)),
    ...trendsOf(members, now),
  };
  return { ...counted, severity: severityOf({ ...counted, reports: members, now }) };
}
