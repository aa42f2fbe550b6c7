import type { RegroupCommand } from '../teaching.ts';

/** What a command speaks of: clusters, and reports whose clusters it changes too. Pure. */
export function namedIn(command: RegroupCommand): { clusterIds: string[]; reportIds: string[] } {
  switch (command.kind) {
    case 'merge':
      return { clusterIds: [...new Set([command.into, ...command.from])], reportIds: [] };
    case 'split':
      return { clusterIds: [command.cluster], reportIds: [...new Set(command.reports)] };
    case 'move':
      return { clusterIds: [command.to], reportIds: [...new Set(command.reports)] };
    case 'remove':
      return { clusterIds: [], reportIds: [...new Set(command.reports)] };
    case 'accept':
    case 'decline':
      return { clusterIds: [command.cluster], reportIds: [command.report] };
    case 'lock':
    case 'rename':
    case 'dismiss':
    case 'resolve':
    case 'reopen':
    case 'snooze':
      return { clusterIds: [command.cluster], reportIds: [] };
  }
}
