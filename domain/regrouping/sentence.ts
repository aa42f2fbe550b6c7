import type { RegroupCommand } from '../teaching.ts';

/** Titles for a sentence, in quotes; of what is gone something in its place. */
export interface Titles {
  cluster: (clusterId: string) => string;
  report: (reportId: string) => string;
}

/** What was done, in one sentence, past tense; a single report is named. Pure. */
export function sentenceOf(command: RegroupCommand, titles: Titles): string {
  const titleOf = titles.cluster;
  const named = (reports: readonly string[]) => (reports.length === 1 ? titles.report(reports[0]!) : counted(reports.length, 'report'));
  switch (command.kind) {
    case 'merge':
      return `Merged ${counted(new Set(command.from).size, 'cluster')} into ${titleOf(command.into)}.`;
    case 'split':
      return `Split ${named(command.reports)} off ${titleOf(command.cluster)}.`;
    case 'move':
      return `Moved ${named(command.reports)} to ${titleOf(command.to)}.`;
    case 'remove':
      return `Removed ${named(command.reports)} from ${command.reports.length === 1 ? 'its cluster' : 'their clusters'}.`;
    case 'accept':
      return `Joined ${titles.report(command.report)} to ${titleOf(command.cluster)}.`;
    case 'decline':
      return `Kept ${titles.report(command.report)} out of ${titleOf(command.cluster)}.`;
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
