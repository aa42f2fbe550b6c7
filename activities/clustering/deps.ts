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
} from '#domain/ports/index';

export interface ClusteringDeps {
  projects: Pick<Projects, 'find'>;
  reports: Pick<ReportStore, 'getMany' | 'scan' | 'countUnclustered'>;
  clusters: ClusterStore;
  vectors: Pick<VectorIndex, 'nearest' | 'upsert' | 'delete'>;
  embedder: Embedder;
  summarizer: Summarizer;
  editJournal: Pick<EditJournal, 'teaching'>;
  changes: ChangePublisher;
  log: Logger;
}
