import type { InboxRow } from '#domain/delivery';
import type { Batch } from './batch.ts';

/**
 * Settles a change to a fact that is over quota: it waits behind the report, and is released with it. Of what is gone at its sender
 * nothing waits any more.
 * @param gone why nothing is left of it, or null
 * @returns false where nothing of the fact is parked
 */
export async function changeParked(
  { deps, scope, outcomes }: Batch,
  row: InboxRow,
  { reportId, gone }: { reportId: string; gone: string | null },
): Promise<boolean> {
  const inBatch = [...outcomes].filter(([, outcome]) => outcome.state === 'parked' && outcome.reportId === reportId).map(([id]) => id);
  if (gone === null) {
    if (inBatch.length === 0 && !(await deps.inbox.parkedAmong(scope, [reportId])).has(reportId)) return false;
    outcomes.set(row.id, { state: 'parked', reason: 'closed by its sender, while the report waits for room', reportId });
    return true;
  }
  const reason = `${gone}, while the report waited for room`;
  const dropped = await deps.inbox.dropParked(scope, reportId, reason);
  if (dropped + inBatch.length === 0) return false;
  for (const id of [...inBatch, row.id]) outcomes.set(id, { state: 'filtered', reason, reportId, forgetBody: true });
  return true;
}

/** The delivery that a batch stored a fact of says too how the fact stands after the batch. */
export function noteOfStored({ outcomes }: Batch, reportId: string, reason: string | null): void {
  for (const [id, outcome] of outcomes) {
    if (outcome.state === 'stored' && outcome.reportId === reportId) outcomes.set(id, { ...outcome, reason });
  }
}
