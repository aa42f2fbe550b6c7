import type {
  ChangePublisher,
  ClusterStore,
  EditJournal,
  Embedder,
  Projects,
  ReportStore,
  VectorIndex,
  WorkflowLauncher,
} from '#domain/ports/index';

export interface RegroupingDeps {
  projects: Pick<Projects, 'find'>;
  reports: Pick<ReportStore, 'getMany' | 'countUnclustered'>;
  clusters: Pick<ClusterStore, 'getMany' | 'members' | 'edit' | 'wasEdited' | 'setSeverities'>;
  editJournal: Pick<EditJournal, 'get' | 'update' | 'putLinks' | 'stoodUpon' | 'teaching'>;
  vectors: Pick<VectorIndex, 'fetch' | 'upsert' | 'delete'>;
  embedder: Pick<Embedder, 'space'>;
  changes: ChangePublisher;
  launcher: Pick<WorkflowLauncher, 'wakeClustering'>;
}
