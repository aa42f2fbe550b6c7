import { type Batch, type Outcome, type Understood } from './batch.ts';
import { factOf } from './read-row.ts';

/** A person wants nothing of this fact kept: neither what comes of it now, nor its body. */
const ERASED: Outcome = { state: 'filtered', reason: 'erased by a person', reportId: null, forgetBody: true };

/** Settles what tells of erased facts. @returns the rest */
export async function leaveOutErased(batch: Batch, read: readonly Understood[]): Promise<Understood[]> {
  const facts = read.flatMap(({ row, parsed }) => factOf(row, parsed) ?? []);
  const erased = await batch.deps.erasedFacts.among(batch.scope, [...new Set(facts)]);
  if (erased.size === 0) return [...read];
  return read.filter(({ row, parsed }) => {
    const fact = factOf(row, parsed);
    if (fact === null || !erased.has(fact)) return true;
    batch.outcomes.set(row.id, ERASED);
    return false;
  });
}

/**
 * Takes out what was erased while this batch stored it. Whoever erases notes the fact first and then removes the report: either this sees
 * the note, or the removal comes after the report.
 */
export async function takeOutErased(batch: Batch): Promise<void> {
  const { deps, scope, outcomes } = batch;
  const kept = [...outcomes].flatMap(([id, { state, reportId }]) =>
    reportId !== null && (state === 'stored' || state === 'repeat' || state === 'updated') ? [{ id, reportId }] : [],
  );
  const erased = await deps.erasedFacts.among(scope, [...new Set(kept.map(({ reportId }) => reportId))]);
  if (erased.size === 0) return;
  await deps.reports.remove(scope, [...erased]);
  for (const { id, reportId } of kept) if (erased.has(reportId)) outcomes.set(id, ERASED);
}
