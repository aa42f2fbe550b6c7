import type { Parsed } from '#domain/sources/index';
import { type Batch, noteChange, type Understood } from './batch.ts';
import { changeParked, noteOfStored } from './change-parked.ts';
import { factOf } from './read-row.ts';
import { storeNew } from './store-new.ts';

type Edited = Extract<Parsed, { outcome: 'edited' }>;
type Status = Extract<Parsed, { outcome: 'status' }>;

const CLOSED = 'closed by its sender';

/** In order of arrival, so that closed and then reopened ends open; after the reports, which may have come with the same batch. */
export async function changeKnown(batch: Batch, read: readonly Understood[]): Promise<void> {
  const { deps, scope, outcomes } = batch;
  for (const { row, parsed } of read) {
    if (outcomes.has(row.id) && parsed.outcome !== 'report') continue;
    if (parsed.outcome === 'edited') await editKnown(batch, { row, parsed });
    if (parsed.outcome === 'status') await setStatus(batch, { row, parsed });
    if (parsed.outcome === 'report' && parsed.reopens) {
      const { state, reportId } = outcomes.get(row.id) ?? { state: null, reportId: null };
      if (state === 'repeat' && reportId !== null) await deps.reports.setStatus(scope, reportId, 'open', parsed.report.occurredAt);
    }
  }
}

/**
 * What a vendor's API tells of facts that are not known here: the first of each is stored with the reports of the batch, in one call
 * instead of three for each. The rest is for `changeKnown`.
 */
export async function unknownAsReports(
  batch: Batch,
  read: readonly Understood[],
): Promise<Understood<Extract<Parsed, { outcome: 'report' }>>[]> {
  const reports = read.flatMap(({ row, parsed }) => (parsed.outcome === 'report' ? [{ row, parsed }] : []));
  const edited = read.flatMap(({ row, parsed }) =>
    parsed.outcome === 'edited' && parsed.report.status === 'open' ? [{ row, parsed }] : [],
  );
  if (edited.length === 0) return reports;
  const present = await batch.deps.reports.known(batch.scope, [...new Set(edited.map(({ row, parsed }) => factOf(row, parsed)))]);
  for (const { row, parsed } of reports) present.add(factOf(row, parsed));
  for (const { row, parsed } of edited) {
    const fact = factOf(row, parsed);
    if (!present.has(fact)) reports.push({ row, parsed: { outcome: 'report', report: parsed.report } });
    present.add(fact);
  }
  return reports;
}

/** One that is not known yet, an issue older than the webhook, is kept as a new one; one that is over is no news. */
async function editKnown(batch: Batch, { row, parsed }: Understood<Edited>): Promise<void> {
  const { deps, scope, outcomes } = batch;
  const { report, at, gone = null, keepsWords = false } = parsed;
  const reportId = factOf(row, parsed);
  const words = keepsWords ? {} : { title: report.title, body: report.body };
  const change = await deps.reports.setText(scope, reportId, { at, deliveryId: row.id, ...words }, report);
  if (change === null && report.status === 'closed') {
    if (await changeParked(batch, row, { reportId, gone })) return;
    const reason = gone === null ? 'closed before it was ever reported here' : `${gone}, and was never reported here`;
    outcomes.set(row.id, { state: 'filtered', reason, reportId });
    return;
  }
  if (change === null) return storeNew(batch, [{ row, parsed: { outcome: 'report', report } }]);
  noteChange(batch, change);
  await deps.reports.setStatus(scope, reportId, report.status, row.receivedAt);
  noteOfStored(batch, reportId, report.status === 'closed' ? (gone ?? CLOSED) : null);
  outcomes.set(row.id, { state: 'updated', reason: gone, reportId });
}

async function setStatus(batch: Batch, { row, parsed }: Understood<Status>): Promise<void> {
  const { deps, scope, outcomes } = batch;
  const reportId = factOf(row, parsed);
  const { gone = null } = parsed;
  if (await deps.reports.setStatus(scope, reportId, parsed.status, parsed.at)) {
    const closed = parsed.status === 'closed';
    if (parsed.told) {
      const metadata = { ...(await deps.reports.get(scope, reportId))?.metadata, ...parsed.told.metadata };
      const change = await deps.reports.setText(scope, reportId, { at: parsed.at, deliveryId: row.id }, { ...parsed.told, metadata });
      noteChange(batch, change ?? undefined);
    }
    noteOfStored(batch, reportId, closed ? (gone ?? CLOSED) : null);
    outcomes.set(row.id, { state: 'updated', reason: closed ? (gone ?? CLOSED) : 'open again, says its sender', reportId });
  } else if (parsed.orStore) {
    await storeNew(batch, [{ row, parsed: { outcome: 'report', report: parsed.orStore } }]);
  } else if (!(await changeParked(batch, row, { reportId, gone }))) {
    outcomes.set(row.id, { state: 'filtered', reason: 'a change to something that was never reported here', reportId });
  }
}
