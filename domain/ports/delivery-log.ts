import type { DeliveryContent, DeliveryRecord, DeliveryState, RefusalRecord, SourceHealth } from '../delivery.ts';
import type { TenantScope } from '../project.ts';
import type { SourceName } from '../report.ts';
import type { Page, PageRequest } from './page.ts';

export interface DeliveryFilter {
  source?: SourceName;
  states?: readonly DeliveryState[];
  /** Part of the delivery id, event type, reason, report id or kept body; case does not matter. At most 200 characters. */
  text?: string;
}

/** The inbox as people read it: what came, what became of it, and the way back. */
export interface DeliveryLog {
  /** Newest first. */
  list(scope: TenantScope, request: PageRequest & DeliveryFilter): Promise<Page<DeliveryRecord>>;
  /** null: no such delivery of this project. */
  get(scope: TenantScope, deliveryId: string): Promise<DeliveryContent | null>;
  /**
   * Puts deliveries that were settled before `before` back into the inbox, oldest first, at most `limit`; each still has its id, so that
   * what was counted is not counted again. Those whose body is gone, and those that wait, stay as they are.
   * @returns how many wait again, how many match and were not reached, and the `before` of the next step
   */
  replay(
    scope: TenantScope,
    what: { ids: readonly string[] } | DeliveryFilter,
    limit: number,
    before?: string,
  ): Promise<{ replayed: number; left: number; before: string }>;
  /** How many of these deliveries are in each state; for the answer of an import. At most 10,000 ids. */
  countStates(scope: TenantScope, ids: readonly string[]): Promise<Partial<Record<DeliveryState, number>>>;
  /** The last 50 refusals, newest first. */
  refusals(scope: TenantScope, source?: SourceName): Promise<RefusalRecord[]>;
  health(scope: TenantScope): Promise<SourceHealth[]>;
  /** Every parked or expired delivery with its bytes, oldest first; for the export. */
  unstored(scope: TenantScope, batchSize: number): AsyncIterable<DeliveryContent[]>;
  /** Erases what the bodies of these reports' deliveries say; the rows stay. */
  eraseBodies(scope: TenantScope, reportIds: readonly string[]): Promise<void>;
}

/** What the sweep does with the inbox. */
export interface InboxUpkeep {
  /** Projects with parked deliveries, and the owner whose quota they wait for. */
  projectsParked(): Promise<{ projectId: string; ownerId: string }[]>;
  /** Puts the oldest parked deliveries back into the inbox, at most `limit`, and with them all that is parked of their facts. @returns how many */
  releaseParked(scope: TenantScope, limit: number): Promise<number>;
  /** Parked for longer than this ends as `expired`. @returns how many */
  expireParked(olderThanMs: number): Promise<number>;
  /** Deletes settled deliveries and counters older than this, at most `limit` rows a call. @returns how many */
  deleteOlder(olderThanMs: number, limit: number): Promise<number>;
  /** Bytes the inbox's rows take on disk, indexes included; what deleted rows left free is used again and not counted. */
  sizeBytes(): Promise<number>;
}

/** Facts that a person had erased for good: what comes of them again is left out. Only ids are kept, which are hashes. */
export interface ErasedFacts {
  add(scope: TenantScope, reportIds: readonly string[]): Promise<void>;
  /** Those of `reportIds` that were erased. */
  among(scope: TenantScope, reportIds: readonly string[]): Promise<Set<string>>;
}
