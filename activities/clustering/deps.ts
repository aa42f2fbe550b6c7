import type {
  AuditLog,
  ChangePublisher,
  ClusterStore,
  EditJournal,
  Embedder,
  GroupingReviews,
  Judge,
  Logger,
  Projects,
  ReportStore,
  Summarizer,
  VectorIndex,
  WorkflowLauncher,
} from '#domain/ports/index';

export interface ClusteringDeps {
  projects: Pick<Projects, 'find' | 'scan' | 'updateSettings'>;
  reports: Pick<ReportStore, 'getMany' | 'list' | 'scan' | 'changedSince' | 'countUnclustered' | 'setVerdict'>;
  clusters: ClusterStore;
  vectors: Pick<VectorIndex, 'nearest' | 'upsert' | 'fetch' | 'delete' | 'deleteOtherSpaces'>;
  embedder: Embedder;
  summarizer: Summarizer;
  /** null without a model key: people alone answer what is suggested. */
  judge: Judge | null;
  editJournal: Pick<EditJournal, 'teaching' | 'answers'>;
  groupingReviews: GroupingReviews;
  audit: Pick<AuditLog, 'append'>;
  launcher: Pick<WorkflowLauncher, 'startReembed'>;
  changes: ChangePublisher;
  log: Logger;
}
