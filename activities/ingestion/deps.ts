import type {
  ChangePublisher,
  ClusterStore,
  ErasedFacts,
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
  inbox: Pick<Inbox, 'claim' | 'settle' | 'parkedAmong' | 'dropParked'>;
  sourceConfig: Pick<SourceConfig, 'get'>;
  reports: Pick<ReportStore, 'storeBatch' | 'setStatus' | 'setText' | 'get' | 'known' | 'remove'>;
  clusters: Pick<ClusterStore, 'getMany' | 'setSeverities'>;
  erasedFacts: Pick<ErasedFacts, 'among'>;
  jobs: Pick<JobStore, 'findByBranch'>;
  launcher: Pick<WorkflowLauncher, 'wakeClustering' | 'notifyPullRequest'>;
  changes: ChangePublisher;
  log: Logger;
  /** Reports an owner may have over all projects. */
  reportQuota: number;
}
