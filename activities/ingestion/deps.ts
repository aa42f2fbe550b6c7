import type {
  ChangePublisher,
  ClusterStore,
  Inbox,
  JobStore,
  Logger,
  Projects,
  ReportStore,
  SourceConfig,
  WorkflowLauncher,
} from '#domain/ports/index';

export interface IngestionDeps {
  projects: Pick<Projects, 'find'>;
  inbox: Pick<Inbox, 'claim' | 'settle'>;
  sourceConfig: Pick<SourceConfig, 'get'>;
  reports: Pick<ReportStore, 'storeBatch' | 'setStatus' | 'setText' | 'getMany'>;
  clusters: Pick<ClusterStore, 'getMany' | 'members' | 'save'>;
  jobs: Pick<JobStore, 'findByBranch'>;
  launcher: Pick<WorkflowLauncher, 'wakeClustering' | 'notifyPullRequest'>;
  changes: ChangePublisher;
  log: Logger;
  /** Reports an owner may have over all projects. */
  reportQuota: number;
}
