import type { ChangePublisher, ClusterStore, InboxUpkeep, Logger, Projects, ReportStore, WorkflowLauncher } from '#domain/ports/index';

export interface UpkeepDeps {
  inboxUpkeep: Pick<InboxUpkeep, 'projectsParked' | 'releaseParked' | 'expireParked' | 'deleteOlder'>;
  projects: Pick<Projects, 'scan'>;
  reports: Pick<ReportStore, 'ownerUsage' | 'countUnclustered'>;
  clusters: Pick<ClusterStore, 'wakeSnoozed' | 'awaitingVectors'>;
  changes: ChangePublisher;
  launcher: Pick<WorkflowLauncher, 'wakeIngest' | 'resumeClustering'>;
  log: Logger;
  /** Reports an owner may have over all projects. */
  reportQuota: number;
  parkedMs: number;
  retentionMs: number;
}
