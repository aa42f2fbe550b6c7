import type {
  AgentRunner,
  ChangePublisher,
  ClusterStore,
  CodeHosts,
  JobStore,
  Logger,
  ModelGateway,
  Planner,
  Projects,
  ReportStore,
  SandboxProvider,
  SecretScanner,
  SourceTrees,
} from '#domain/ports/index';

export interface FixingDeps {
  projects: Pick<Projects, 'find'>;
  jobs: JobStore;
  clusters: Pick<ClusterStore, 'get' | 'members' | 'transition'>;
  reports: Pick<ReportStore, 'getMany'>;
  codeHosts: CodeHosts;
  sandboxes: SandboxProvider;
  agent: AgentRunner;
  modelGateway: ModelGateway;
  planner: Planner;
  sourceTrees: SourceTrees;
  secretScanner: SecretScanner;
  changes: ChangePublisher;
  log: Logger;
  /** True without a model key: the scripted demo model plans and codes, for the sample alone. */
  demoModel: boolean;
  /** Name the agent asks the model by. */
  agentModel: string;
  /** Fixes an owner may have. */
  fixQuota: number;
  /** Tokens one agent run may use. */
  fixTokenBudget: number;
}
