import type { SourceName } from '#domain/report';

/** What became of one batch of the inbox; counts only. */
export interface StoreBatchResult {
  stored: number;
  repeats: number;
  /** Reports whose sender closed or reopened them. */
  updated: number;
  filtered: number;
  routed: number;
  parked: number;
  deadLetters: number;
  /** Rows of the batch by source, for the summary in the Temporal UI. */
  bySource: Partial<Record<SourceName, number>>;
  /** The batch was full: there may be more rows. */
  more: boolean;
}

export interface IngestionActivities {
  /**
   * Takes at most 200 waiting rows through, and as many again of facts that were parked or are replayed: parse, filter, store or route, wake clustering, settle.
   * Idempotent: a crash between two steps repeats with the same result. A row that cannot be read becomes a dead letter and the rest goes on.
   * @throws {UnavailableError} a store or Temporal is down; nothing is settled, and the rows wait
   */
  storeBatch(input: { projectId: string }): Promise<StoreBatchResult>;
}
