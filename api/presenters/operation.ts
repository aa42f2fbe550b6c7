import type { OperationBody } from '#domain/api-contract';
import { sentenceOf } from '#domain/regrouping/sentence';
import type { ClusterEffect, RegroupOperation } from '#domain/teaching';

export const effectBody = ({ clusterId, title, before, after }: ClusterEffect) => ({ cluster_id: clusterId, title, before, after });

/**
 * @param titles of clusters that are there; of one that is gone its title of then
 * @param undoable within its time, and nothing later stands on it
 */
export function operationBody(
  operation: RegroupOperation,
  { titles, actor, undoable }: { titles: ReadonlyMap<string, string>; actor: string | null; undoable: boolean },
): OperationBody {
  const { id, command, actorId, state, error, at, undoableUntil, undoneAt } = operation;
  const effects = operation.effects.map((effect) => ({ ...effect, title: titles.get(effect.clusterId) ?? effect.title }));
  const titleOf = (clusterId: string) => {
    const title = effects.find((effect) => effect.clusterId === clusterId)?.title ?? '';
    return title === '' ? 'a cluster' : `“${title}”`;
  };
  return {
    ...{
      id,
      command,
      sentence: sentenceOf(command, titleOf),
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
