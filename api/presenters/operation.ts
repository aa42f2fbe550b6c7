import type { OperationBody } from '#domain/api-contract';
import { namedIn } from '#domain/regrouping/named';
import { sentenceOf } from '#domain/regrouping/sentence';
import type { ClusterEffect, RegroupOperation } from '#domain/teaching';

export const effectBody = ({ clusterId, title, before, after }: ClusterEffect) => ({ cluster_id: clusterId, title, before, after });

/** Of which report an operation speaks, where it is one alone. */
export function namedReport({ command }: Pick<RegroupOperation, 'command'>): string | null {
  const { reportIds } = namedIn(command);
  return reportIds.length === 1 ? reportIds[0]! : null;
}

/**
 * @param titles of clusters that are there; of one that is gone its title of then
 * @param reports titles of the single reports that operations name; of one that is gone nothing
 * @param undoable within its time, and nothing later stands on it
 */
export function operationBody(
  operation: RegroupOperation,
  {
    titles,
    reports,
    actor,
    undoable,
  }: { titles: ReadonlyMap<string, string>; reports: ReadonlyMap<string, string>; actor: string | null; undoable: boolean },
): OperationBody {
  const { id, command, actorId, state, error, at, undoableUntil, undoneAt } = operation;
  const effects = operation.effects.map((effect) => ({ ...effect, title: titles.get(effect.clusterId) ?? effect.title }));
  const titleOf = (clusterId: string) => {
    const title = effects.find((effect) => effect.clusterId === clusterId)?.title ?? '';
    return title === '' ? 'a cluster' : `“${title}”`;
  };
  const reportOf = (reportId: string) => (reports.has(reportId) ? `“${reports.get(reportId)}”` : 'a report');
  return {
    ...{
      id,
      command,
      sentence: sentenceOf(command, { cluster: titleOf, report: reportOf }),
      actor,
      actor_id: actorId,
      state,
      effects: effects.map(effectBody),
      error,
      at,
      undoable,
    },
    ...{ undoable_until: undoableUntil, undone_at: undoneAt },
  };
}
