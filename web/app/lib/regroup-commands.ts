import type { ClusterBody, OperationBody } from '#domain/api-contract';
import type { RegroupCommand } from '#domain/teaching';

export type { OperationBody, RegroupCommand };

/** As much of a cluster as naming it takes. */
export type ClusterRef = Pick<ClusterBody, 'id' | 'title' | 'count'>;

/** The cluster whose row or page should show that a command is on its way or was refused. */
export function clusterOf(command: RegroupCommand): string | null {
  switch (command.kind) {
    case 'merge':
      return command.into;
    case 'split':
    case 'accept':
    case 'decline':
    case 'lock':
    case 'rename':
    case 'dismiss':
    case 'resolve':
    case 'reopen':
    case 'snooze':
      return command.cluster;
    case 'move':
      return command.to;
    case 'remove':
      return null;
  }
}

/** What a row says while the command is on its way: what it will be, as the server almost never refuses. */
export function pendingWords(command: RegroupCommand): string {
  switch (command.kind) {
    case 'merge':
      return 'Merging';
    case 'split':
      return 'Splitting';
    case 'move':
    case 'accept':
    case 'decline':
    case 'remove':
      return 'Regrouping';
    case 'lock':
      return command.locked ? 'Locking' : 'Unlocking';
    case 'rename':
      return 'Renaming';
    case 'dismiss':
      return 'Dismissed';
    case 'resolve':
      return 'Resolved';
    case 'reopen':
      return 'Reopened';
    case 'snooze':
      return 'Snoozed';
  }
}

/** Two presses of the same thing are one. */
export const sameCommand = (a: RegroupCommand, b: RegroupCommand): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Where to go once a cluster that is being looked at is gone by an operation; null where it is still there.
 * @param undone it was taken back: what it opened is gone
 */
export function leadsTo({ effects }: Pick<OperationBody, 'effects'>, clusterId: string, undone: boolean): string | null {
  const gone = (effect: OperationBody['effects'][number]) => (undone ? effect.before : effect.after) === null;
  if (!effects.some((effect) => effect.cluster_id === clusterId && gone(effect))) return null;
  const stays = effects.filter((effect) => effect.cluster_id !== clusterId && !gone(effect));
  return stays.length === 0 ? '' : (stays.toSorted((a, b) => growth(b, undone) - growth(a, undone))[0]?.cluster_id ?? '');
}

function growth({ before, after }: OperationBody['effects'][number], undone: boolean): number {
  const by = (after?.reports ?? 0) - (before?.reports ?? 0);
  return undone ? -by : by;
}

type Steps = Record<'snooze' | 'dismiss' | 'resolve' | 'reopen', boolean>;
const OPEN = { snooze: true, dismiss: true, resolve: true, reopen: false };
const CLOSED = { snooze: false, dismiss: false, resolve: false, reopen: true };

/** Which steps a person may take with a cluster now; while a fix is at work, none. */
export function stepsOf({ status }: Pick<ClusterBody, 'status'>): Steps {
  switch (status) {
    case 'new':
    case 'failed':
    case 'regressed':
      return OPEN;
    case 'snoozed':
      return { ...OPEN, reopen: true };
    case 'merged':
      return { ...CLOSED, resolve: true };
    case 'resolved':
    case 'dismissed':
      return CLOSED;
    case 'fixing':
    case 'pr_opened':
      return { ...CLOSED, reopen: false };
  }
}

/** A cluster's id in what was pasted: its link, or the id itself; null where it is words to search for. */
export function clusterIdIn(text: string): string | null {
  const link = /\/clusters\/([\w-]{8,64})/.exec(text);
  if (link) return link[1] ?? null;
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(text.trim()) ? text.trim().toLowerCase() : null;
}
