import type { Cluster } from '#domain/cluster';
import { ConflictError } from '#domain/errors';
import type { ClusterEdit } from '#domain/ports/cluster-store';
import { undoOf } from '#domain/regrouping/undo';
import { aspectOf } from '#domain/teaching';
import type { OperationOutcome, OperationRef } from './contract.ts';
import type { RegroupingDeps } from './deps.ts';
import { newCluster, readReports } from './new-cluster.ts';
import { movedIn, type OpenOperation, openOperation, personEvidence, refusalOf } from './open-operation.ts';

/** See RegroupingActivities. From its first step on, what it taught says nothing any more. */
export async function undoOperation(deps: RegroupingDeps, ref: OperationRef): Promise<OperationOutcome> {
  const opened = await openOperation(deps, ref);
  const { scope, operation, snapshot } = opened;
  const { id, state } = operation;
  if (state === 'undone') return { outcome: 'undone', code: null, moved: movedIn(snapshot) };
  if (state !== 'applied' && state !== 'undoing') return { outcome: 'refused', code: 'not_applied', moved: 0 };
  await deps.editJournal.update(scope, id, { state: 'undoing' });
  try {
    if (!(await deps.clusters.wasEdited(scope, undoIdOf(id)))) await deps.clusters.edit(scope, await editOf(deps, opened));
  } catch (error) {
    const { message: _, ...refusal } = refusalOf(error);
    await deps.editJournal.update(scope, id, { state: 'applied' });
    return refusal;
  }
  await deps.editJournal.update(scope, id, { state: 'undone', undoneAt: new Date().toISOString() });
  return { outcome: 'undone', code: null, moved: movedIn(snapshot) };
}

const undoIdOf = (id: string) => `${id}:undo`;

async function editOf(deps: RegroupingDeps, { scope, operation, snapshot }: OpenOperation): Promise<ClusterEdit> {
  if ((await deps.editJournal.stoodUpon(scope, [operation.id])).size > 0)
    throw new ConflictError('It was changed again since. Undo the later change first.', { code: 'changed' });
  const ids = [...snapshot.clusters.map(({ clusterId }) => clusterId), ...(snapshot.opens === null ? [] : [snapshot.opens])];
  const present = new Map((await deps.clusters.getMany(scope, ids)).map((cluster) => [cluster.id, cluster]));
  const plan = undoOf(operation, snapshot, present);
  const now = new Date().toISOString();
  const restored = new Map<string, Cluster>();
  for (const { clusterId, facts, members } of plan.restores) {
    const reports = await readReports(deps.reports, scope, members);
    // Every report of it was deleted since: there is nothing to put back.
    if (reports.length > 0) restored.set(clusterId, newCluster(scope, clusterId, reports, facts, now));
  }
  const aspect = aspectOf(operation.command);
  return {
    editId: undoIdOf(operation.id),
    restores: operation.id,
    regroups: aspect === 'members' || aspect === 'lock',
    expects: plan.expects,
    opens: [...restored.values()],
    moves: plan.moves.filter(({ to }) => present.has(to) || restored.has(to)).map((move) => ({ ...move, evidence: personEvidence(now) })),
    sets: plan.sets,
    drops: plan.drops,
  };
}
