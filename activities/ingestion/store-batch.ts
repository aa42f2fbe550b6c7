import type { DeliveryOutcome, InboxRow } from '#domain/delivery';
import type { ChangeEvent } from '#domain/events';
import { tenantScope, type TenantScope } from '#domain/project';
import type { SourceName } from '#domain/report';
import { type Parsed, refusedByFilter } from '#domain/sources/index';
import type { StoreBatchResult } from './contract.ts';
import type { IngestionDeps } from './deps.ts';
import { factId, incomingOf, readRow } from './read-row.ts';
import { refreshSeverity } from './refresh-severity.ts';
import { routePullRequest } from './route-pull-request.ts';
import { storeReports } from './store-reports.ts';

const BATCH_ROWS = 200;

type Outcome = Omit<DeliveryOutcome, 'id'>;
/** What became of each row so far, by delivery id. */
type Outcomes = Map<string, Outcome>;

/** See IngestionActivities.storeBatch. Order matters: what is stored is told to the coordinator before its row is settled. */
export async function storeBatch(deps: IngestionDeps, { projectId }: { projectId: string }): Promise<StoreBatchResult> {
  const project = await deps.projects.find(projectId);
  // Deleted meanwhile: its rows went with it.
  if (!project) return summarise([], new Map(), false);
  const scope = tenantScope(project);
  const rows = await deps.inbox.claim(scope, BATCH_ROWS);
  if (rows.length === 0) return summarise([], new Map(), false);

  const outcomes: Outcomes = new Map();
  const filters = await filtersOf(deps, scope, rows);
  const read = rows.map((row) => readRow(row, deps.log));
  for (const { row, parsed } of read) {
    if (parsed.outcome === 'unreadable') outcomes.set(row.id, { state: 'dead_letter', reason: parsed.reason, reportId: null });
    else if (parsed.outcome === 'filtered') outcomes.set(row.id, { state: 'filtered', reason: parsed.rule, reportId: null });
  }
  await storeNew(deps, scope, read, filters, outcomes);
  await changeKnown(deps, scope, read, filters, outcomes);
  for (const { row, parsed } of read) {
    if (parsed.outcome !== 'routed') continue;
    const notOurs = await routePullRequest(deps, scope, parsed.pullRequest);
    outcomes.set(row.id, { state: notOurs === null ? 'routed' : 'filtered', reason: notOurs, reportId: null });
  }

  const stored = [...outcomes.values()].filter((outcome) => outcome.state === 'stored').length;
  if (stored > 0) await deps.launcher.wakeClustering(projectId, stored);
  const repeated = [...outcomes.values()].flatMap(({ state, reportId }) => (state === 'repeat' && reportId !== null ? [reportId] : []));
  const clusterIds = repeated.length > 0 ? await refreshSeverity(deps, scope, repeated) : [];
  await deps.inbox.settle(
    scope,
    [...outcomes].map(([id, outcome]) => ({ id, ...outcome })),
  );
  await deps.changes.publish(changesOf(projectId, outcomes, clusterIds));
  return summarise(rows, outcomes, rows.length === BATCH_ROWS || outcomes.size < rows.length);
}

type Filters = ReadonlyMap<SourceName, Record<string, string[] | null>>;
type Read = readonly { row: InboxRow; parsed: Parsed | { outcome: 'unreadable' } }[];

async function filtersOf(deps: IngestionDeps, scope: TenantScope, rows: readonly InboxRow[]): Promise<Filters> {
  const sources = [...new Set(rows.map((row) => row.source))];
  return new Map(await Promise.all(sources.map(async (source) => [source, (await deps.sourceConfig.get(scope, source)).filters] as const)));
}

async function storeNew(deps: IngestionDeps, scope: TenantScope, read: Read, filters: Filters, outcomes: Outcomes): Promise<void> {
  const batch = [];
  for (const { row, parsed } of read) {
    if (parsed.outcome !== 'report') continue;
    const refusedBy = refusedByFilter(row.source, filters.get(row.source) ?? {}, parsed.report);
    if (refusedBy === null) batch.push({ row, incoming: incomingOf(row, parsed.report, parsed.occurrenceKey) });
    else outcomes.set(row.id, { state: 'filtered', reason: `not in the list of ${refusedBy}`, reportId: null });
  }
  const { results, givenUp } = await storeReports(deps, scope, batch);
  for (const { deliveryId, reportId, state } of results) {
    const parked = state === 'parked';
    outcomes.set(deliveryId, { state, reason: parked ? 'over the limit of reports' : null, reportId: parked ? null : reportId });
  }
  for (const row of givenUp) outcomes.set(row.id, { state: 'dead_letter', reason: 'The store refused it five times.', reportId: null });
}

/** In order of arrival, so that closed and then reopened ends open; after the reports, which may have come with the same batch. */
async function changeKnown(deps: IngestionDeps, scope: TenantScope, read: Read, filters: Filters, outcomes: Outcomes): Promise<void> {
  for (const { row, parsed } of read) {
    if (parsed.outcome === 'edited') await editKnown(deps, scope, { row, parsed }, filters, outcomes);
    if (parsed.outcome === 'report' && parsed.reopens) {
      const { state, reportId } = outcomes.get(row.id) ?? { state: null, reportId: null };
      if (state === 'repeat' && reportId !== null) await deps.reports.setStatus(scope, reportId, 'open', parsed.report.occurredAt);
    }
    if (parsed.outcome !== 'status') continue;
    const reportId = factId(row, parsed.externalId);
    if (await deps.reports.setStatus(scope, reportId, parsed.status, parsed.at)) {
      outcomes.set(row.id, { state: 'updated', reason: null, reportId });
    } else if (parsed.orStore) {
      await storeNew(deps, scope, [{ row, parsed: { outcome: 'report', report: parsed.orStore } }], filters, outcomes);
    } else {
      outcomes.set(row.id, { state: 'filtered', reason: 'a change to something that was never reported here', reportId: null });
    }
  }
}

/** One that is not known yet, an issue older than the webhook, is kept as a new one; one that is over is no news. */
async function editKnown(
  deps: IngestionDeps,
  scope: TenantScope,
  { row, parsed }: { row: InboxRow; parsed: Extract<Parsed, { outcome: 'edited' }> },
  filters: Filters,
  outcomes: Outcomes,
): Promise<void> {
  const { report, at, note = null, keepsWords = false } = parsed;
  const reportId = factId(row, report.externalId);
  const words = keepsWords ? {} : { title: report.title, body: report.body };
  const known = await deps.reports.setText(scope, reportId, { at, deliveryId: row.id, ...words }, report);
  if (!known && report.status === 'closed') {
    outcomes.set(row.id, { state: 'filtered', reason: 'closed before it was ever reported here', reportId: null });
    return;
  }
  if (!known) return storeNew(deps, scope, [{ row, parsed: { outcome: 'report', report } }], filters, outcomes);
  await deps.reports.setStatus(scope, reportId, report.status, row.receivedAt);
  outcomes.set(row.id, { state: 'updated', reason: note, reportId });
}

function changesOf(projectId: string, outcomes: Outcomes, clusterIds: readonly string[]): ChangeEvent[] {
  const reports = new Set([...outcomes.values()].flatMap((outcome) => (outcome.reportId === null ? [] : [outcome.reportId])));
  return [
    ...[...outcomes.keys()].map((id) => ({ projectId, kind: 'delivery' as const, id })),
    ...[...reports].map((id) => ({ projectId, kind: 'report' as const, id })),
    ...clusterIds.map((id) => ({ projectId, kind: 'cluster' as const, id })),
  ];
}

function summarise(rows: readonly InboxRow[], outcomes: Outcomes, more: boolean): StoreBatchResult {
  const count = (state: Outcome['state']) => [...outcomes.values()].filter((outcome) => outcome.state === state).length;
  const bySource: StoreBatchResult['bySource'] = {};
  for (const { source } of rows) bySource[source] = (bySource[source] ?? 0) + 1;
  return {
    stored: count('stored'),
    repeats: count('repeat'),
    updated: count('updated'),
    filtered: count('filtered'),
    routed: count('routed'),
    parked: count('parked'),
    deadLetters: count('dead_letter'),
    bySource,
    more,
  };
}
