import type { RegroupCommand } from '../teaching.ts';

/**
 * What was done, in one sentence, past tense. Pure.
 * @param titleOf a cluster's title, in quotes; of one that is gone something in its place
 */
export function sentenceOf(command: RegroupCommand, titleOf: (clusterId: string) => string): string {
  switch (command.kind) {
    case 'merge':
      return `Merged ${counted(new Set(command.from).size, 'cluster')} into ${titleOf(command.into)}.`;
    case 'split':
      return `Split ${counted(command.reports.length, 'report')} off ${titleOf(command.cluster)}.`;
    case 'move':
      return `Moved ${counted(command.reports.length, 'report')} to ${titleOf(command.to)}.`;
    case 'remove':
      return `Removed ${counted(command.reports.length, 'report')} from ${command.reports.length === 1 ? 'its cluster' : 'their clusters'}.`;
    case 'accept':
      return `Accepted a report into ${titleOf(command.cluster)}.`;
    case 'decline':
      return `Kept a report out of ${titleOf(command.cluster)}.`;
    case 'lock':
      return `${command.locked ? 'Locked' : 'Unlocked'} ${titleOf(command.cluster)}.`;
    case 'rename':
      return `Renamed a cluster to “${command.title}”.`;
    case 'dismiss':
      return `Dismissed ${titleOf(command.cluster)}: ${command.reason}`;
    case 'resolve':
      return `Resolved ${titleOf(command.cluster)}.`;
    case 'reopen':
      return `Reopened ${titleOf(command.cluster)}.`;
    case 'snooze':
      return `Snoozed ${titleOf(command.cluster)} ${snoozeWords(command)}.`;
  }
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

function snoozeWords({ until, occurrences }: Extract<RegroupCommand, { kind: 'snooze' }>): string {
  const time = until === null ? null : `until ${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const count = occurrences === null ? null : `until it happens ${counted(occurrences, 'more time')}`;
  return [time, count].filter((part) => part !== null).join(' or ');
}
