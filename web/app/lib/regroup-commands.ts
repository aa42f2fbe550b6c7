import type { ClusterBody } from '#domain/api-contract';
import type { RegroupCommand } from '#domain/teaching';

export type { RegroupCommand };

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
