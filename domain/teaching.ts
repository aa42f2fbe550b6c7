import { z } from 'zod';

const ClusterId = z.string().min(1).max(64);
const ReportIds = z.array(z.uuid()).min(1).max(500);

/** What a person may do to the grouping. Each is one undoable operation; together they are what the machine learns from. */
export const RegroupCommand = z.discriminatedUnion('kind', [
  /** `from` end in `into`; must-link. */
  z.strictObject({ kind: z.literal('merge'), into: ClusterId, from: z.array(ClusterId).min(1).max(50) }),
  /** These reports of the cluster become one of their own; cannot-link with those that stay. */
  z.strictObject({ kind: z.literal('split'), cluster: ClusterId, reports: ReportIds }),
  /** Must-link with `to`, cannot-link with where they were. */
  z.strictObject({ kind: z.literal('move'), reports: ReportIds, to: ClusterId }),
  /** Out of their cluster, never back into it; the next run finds them another place. */
  z.strictObject({ kind: z.literal('remove'), reports: ReportIds }),
  /** A suggestion taken: must-link. Or not: cannot-link. */
  z.strictObject({ kind: z.literal('accept'), report: z.uuid(), cluster: ClusterId }),
  z.strictObject({ kind: z.literal('decline'), report: z.uuid(), cluster: ClusterId }),
  /** Locked: the machine neither adds to it, nor takes from it, nor merges it. */
  z.strictObject({ kind: z.literal('lock'), cluster: ClusterId, locked: z.boolean() }),
  /** A person's title and summary stay. */
  z.strictObject({
    kind: z.literal('rename'),
    cluster: ClusterId,
    title: z.string().trim().min(1).max(80),
    summary: z.string().trim().max(300).optional(),
  }),
  z.strictObject({ kind: z.literal('dismiss'), cluster: ClusterId, reason: z.string().trim().min(1).max(500) }),
  z.strictObject({ kind: z.literal('resolve'), cluster: ClusterId }),
  z.strictObject({ kind: z.literal('reopen'), cluster: ClusterId }),
  /** Until a time, or until so many more occurrences, whichever comes first. */
  z.strictObject({
    kind: z.literal('snooze'),
    cluster: ClusterId,
    until: z.iso.datetime({ offset: true }).nullable().default(null),
    occurrences: z.number().int().min(1).max(1_000_000).nullable().default(null),
  }),
]);
export type RegroupCommand = z.infer<typeof RegroupCommand>;

/** What of its clusters a command changes; undoing it waits for later ones of the same aspect on the same clusters. */
export type OperationAspect = 'members' | 'lock' | 'words' | 'status';

/** Pure. */
export function aspectOf({ kind }: RegroupCommand): OperationAspect {
  switch (kind) {
    case 'merge':
    case 'split':
    case 'move':
    case 'remove':
    case 'accept':
    case 'decline':
      return 'members';
    case 'lock':
      return 'lock';
    case 'rename':
      return 'words';
    case 'dismiss':
    case 'resolve':
    case 'reopen':
    case 'snooze':
      return 'status';
  }
}

/** What a command does to one cluster; `after` null: it is gone, `before` null: it is new. */
export interface ClusterEffect {
  clusterId: string;
  title: string;
  before: { reports: number; status: string } | null;
  after: { reports: number; status: string } | null;
}

export type OperationState = 'running' | 'applied' | 'undoing' | 'undone' | 'failed';

/** One entry of the edit journal. */
export interface RegroupOperation {
  /** UUID; also in the workflow's id, `regroup:{project}:{id}`. */
  id: string;
  projectId: string;
  command: RegroupCommand;
  /** null: the machine, on a proposal a person accepted elsewhere. */
  actorId: string | null;
  state: OperationState;
  /** SHA-256 of what the person saw: command, members and statuses of every cluster it touches. */
  digest: string;
  effects: ClusterEffect[];
  /** Why it failed, in our words. */
  error: string | null;
  at: string;
  /** 24 h after it was applied. */
  undoableUntil: string;
  undoneAt: string | null;
}

/**
 * What a person spoke of: reports by name, and clusters, whoever is in them by then. Of a cluster some reports are named as well, which
 * stand for it wherever they go.
 */
export interface Side {
  /** Report ids. */
  reports: readonly string[];
  /** Cluster ids; one that is gone says nothing. */
  clusters: readonly string[];
}

/** What operations in force say about which reports belong together. Undone operations say nothing. */
export interface Teaching {
  /** Each group's reports are one problem, the clusters' is the place for them. */
  mustLink: readonly Side[];
  /** No report of one side may be with one of the other. */
  cannotLink: readonly { a: Side; b: Side }[];
}

/** What one operation teaches, and what it does to the clusters that earlier ones spoke of. Its size does not follow that of the clusters. */
export interface Lesson extends Teaching {
  /** What was said of `from` is said of `into`. */
  merged: readonly { from: string; into: string }[];
  /** Reports that a person took out of a cluster, by name; `opens`: they are a cluster of their own then. */
  left: readonly { cluster: string; reports: readonly string[]; opens: string | null }[];
}
