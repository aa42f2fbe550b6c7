import type { Parsed } from '#domain/sources/index';
import { OWN_EVENT, refusedByFilter } from '#domain/sources/index';
import { type Batch, noteStored, type Understood } from './batch.ts';
import { factOf, incomingOf } from './read-row.ts';
import { storeReports } from './store-reports.ts';

/** Stores what the lists of the project let through. They are about what senders send; what a person imports is wanted. */
export async function storeNew(batch: Batch, read: readonly Understood<Extract<Parsed, { outcome: 'report' }>>[]): Promise<void> {
  const { deps, scope, filters, outcomes } = batch;
  const wanted = read.filter(({ row, parsed }) => {
    const refusedBy =
      row.eventType === OWN_EVENT.imported ? null : refusedByFilter(row.source, filters.get(row.source) ?? {}, parsed.report);
    if (refusedBy === null) return true;
    outcomes.set(row.id, { state: 'filtered', reason: `not in the list of ${refusedBy}`, reportId: factOf(row, parsed) });
    return false;
  });
  const incoming = wanted.map(({ row, parsed }) => ({ row, incoming: incomingOf(row, parsed) }));
  const { results, givenUp } = await storeReports(deps, scope, incoming);
  for (const result of results) noteStored(batch, result);
  for (const row of givenUp) outcomes.set(row.id, { state: 'dead_letter', reason: 'The store refused it five times.', reportId: null });
}
