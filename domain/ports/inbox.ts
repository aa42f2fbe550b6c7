import type { DeliveryOutcome, InboxRow, NewDelivery } from '../delivery.ts';
import type { TenantScope } from '../project.ts';
import type { SourceName } from '../report.ts';

/** The durable inbox (Postgres). Accepting needs nothing else to be up. */
export interface Inbox {
  /**
   * Resolves when the row is committed with fsync. What arrives while at most two inserts are in flight forms the next multi-row insert.
   * @returns the id of the kept row; `duplicate` when this delivery key was there already (the id is then the first one's)
   * @throws {UnavailableError} Postgres down or the queue full; nothing was kept
   */
  accept(scope: TenantScope, delivery: NewDelivery): Promise<{ id: string; duplicate: boolean }>;
  /** Those of `deliveryKeys`, at most 1,000, that are there already; for pulls, which meet what they know again and again. */
  known(scope: TenantScope, source: SourceName, deliveryKeys: readonly string[]): Promise<Set<string>>;
  /**
   * The oldest waiting rows, in order of arrival, and up to as many again of the same facts where those were parked or are replayed; counts
   * an attempt on each. Only ingest:{project} calls it.
   */
  claim(scope: TenantScope, limit: number): Promise<InboxRow[]>;
  /** Marks rows with what became of them; a settled row stays as it is. The raw body is replaced by a scrubbed copy. */
  settle(scope: TenantScope, outcomes: DeliveryOutcome[]): Promise<void>;
  /** Those of `reportIds`, at most 1,000, of which a delivery is parked. */
  parkedAmong(scope: TenantScope, reportIds: readonly string[]): Promise<Set<string>>;
  /** Leaves out what is parked of a fact, and forgets its bodies. @returns how many */
  dropParked(scope: TenantScope, reportId: string, reason: string): Promise<number>;
  waiting(scope: TenantScope): Promise<number>;
  /** Projects with rows that have waited longer than this, for the re-wake. */
  projectsWaiting(olderThanMs: number): Promise<{ projectId: string; ownerId: string }[]>;
  /** Counts a refused request, or several of one kind; keeps no body. `projectId` null when even that is not known. */
  countRefusal(projectId: string | null, source: SourceName, reason: string, count?: number): Promise<void>;
}
