import type { Evidence, NormalizedReport, Report, ReportRevision, SourceName } from '../report.ts';
import type { TenantScope } from '../project.ts';
import type { Page, PageRequest } from './page.ts';

/** One parsed delivery on its way into the store. `reportId` is the fact's id (domain/ids.ts). */
export interface IncomingReport {
  reportId: string;
  deliveryId: string;
  source: SourceName;
  receivedAt: string;
  report: NormalizedReport;
  /** What is counted once, whichever delivery tells of it; absent: the delivery. */
  occurrenceKey?: string;
}

/** `stored`: new. `repeat`: known fact, counted once per delivery. `parked`: the owner's quota is full. */
export interface StoreResult {
  deliveryId: string;
  reportId: string;
  state: 'stored' | 'repeat' | 'parked';
}

export interface FeedbackQuery extends PageRequest {
  source?: SourceName;
  clusterId?: string;
  status?: 'open' | 'closed';
}

/** Reports in Redis. Every method is one or two REST calls whatever the batch size. */
export interface ReportStore {
  /**
   * Atomic per batch: claim by fact id, quota of the owner over all projects, insert, indexes, unclustered set. Idempotent by delivery id.
   * A repeat that brings the stack of a fact known by one frame at most takes the place of what was known.
   */
  storeBatch(scope: TenantScope, incoming: IncomingReport[], quota: number): Promise<StoreResult[]>;
  /** Sets the sender's open/closed status of a known fact; false when the fact is unknown. */
  setStatus(scope: TenantScope, reportId: string, status: 'open' | 'closed', at: string): Promise<boolean>;
  /**
   * The sender changed the words of a known fact; the later word wins, the words before are a revision. False when the fact is unknown.
   * @param told how the sender describes it now: its metadata is laid over what is known (null takes a fact away), and its stack is
   *   taken where none was known
   */
  setText(scope: TenantScope, reportId: string, text: ReportRevision, told?: NormalizedReport): Promise<boolean>;
  get(scope: TenantScope, reportId: string): Promise<Report | null>;
  /** Missing ids are left out; order follows `ids`. */
  getMany(scope: TenantScope, ids: string[]): Promise<Report[]>;
  /** Texts that came with later deliveries of the same fact and differed from the one before, or were replaced; oldest first, the last 20. */
  revisions(scope: TenantScope, reportId: string): Promise<ReportRevision[]>;
  /** Newest received first. */
  list(scope: TenantScope, query: FeedbackQuery): Promise<Page<Report>>;
  countBySource(scope: TenantScope): Promise<Partial<Record<SourceName, number>>>;
  /** Reports whose grouping is not done, those that a run works on included. */
  countUnclustered(scope: TenantScope): Promise<number>;
  ownerUsage(ownerId: string): Promise<number>;
  /** Every report of the project, oldest first, in batches; to rebuild the lexical index. */
  scan(scope: TenantScope, batchSize: number): AsyncIterable<Report[]>;
  deleteAll(scope: TenantScope): Promise<void>;
}

export interface Decision {
  reportId: string;
  clusterId: string;
  /** True where this run opened the cluster. */
  opened: boolean;
  evidence: Evidence;
}
