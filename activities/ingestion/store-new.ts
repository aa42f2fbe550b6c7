import type { Parsed } from '#domain/sources/index';
import { OWN_EVENT, refusedByFilter } from '#domain/sources/index';
import { type Batch, noteStored, type Understood } from './batch.ts';
import { factOf, incomingOf } from './read-row.ts';
import { storeReports } from './store-reports.ts';

/** Stores what the lists of the project let through. They are about what senders send; what a person imports is wanted. */
export async function storeNew(batch: Batch, read: readonly Understood<Extract<Parsed, { outcome: 'report' }>>[]): Promise<void> {
  const { deps, scope, filters, outcomes } = batch;
  const wanted = read.filter(({ row, parsed }) => {
    const lists = filters.get(row.source) ?? {};
    const refusedBy = row.eventType === OWN_EVENT.imported ? null : refusedByFilter(row.source, lists, parsed.report);
    if (refusedBy === null) return true;
    // Some sources leave out what no list names, as PostHog its page views.
    const reason = lists[refusedBy]?.length ? `not in the list of ${refusedBy}` : `kept only where the list of ${refusedBy} names it`;
    outcomes.set(row.id, { state: 'filtered', reason, reportId: factOf(row, parsed) });
    return false;
  });
  const incoming = wanted.map(({ row, parsed }) => ({ row, incoming: incomingOf(row, parsed) }));
  const { results, givenUp } = await storeReports(deps, scope, incoming);
  for (const result of results) noteStored(batch, result);
  for (const row of givenUp) outcomes.set(row.id, { state: 'dead_letter', reason: 'The store refused it five times.', reportId: null });
}
