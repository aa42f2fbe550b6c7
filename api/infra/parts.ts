import type {
  ApiTokens,
  AuditLog,
  ChangePublisher,
  ChangeSubscription,
  ClusterStore,
  Credentials,
  DeliveryLog,
  EditJournal,
  Embedder,
  Feeds,
  GroupingReviews,
  ErasedFacts,
  IdempotencyKeys,
  Inbox,
  JobStore,
  Planner,
  Projects,
  ReportStore,
  Sessions,
  SourceConfig,
  SourceCredentials,
  SyncTargets,
  Users,
  VectorIndex,
  WorkflowLauncher,
} from '#domain/ports/index';

export interface Pingable {
  /** Resolves when the part answers. */
  ping(): Promise<void>;
}

/** What the API needs of adapters/: ports only, so that a test can see which. */
export interface ApiAdapters {
  inbox: Inbox;
  deliveryLog: DeliveryLog;
  users: Users;
  sessions: Sessions;
  apiTokens: ApiTokens;
  projects: Projects;
  sourceConfig: SourceConfig;
  sourceCredentials: SourceCredentials;
  syncTargets: SyncTargets;
  feeds: Feeds;
  credentials: Credentials;
  audit: AuditLog;
  erasedFacts: ErasedFacts;
  editJournal: EditJournal;
  groupingReviews: GroupingReviews;
  idempotencyKeys: IdempotencyKeys;
  changePublisher: ChangePublisher;
  changeSubscription: ChangeSubscription;
  reports: ReportStore;
  clusters: ClusterStore;
  jobs: JobStore;
  vectors: VectorIndex & Pingable;
  embedder: Pick<Embedder, 'space' | 'embed'>;
  planner: Pick<Planner, 'modelName'>;
  /** True where plans and edits come from the scripted demo model. */
  demoModel: boolean;
  agentModel: string;
  agent: { readonly name: string };
  /** `ping` answers with a sentence where the inbox comes close to its bound. */
  postgres: { ping(): Promise<string | null>; migrate(): Promise<void> };
  redis: Pingable;
  close(): Promise<void>;
}

/** The launcher, its probe and its end. */
export type ApiLauncher = WorkflowLauncher & Pingable & { close(): Promise<void> };
