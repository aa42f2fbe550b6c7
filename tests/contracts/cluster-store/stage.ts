import { randomUUID } from 'node:crypto';
import type { Cluster } from '#domain/cluster';
import type { ClusterStore } from '#domain/ports/cluster-store';
import type { Decision, IncomingReport, ReportStore } from '#domain/ports/report-store';
import { tenantScope } from '#domain/project';
import type { TenantScope } from '#domain/project';
import { storedCluster, storedEvidence } from '../../stored.ts';

export const newScope = (): TenantScope => tenantScope({ id: randomUUID(), ownerId: randomUUID() });
export const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
export const isoMinute = (minute: number) => new Date(Date.UTC(2026, 9, 1, 10, minute)).toISOString();

export function decision(report: IncomingReport, clusterId: string, opened: boolean): Decision {
  const rule = opened ? 'first' : 'words';
  return { reportId: report.reportId, clusterId, opened, evidence: storedEvidence({ rule, sharedWords: opened ? [] : ['csv', 'export'] }) };
}

/** As a run saves what it opened: with the figures of its members. */
export function newCluster(scope: TenantScope, id: string, members: IncomingReport[]): Cluster {
  const now = new Date().toISOString();
  const seen = members.map(({ report }) => report.occurredAt).toSorted();
  return storedCluster(scope.projectId, {
    id,
    reportCount: members.length,
    occurrences: members.length,
    firstSeenAt: seen[0]!,
    lastSeenAt: seen.at(-1)!,
    createdAt: now,
    updatedAt: now,
  });
}

export type ClusterStage = ReturnType<typeof clusterStage>;

/** The stores of one database, and how reports get into clusters there. */
export function clusterStage({ clusters, reports }: { clusters: ClusterStore; reports: ReportStore }) {
  async function stored(scope: TenantScope, incoming: IncomingReport[]): Promise<IncomingReport[]> {
    await reports.storeBatch(scope, incoming, 1_500);
    return incoming;
  }
  /** Stores, claims and decides: the first report opens the cluster, the others join it. */
  async function grouped(scope: TenantScope, incoming: IncomingReport[], clusterId: string = randomUUID(), opened = true): Promise<string> {
    const runKey = `${scope.projectId}:${randomUUID()}`;
    await stored(scope, incoming);
    await clusters.claimUnclustered(scope, runKey, 500);
    await clusters.putDecisions(
      scope,
      runKey,
      incoming.map((report, i) => decision(report, clusterId, opened && i === 0)),
    );
    await clusters.applyDecisions(scope, runKey);
    if (opened) await clusters.save(scope, newCluster(scope, clusterId, incoming));
    await clusters.releaseRun(scope, runKey);
    return clusterId;
  }

  return { clusters, reports, stored, grouped };
}
