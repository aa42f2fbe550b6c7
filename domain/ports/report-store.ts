import type { Evidence, Suggestion, NormalizedReport, Report, ReportRevision, SourceName, Verdict } from '../report.ts';
import type { TenantScope } from '../project.ts';
import type { ExportedReport, ToldFacts } from '../sources/parsed.ts';
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
  /** Who met it this time, where that may be others than its author; each at most 200 characters. */
  metBy?: readonly string[];
  /** It was a report before it was exported: new, it counts what it counted then; known, it counts nothing. */
  exported?: ExportedReport;
}

/** `stored`: new. `repeat`: known fact, counted once per delivery. `parked`: the owner's quota is full. */
export interface StoreResult {
  deliveryId: string;
  reportId: string;
  state: 'stored' | 'repeat' | 'parked';
  /** Where a known fact is; null where it waits for a decision. */
  clusterId?: string | null;
  /** Set where it brought other words or a first stack. */
  change?: TextChange;
}

/** What became of a known fact whose words changed. */
export interface TextChange {
  /**
   * It waits to be grouped again. False where nothing changed, and where its cluster keeps it: one that is locked or has a fix at work,
   * and one that a fix or a person holds and that would be left empty.
   */
  regrouped: boolean;
  /** The cluster it left; what that counts is right already, how bad that is for `setSeverities`. */
  leftClusterId: string | null;
}

/** What a person changes of a report; what is left out stays. */
export type ReportEdit = Partial<Pick<NormalizedReport, 'title' | 'body' | 'status' | 'metadata'>>;

/** What a sender says of a fact now; what is left out is not spoken of. */
export type ToldText = Pick<ReportRevision, 'at' | 'deliveryId'> & Partial<Pick<ReportRevision, 'title' | 'body'>>;

/** How a sender describes a fact now: all of it, or some facts alone. `moved` as of ToldFacts. */
export type Told = Pick<NormalizedReport, 'metadata'> & Partial<NormalizedReport> & Pick<ToldFacts, 'moved'>;

export interface FeedbackQuery extends PageRequest {
  source?: SourceName;
  clusterId?: string;
  status?: 'open' | 'closed';
}

/** Reports in Redis. Every method is one or two REST calls whatever the batch size. */
export interface ReportStore {
  /**
   * Atomic per batch: claim by fact id, quota of the owner over all projects, insert, indexes, unclustered set. Idempotent by delivery id.
   * A repeat that says something else (domain/clustering/grouping-key.ts), or brings the stack of a fact known by one frame at most, takes
   * the place of what was known, which stays as a revision; the report is then grouped again. Other changes of the words are revisions.
   */
  storeBatch(scope: TenantScope, incoming: IncomingReport[], quota: number): Promise<StoreResult[]>;
  /** Sets the sender's open/closed status of a known fact; false when the fact is unknown. */
  setStatus(scope: TenantScope, reportId: string, status: 'open' | 'closed', at: string): Promise<boolean>;
  /**
   * The sender changed the words of a known fact; the later word wins, the words before are a revision, and it is grouped again. What a
   * person wrote stays, and the sender's words are the revision. null when the fact is unknown.
   * Words that are left out stay as they are.
   * @param told how the sender describes it now: its metadata is laid over what is known (null takes a fact away), and its stack is
   *   taken where none was known; put into another group of its sender, it is grouped again
   */
  setText(scope: TenantScope, reportId: string, text: ToldText, told?: Told): Promise<TextChange | null>;
  /**
   * A person's edit; new words are grouped again, those before are a revision. `editId` stands for a delivery there.
   * @returns null when there is no such report
   */
  edit(scope: TenantScope, reportId: string, fields: ReportEdit, by: { editId: string; at: string }): Promise<TextChange | null>;
  /**
   * Takes reports out of everything that is kept of them here: indexes, revisions, the claims of runs, their cluster, the evidence of
   * others that quotes them. The quota has room again. A cluster left empty goes, unless a fix or a person holds it.
   * At most 500; again, it changes nothing.
   * @returns for each the cluster it was in; null where there was no such report
   */
  remove(scope: TenantScope, reportIds: readonly string[]): Promise<({ reportId: string; clusterId: string | null } | null)[]>;
  /**
   * Puts a verdict beside the suggestion of a cluster for a report; null takes one away. False where that is not suggested any more.
   */
  setVerdict(scope: TenantScope, reportId: string, clusterId: string, verdict: Verdict | null): Promise<boolean>;
  /** Those of `reportIds` that are there; at most 1,000. */
  known(scope: TenantScope, reportIds: readonly string[]): Promise<Set<string>>;
  /** Cluster of each of `reportIds` that is in one; at most 5,000. */
  clustersOf(scope: TenantScope, reportIds: readonly string[]): Promise<Map<string, string>>;
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
  /**
   * Reports whose words, facts or cluster changed after `since`, each once, in the order of their last change; counts and open or closed are
   * not spoken of. One call, whatever the size of the project.
   * @param since null: only says where the feed is now, to read everything after that. Else `next` of an earlier answer
   * @returns null where the feed does not reach back to `since`: ask with null and read everything anew
   */
  changedSince(scope: TenantScope, since: string | null, limit: number): Promise<ReportChanges | null>;
  /** Every report of the project, oldest first, in batches; to rebuild the lexical index. */
  scan(scope: TenantScope, batchSize: number): AsyncIterable<Report[]>;
  deleteAll(scope: TenantScope): Promise<void>;
}

export interface ReportChanges {
  /** Those that are there, and those that are gone; together at most `limit`. */
  ids: string[];
  removed: string[];
  /** Where the next call goes on; the same as `since` where nothing has changed. */
  next: string;
  /** More have changed than these. */
  more: boolean;
}

export interface Decision {
  reportId: string;
  clusterId: string;
  /** True where this run opened the cluster. */
  opened: boolean;
  evidence: Evidence;
  /** Other clusters it may belong to, best first, at most 10. */
  suggestions?: Suggestion[];
}
