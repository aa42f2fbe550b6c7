import type { ClusterStore, ReportStore } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import { namedIn } from '#domain/regrouping/named';
import type { ClusterView, Standing } from '#domain/regrouping/plan';
import type { RegroupCommand } from '#domain/teaching';

/** Everything a command is held against, as it is now. What is not there is left out. */
export async function standingOf(
  { clusters, reports }: { clusters: Pick<ClusterStore, 'getMany' | 'members'>; reports: Pick<ReportStore, 'getMany'> },
  scope: TenantScope,
  command: RegroupCommand,
): Promise<Standing> {
  const named = namedIn(command);
  const found = await reports.getMany(scope, named.reportIds);
  const homes = new Map(found.map(({ id, clusterId }) => [id, clusterId] as const));
  // A report that is declined stays where it is.
  const changed = command.kind === 'decline' ? [] : [...homes.values()];
  const ids = [...new Set([...named.clusterIds, ...changed.filter((id) => id !== null)])];
  const views = await Promise.all(
    (await clusters.getMany(scope, ids)).map(async (cluster): Promise<[string, ClusterView]> => [
      cluster.id,
      { cluster, members: await clusters.members(scope, cluster.id) },
    ]),
  );
  return { clusters: new Map(views), homes };
}
