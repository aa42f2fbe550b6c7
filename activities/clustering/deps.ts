import type {
  ChangePublisher,
  ClusterStore,
  EditJournal,
  Embedder,
  Logger,
  Projects,
  ReportStore,
  Summarizer,
  VectorIndex,
  WorkflowLauncher,
} from '#domain/ports/index';

export interface ClusteringDeps {
  projects: Pick<Projects, 'find' | 'updateSettings'>;
  reports: Pick<ReportStore, 'getMany' | 'list' | 'scan' | 'changedSince' | 'countUnclustered'>;
  clusters: ClusterStore;
  vectors: Pick<VectorIndex, 'nearest' | 'upsert' | 'fetch' | 'delete' | 'deleteOtherSpaces'>;
  embedder: Embedder;
  summarizer: Summarizer;
  editJournal: Pick<EditJournal, 'teaching'>;
  launcher: Pick<WorkflowLauncher, 'startReembed'>;
  changes: ChangePublisher;
  log: Logger;
}
