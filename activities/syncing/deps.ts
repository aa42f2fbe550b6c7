import type {
  ChangePublisher,
  Feeds,
  Inbox,
  Logger,
  Projects,
  ReportStore,
  SourceConfig,
  SyncTargets,
  WorkflowLauncher,
} from '#domain/ports/index';

export interface SyncingDeps {
  projects: Pick<Projects, 'find'>;
  inbox: Pick<Inbox, 'accept' | 'known' | 'parkedAmong'>;
  reports: Pick<ReportStore, 'known' | 'list'>;
  sourceConfig: Pick<SourceConfig, 'get'>;
  syncTargets: Pick<SyncTargets, 'get' | 'enabled' | 'record'>;
  feeds: Feeds;
  launcher: Pick<WorkflowLauncher, 'wakeIngest' | 'agreeSyncs'>;
  changes: ChangePublisher;
  log: Logger;
}
