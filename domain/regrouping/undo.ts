import type { Cluster, ClusterStatus } from '../cluster.ts';
import { ConflictError } from '../errors.ts';
import type { ClusterFacts, OperationSnapshot } from '../ports/index.ts';
import { aspectOf, type RegroupCommand, type RegroupOperation } from '../teaching.ts';

/** What takes an operation back. */
export interface UndoPlan {
  /** What each cluster that changes must still be. */
  expects: readonly { clusterId: string; status: ClusterStatus }[];
  moves: readonly { reportIds: readonly string[]; to: string }[];
  /** Clusters that went and come again. */
  restores: readonly { clusterId: string; facts: ClusterFacts; members: readonly string[] }[];
  /** Gone again where nothing has come into it since. */
  drops: readonly string[];
  sets: readonly { clusterId: string; facts: Partial<ClusterFacts> }[];
}

/**
 * Puts back members and facts as the snapshot has them, wherever the reports are now; what has come since stays where it came. Pure.
 * @param now the clusters of the snapshot, and the one it opened, that are there
 * @throws {ConflictError} `changed`: what it did is not so any more; `fix_running`: a fix is at work on what would change
 */
export function undoOf(
  { command, effects }: Pick<RegroupOperation, 'command' | 'effects'>,
  snapshot: OperationSnapshot,
  now: ReadonlyMap<string, Cluster>,
): UndoPlan {
  if (aspectOf(command) === 'members') return membersBack(snapshot, now);
  const sets = snapshot.clusters.map(({ clusterId, facts }) => {
    const cluster = now.get(clusterId);
    if (!cluster || !isStillSo(command, cluster, effects.find((effect) => effect.clusterId === clusterId)?.after?.status))
      throw changed(clusterId);
    return { clusterId, facts: factsBack(command, facts) };
  });
  return {
    expects: sets.map(({ clusterId }) => ({ clusterId, status: now.get(clusterId)!.status })),
    moves: [],
    restores: [],
    drops: [],
    sets,
  };
}

function membersBack(snapshot: OperationSnapshot, now: ReadonlyMap<string, Cluster>): UndoPlan {
  const moves = movedBy(snapshot).filter(({ reportIds }) => reportIds.length > 0);
  if (moves.length === 0) return { expects: [], moves: [], restores: [], drops: [], sets: [] };
  const drops = snapshot.opens === null ? [] : [snapshot.opens];
  for (const { id, status } of now.values())
    if (status === 'fixing' || status === 'pr_opened') {
      throw new ConflictError('A fix is at work on what would change. Wait for it, or cancel it.', {
        code: 'fix_running',
        details: { cluster_id: id },
      });
    }
  return {
    expects: [...now.values()].map(({ id, status }) => ({ clusterId: id, status })),
    moves,
    restores: snapshot.clusters.filter(({ clusterId }) => !now.has(clusterId)),
    drops,
    sets: [],
  };
}

/** Which reports it took from where. */
function movedBy({ clusters, moves }: OperationSnapshot): { reportIds: readonly string[]; to: string }[] {
  const moved = new Map(moves.flatMap(({ reportIds, to }) => reportIds.map((id) => [id, to] as const)));
  return clusters.map(({ clusterId, members }) => ({
    reportIds: members.filter((id) => moved.has(id) && moved.get(id) !== clusterId),
    to: clusterId,
  }));
}

function isStillSo(command: RegroupCommand, cluster: Cluster, status: string | undefined): boolean {
  if (command.kind === 'lock') return (cluster.locked ?? false) === command.locked;
  if (command.kind === 'rename') return cluster.edited === true && cluster.title === command.title;
  return cluster.status === status;
}

function factsBack(command: RegroupCommand, facts: ClusterFacts): Partial<ClusterFacts> {
  if (command.kind === 'lock') return { locked: facts.locked };
  if (command.kind === 'rename') return { words: facts.words };
  const { status, snoozedUntil, snoozedUntilCount, snoozedFrom, dismissedReason } = facts;
  return { status, snoozedUntil, snoozedUntilCount, snoozedFrom, dismissedReason };
}

const changed = (clusterId: string) =>
  new ConflictError('It was changed again since. Undo the later change first.', { code: 'changed', details: { cluster_id: clusterId } });
