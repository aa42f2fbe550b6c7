import type { OperationSnapshot } from '../ports/index.ts';
import type { RegroupCommand, Teaching } from '../teaching.ts';

const NOTHING: Teaching = { mustLink: [], cannotLink: [] };

/** What a command teaches, by the clusters as it found them. Pure. */
export function linksOf(command: RegroupCommand, { clusters }: Pick<OperationSnapshot, 'clusters'>): Teaching {
  const membersOf = (clusterId: string) => clusters.find((one) => one.clusterId === clusterId)?.members ?? [];
  switch (command.kind) {
    case 'merge':
      return { ...NOTHING, mustLink: groups([[command.into, ...command.from].flatMap(membersOf)]) };
    case 'split':
      return { mustLink: groups([command.reports]), cannotLink: partings(command.reports, [membersOf(command.cluster)]) };
    case 'move':
    case 'accept': {
      const [reports, to] = command.kind === 'move' ? [command.reports, command.to] : [[command.report], command.cluster];
      const sources = clusters.filter(({ clusterId }) => clusterId !== to).map(({ members }) => members);
      const together = groups([[...membersOf(to), ...reports]]);
      return { mustLink: together, cannotLink: command.kind === 'move' ? partings(reports, sources) : [] };
    }
    case 'remove':
      return {
        ...NOTHING,
        cannotLink: partings(
          command.reports,
          clusters.map(({ members }) => members),
        ),
      };
    case 'decline':
      return { ...NOTHING, cannotLink: partings([command.report], [[command.report, ...membersOf(command.cluster)]]) };
    case 'lock':
    case 'rename':
    case 'dismiss':
    case 'resolve':
    case 'reopen':
    case 'snooze':
      return NOTHING;
  }
}

const groups = (lists: readonly string[][]) => lists.map((ids) => [...new Set(ids)]).filter((ids) => ids.length > 1);

/** Those that leave each of the clusters, apart from those that stay in it. */
function partings(leaving: readonly string[], clusters: readonly (readonly string[])[]): Teaching['cannotLink'] {
  const out = new Set(leaving);
  return clusters
    .map((members) => ({ a: members.filter((id) => out.has(id)), b: members.filter((id) => !out.has(id)) }))
    .filter(({ a, b }) => a.length > 0 && b.length > 0);
}
