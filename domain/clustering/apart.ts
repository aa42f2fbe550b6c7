import type { Side, Teaching } from '../teaching.ts';

/** What people keep apart, asked by cluster or by report. */
export interface Apart {
  /** A person separated a report of the one from a report of the other. */
  clusters(a: string, b: string): boolean;
  /** A person said that this report does not belong there: declined, taken out, or split off. */
  reportFrom(reportId: string, clusterId: string): boolean;
}

/**
 * Pure.
 * @param clusterOf where a report is now; null: nowhere
 */
export function apartOf({ cannotLink }: Pick<Teaching, 'cannotLink'>, clusterOf: (reportId: string) => string | null): Apart {
  const ofClusters = new Map<string, Set<string>>();
  const ofReports = new Map<string, Set<string>>();
  const note = (map: Map<string, Set<string>>, key: string, clusterId: string) => {
    const known = map.get(key);
    if (known) known.add(clusterId);
    else map.set(key, new Set([clusterId]));
  };
  const placesOf = ({ reports, clusters }: Side) => new Set([...reports.flatMap((id) => clusterOf(id) ?? []), ...clusters]);
  for (const { a, b } of cannotLink) {
    for (const [side, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const others = placesOf(other);
      for (const id of side.reports) for (const clusterId of others) if (clusterId !== clusterOf(id)) note(ofReports, id, clusterId);
      for (const own of placesOf(side)) for (const clusterId of others) if (clusterId !== own) note(ofClusters, own, clusterId);
    }
  }
  return {
    clusters: (a, b) => ofClusters.get(a)?.has(b) ?? false,
    reportFrom: (reportId, clusterId) => ofReports.get(reportId)?.has(clusterId) ?? false,
  };
}
