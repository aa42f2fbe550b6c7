import type { InboxRow } from '#domain/delivery';
import { SoulcasterError } from '#domain/errors';
import type { IncomingReport, StoreResult } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { IngestionDeps } from './deps.ts';

/** From here on a row that cannot be stored is a dead letter. */
const MOST_ATTEMPTS = 5;

export interface StoredReports {
  results: StoreResult[];
  /** Rows the store will not take, however often. */
  givenUp: InboxRow[];
  /** Rows to be tried again with the next batch. */
  left: InboxRow[];
}

/**
 * Stores a batch in one go. Where the store refuses it for another reason than being away, the rows are tried one by one,
 * so that a single poisonous one holds up nobody.
 * @throws {UnavailableError} the store is away: nobody's fault here, and no attempt counts against a row
 */
export async function storeReports(
  deps: Pick<IngestionDeps, 'reports' | 'reportQuota' | 'log'>,
  scope: TenantScope,
  batch: readonly { row: InboxRow; incoming: IncomingReport }[],
): Promise<StoredReports> {
  const stored: StoredReports = { results: [], givenUp: [], left: [] };
  if (batch.length === 0) return stored;
  try {
    const incoming = batch.map((item) => item.incoming);
    stored.results = await deps.reports.storeBatch(scope, incoming, deps.reportQuota);
    return stored;
  } catch (error) {
    if (isTransient(error)) throw error;
  }
  for (const { row, incoming } of batch) {
    try {
      stored.results.push(...(await deps.reports.storeBatch(scope, [incoming], deps.reportQuota)));
    } catch (error) {
      if (isTransient(error)) throw error;
      const code = error instanceof SoulcasterError ? error.code : 'unknown';
      deps.log.error({ projectId: row.projectId, deliveryId: row.id, attempts: row.attempts, code }, 'report could not be stored');
      (row.attempts >= MOST_ATTEMPTS ? stored.givenUp : stored.left).push(row);
    }
  }
  return stored;
}

function isTransient(error: unknown): boolean {
  return error instanceof SoulcasterError && error.retryable;
}
