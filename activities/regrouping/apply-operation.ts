import type { Cluster } from '#domain/cluster';
import type { ClusterEdit } from '#domain/ports/cluster-store';
import { linksOf, saysNothing } from '#domain/regrouping/links';
import { aspectOf } from '#domain/teaching';
import type { OperationOutcome, OperationRef } from './contract.ts';
import type { RegroupingDeps } from './deps.ts';
import { newCluster, readReports, UNTOUCHED } from './new-cluster.ts';
import { movedIn, type OpenOperation, openOperation, personEvidence, refusalOf } from './open-operation.ts';

/**
 * See RegroupingActivities. What it teaches is known before anything moves: a run that reads no links decides before the change, and
 * what it decided is not applied after it.
 */
export async function applyOperation(deps: RegroupingDeps, ref: OperationRef): Promise<OperationOutcome> {
  const opened = await openOperation(deps, ref);
  const { scope, operation, snapshot } = opened;
  const { id, command, state } = operation;
  if (state === 'failed') return { outcome: 'refused', code: 'conflict', moved: 0 };
  if (state !== 'running') return { outcome: 'applied', code: null, moved: movedIn(snapshot) };
  const links = linksOf(command, snapshot, await deps.editJournal.teaching(scope));
  if (!saysNothing(links)) await deps.editJournal.putLinks(scope, id, links);
  try {
    if (!(await deps.clusters.wasEdited(scope, id))) await deps.clusters.edit(scope, await editOf(deps, opened));
  } catch (error) {
    const { message, ...refusal } = refusalOf(error);
    await deps.editJournal.update(scope, id, { state: 'failed', error: message });
    return refusal;
  }
  await deps.editJournal.update(scope, id, { state: 'applied' });
  return { outcome: 'applied', code: null, moved: movedIn(snapshot) };
}

async function editOf(deps: RegroupingDeps, { scope, operation, snapshot }: OpenOperation): Promise<ClusterEdit> {
  const aspect = aspectOf(operation.command);
  const now = new Date().toISOString();
  const evidence = personEvidence(now);
  const { moves, drops, sets, opens } = snapshot;
  return {
    editId: operation.id,
    regroups: aspect === 'members' || aspect === 'lock',
    expects: snapshot.clusters.flatMap(({ clusterId, facts: { status }, members }) => {
      if (aspect === 'members') return [{ clusterId, status, ...(moves.length > 0 && { members }) }];
      return aspect === 'status' ? [{ clusterId, status }] : [];
    }),
    opens: opens === null ? [] : await openedBy(deps, { scope, operation, snapshot }, opens, now),
    moves: moves.map((move) => ({ ...move, evidence })),
    ...{ sets, drops },
  };
}

async function openedBy(deps: RegroupingDeps, { scope, snapshot }: OpenOperation, opens: string, now: string): Promise<Cluster[]> {
  const ids = snapshot.moves.filter(({ to }) => to === opens).flatMap(({ reportIds }) => reportIds);
  const reports = await readReports(deps.reports, scope, ids);
  return reports.length === 0 ? [] : [newCluster(scope, opens, reports, { ...UNTOUCHED, createdAt: now }, now)];
}
