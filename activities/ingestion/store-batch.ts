import type { InboxRow } from '#domain/delivery';
import type { ChangeEvent } from '#domain/events';
import { tenantScope, type TenantScope } from '#domain/project';
import { type Batch, type Filters, summarise, type Understood } from './batch.ts';
import { changeKnown, unknownAsReports } from './change-known.ts';
import type { StoreBatchResult } from './contract.ts';
import type { IngestionDeps } from './deps.ts';
import { leaveOutErased, takeOutErased } from './leave-out-erased.ts';
import { readRow } from './read-row.ts';
import { refreshSeverity } from './refresh-severity.ts';
import { routePullRequest } from './route-pull-request.ts';
import { storeNew } from './store-new.ts';

const BATCH_ROWS = 200;

/** See IngestionActivities.storeBatch. Order matters: what is stored is told to the coordinator before its row is settled. */
export async function storeBatch(deps: IngestionDeps, { projectId }: { projectId: string }): Promise<StoreBatchResult> {
  const project = await deps.projects.find(projectId);
  // Deleted meanwhile: its rows went with it.
  if (!project) return summarise([], new Map(), false);
  const scope = tenantScope(project);
  const rows = await deps.inbox.claim(scope, BATCH_ROWS);
  if (rows.length === 0) return summarise([], new Map(), false);

  const filters = await filtersOf(deps, scope, rows);
  const batch: Batch = { deps, scope, filters, outcomes: new Map(), clusterIds: new Set(), waiting: 0 };
  const read = await leaveOutErased(batch, understand(batch, rows));
  await storeNew(batch, await unknownAsReports(batch, read));
  await changeKnown(batch, read);
  await routePullRequests(batch, read);
  await takeOutErased(batch);

  if (batch.waiting > 0) await deps.launcher.wakeClustering(projectId, batch.waiting);
  await refreshSeverity(deps, scope, [...batch.clusterIds]);
  await deps.inbox.settle(
    scope,
    [...batch.outcomes].map(([id, outcome]) => ({ id, ...outcome })),
  );
  await deps.changes.publish(changesOf(batch));
  return summarise(rows, batch.outcomes, rows.length >= BATCH_ROWS || batch.outcomes.size < rows.length);
}

async function filtersOf(deps: IngestionDeps, scope: TenantScope, rows: readonly InboxRow[]): Promise<Filters> {
  const sources = [...new Set(rows.map((row) => row.source))];
  return new Map(await Promise.all(sources.map(async (source) => [source, (await deps.sourceConfig.get(scope, source)).filters] as const)));
}

/** Parses the rows and settles what goes no further: what cannot be read, and what a rule leaves out, as it does tests. */
function understand({ deps, outcomes }: Batch, rows: readonly InboxRow[]): Understood[] {
  const understood: Understood[] = [];
  for (const row of rows) {
    const { parsed } = readRow(row, deps.log);
    if (parsed.outcome === 'unreadable') outcomes.set(row.id, { state: 'dead_letter', reason: parsed.reason, reportId: null });
    else if (parsed.outcome === 'filtered') outcomes.set(row.id, { state: 'filtered', reason: parsed.rule, reportId: null });
    else understood.push({ row, parsed });
  }
  return understood;
}

async function routePullRequests({ deps, scope, outcomes }: Batch, read: readonly Understood[]): Promise<void> {
  for (const { row, parsed } of read) {
    if (parsed.outcome !== 'routed') continue;
    const notOurs = await routePullRequest(deps, scope, parsed.pullRequest);
    outcomes.set(row.id, { state: notOurs === null ? 'routed' : 'filtered', reason: notOurs, reportId: null });
  }
}

function changesOf({ scope: { projectId }, outcomes, clusterIds }: Batch): ChangeEvent[] {
  const changed = [...outcomes.values()].filter(({ state }) => state === 'stored' || state === 'repeat' || state === 'updated');
  const reports = new Set(changed.flatMap(({ reportId }) => reportId ?? []));
  return [
    ...[...outcomes.keys()].map((id) => ({ projectId, kind: 'delivery' as const, id })),
    ...[...reports].map((id) => ({ projectId, kind: 'report' as const, id })),
    ...[...clusterIds].map((id) => ({ projectId, kind: 'cluster' as const, id })),
  ];
}
