import type { Cluster, ClusterStatus } from '../cluster.ts';
import { canBecome } from '../cluster.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts';
import type { ClusterFacts, OperationSnapshot } from '../ports/index.ts';
import type { ClusterEffect, RegroupCommand } from '../teaching.ts';
import { namedIn } from './named.ts';

/** A cluster as it is; `members` are report ids, oldest first. */
export interface ClusterView {
  cluster: Cluster;
  members: readonly string[];
}

/** What a command is held against. */
export interface Standing {
  clusters: ReadonlyMap<string, ClusterView>;
  /** Cluster of each report the command names; null: it waits for a decision. One that is not there is left out. */
  homes: ReadonlyMap<string, string | null>;
}

/** What a command comes to; ids of reports and clusters alone, but for the titles in `effects` and `warnings`. */
export interface RegroupPlan extends Omit<OperationSnapshot, 'clusters'> {
  /** Clusters it touches that are there. */
  touches: readonly string[];
  effects: readonly ClusterEffect[];
  warnings: readonly string[];
}

const AT_WORK: readonly ClusterStatus[] = ['fixing', 'pr_opened'];
const CLOSED: readonly ClusterStatus[] = ['merged', 'resolved', 'dismissed'];
const REOPENED: readonly ClusterStatus[] = ['merged', 'resolved', 'dismissed', 'snoozed', 'failed', 'regressed'];

/**
 * What a command would do now. Pure.
 * @param opens id of the cluster that a split opens
 * @throws {NotFoundError} a cluster or report it names is not there
 * @throws {ConflictError} it cannot be done as things are: `changed`, `locked`, `fix_running`, `illegal_transition`, `nothing_to_do`
 * @throws {InvalidInputError} it can never be done
 */
export function planOf(command: RegroupCommand, standing: Standing, { opens, now }: { opens: string; now: string }): RegroupPlan {
  const { clusterIds, reportIds } = namedIn(command);
  for (const clusterId of clusterIds) viewOf(standing, clusterId);
  for (const reportId of reportIds)
    if (!standing.homes.has(reportId)) throw new NotFoundError('There is no such report.', { details: { report_id: reportId } });
  switch (command.kind) {
    case 'merge':
      return merged(command, standing);
    case 'split':
      return split(command, standing, opens);
    case 'move':
      return moved([...new Set(command.reports)], command.to, standing);
    case 'accept':
      return moved([command.report], command.cluster, standing);
    case 'remove':
      return removed([...new Set(command.reports)], standing);
    case 'decline':
      return declined(command, standing);
    case 'lock':
      return locked(command, standing);
    case 'rename':
      return renamed(command, standing);
    case 'dismiss':
      return stepped(command.cluster, 'dismissed', standing, { dismissedReason: command.reason });
    case 'resolve':
      return stepped(command.cluster, 'resolved', standing);
    case 'reopen':
      return reopened(command.cluster, standing);
    case 'snooze':
      return snoozed(command, standing, now);
  }
}

function viewOf({ clusters }: Standing, clusterId: string): ClusterView {
  const view = clusters.get(clusterId);
  if (!view) throw new NotFoundError('There is no such cluster.', { details: { cluster_id: clusterId } });
  return view;
}

type Of<K extends RegroupCommand['kind']> = Extract<RegroupCommand, { kind: K }>;

function merged({ into, from }: Of<'merge'>, standing: Standing): RegroupPlan {
  const sources = [...new Set(from)].filter((id) => id !== into);
  if (sources.length !== new Set(from).size)
    throw new InvalidInputError('A cluster cannot be merged into itself.', { details: { from: 'has `into`' } });
  const moves = sources.map((clusterId) => {
    const { cluster, members } = viewOf(standing, clusterId);
    if (cluster.locked)
      throw new ConflictError('A locked cluster is not merged away. Unlock it first.', {
        code: 'locked',
        details: { cluster_id: clusterId },
      });
    if (AT_WORK.includes(cluster.status)) throw fixRunning(clusterId);
    return { reportIds: members, to: into };
  });
  return finished(standing, { moves, drops: sources, receivers: [into] });
}

function split({ cluster: clusterId, reports }: Of<'split'>, standing: Standing, opens: string): RegroupPlan {
  const { members } = viewOf(standing, clusterId);
  const taken = new Set(reports);
  for (const id of taken) if (standing.homes.get(id) !== clusterId) throw changed(clusterId);
  if (members.every((id) => taken.has(id)))
    throw new InvalidInputError('Nothing would be left in the cluster.', { details: { reports: 'are all of them' } });
  return finished(standing, { moves: [{ reportIds: members.filter((id) => taken.has(id)), to: opens }], opens });
}

function moved(reportIds: readonly string[], to: string, standing: Standing): RegroupPlan {
  const moving = reportIds.filter((id) => standing.homes.get(id) !== to);
  if (moving.length === 0) throw nothingToDo('They are in this cluster already.');
  const drops = sourcesOf(moving, standing).filter((id) => leftIn(id, moving, standing) === 0);
  for (const id of drops) if (AT_WORK.includes(viewOf(standing, id).cluster.status)) throw fixRunning(id);
  return finished(standing, { moves: [{ reportIds: moving, to }], drops, receivers: [to] });
}

function removed(reportIds: readonly string[], standing: Standing): RegroupPlan {
  const moving = reportIds.filter((id) => standing.homes.get(id) !== null);
  if (moving.length === 0) throw nothingToDo('They are in no cluster.');
  for (const id of sourcesOf(moving, standing))
    if (leftIn(id, moving, standing) === 0)
      throw new InvalidInputError('Nothing would be left in the cluster. Dismiss it instead.', { details: { cluster_id: id } });
  return finished(standing, { moves: [{ reportIds: moving, to: null }] });
}

function declined({ report, cluster }: Of<'decline'>, standing: Standing): RegroupPlan {
  if (standing.homes.get(report) === cluster)
    throw new ConflictError('The report is in this cluster. Remove it instead.', { code: 'changed', details: { cluster_id: cluster } });
  return finished(standing, {});
}

function locked({ cluster: clusterId, locked: wanted }: Of<'lock'>, standing: Standing): RegroupPlan {
  if ((viewOf(standing, clusterId).cluster.locked ?? false) === wanted)
    throw nothingToDo(wanted ? 'It is locked already.' : 'It is not locked.');
  return finished(standing, { sets: [{ clusterId, facts: { locked: wanted } }] });
}

function renamed({ cluster: clusterId, title, summary }: Of<'rename'>, standing: Standing): RegroupPlan {
  const { cluster } = viewOf(standing, clusterId);
  return finished(standing, { sets: [{ clusterId, facts: { words: { title, summary: summary ?? cluster.summary } } }] });
}

const AWAKE = { snoozedUntil: null, snoozedUntilCount: null, snoozedFrom: null, dismissedReason: null } as const;

function stepped(clusterId: string, to: ClusterStatus, standing: Standing, facts: Partial<ClusterFacts> = {}): RegroupPlan {
  const { status } = viewOf(standing, clusterId).cluster;
  if (status === to && to !== 'snoozed') throw nothingToDo(`It is ${to} already.`);
  if (AT_WORK.includes(status)) throw fixRunning(clusterId);
  if (!canBecome(status, to))
    throw new ConflictError(`It is ${status}, and cannot be ${to}. Reopen it first.`, {
      code: 'illegal_transition',
      details: { cluster_id: clusterId, status, to },
    });
  return finished(standing, { sets: [{ clusterId, facts: { ...AWAKE, status: to, ...facts } }] });
}

function reopened(clusterId: string, standing: Standing): RegroupPlan {
  const { status, snoozedFrom } = viewOf(standing, clusterId).cluster;
  if (status === 'new') throw nothingToDo('It is open already.');
  if (!AT_WORK.includes(status) && !REOPENED.includes(status)) throw nothingToDo('It is open already.');
  return stepped(clusterId, status === 'snoozed' ? (snoozedFrom ?? 'new') : 'new', standing);
}

function snoozed({ cluster: clusterId, until, occurrences }: Of<'snooze'>, standing: Standing, now: string): RegroupPlan {
  if (until === null && occurrences === null)
    throw new InvalidInputError('Say until when, or until how many occurrences.', { details: { until: 'is missing' } });
  if (until !== null && Date.parse(until) <= Date.parse(now))
    throw new InvalidInputError('That time is over.', { details: { until: 'is not in the future' } });
  const { cluster } = viewOf(standing, clusterId);
  return stepped(clusterId, 'snoozed', standing, {
    snoozedUntil: until && new Date(until).toISOString(),
    snoozedUntilCount: occurrences === null ? null : cluster.occurrences + occurrences,
    snoozedFrom: cluster.status === 'snoozed' ? (cluster.snoozedFrom ?? 'new') : cluster.status,
  });
}

interface Parts {
  moves?: RegroupPlan['moves'];
  drops?: readonly string[];
  sets?: RegroupPlan['sets'];
  opens?: string;
  /** Clusters that reports come into. */
  receivers?: readonly string[];
}

function finished(standing: Standing, { moves = [], drops = [], sets = [], opens, receivers = [] }: Parts): RegroupPlan {
  const touches = [...standing.clusters.keys()];
  const moving = new Map(moves.flatMap(({ reportIds, to }) => reportIds.map((id) => [id, to] as const)));
  const after = (clusterId: string, members: readonly string[]) => {
    const inside = new Set(members);
    const stay = members.filter((id) => !moving.has(id) || moving.get(id) === clusterId).length;
    return stay + [...moving].filter(([id, to]) => to === clusterId && !inside.has(id)).length;
  };
  const effects = touches.map((clusterId): ClusterEffect => {
    const { cluster, members } = viewOf(standing, clusterId);
    const status = sets.find((set) => set.clusterId === clusterId)?.facts.status ?? cluster.status;
    const gone = drops.includes(clusterId);
    const reports = after(clusterId, members);
    return {
      clusterId,
      title: cluster.title,
      before: { reports: members.length, status: cluster.status },
      after: gone ? null : { reports, status },
    };
  });
  if (opens !== undefined) effects.push({ clusterId: opens, title: '', before: null, after: { reports: moving.size, status: 'new' } });
  const losing = moving.size > 0 ? touches.filter((id) => !receivers.includes(id)) : [];
  return { touches, opens: opens ?? null, moves, drops, sets, effects, warnings: warningsOf(standing, losing, receivers) };
}

function warningsOf(standing: Standing, losing: readonly string[], receivers: readonly string[]): string[] {
  const each = (ids: readonly string[], holds: (cluster: Cluster) => boolean, say: (title: string) => string) =>
    ids.map((id) => viewOf(standing, id).cluster).flatMap((cluster) => (holds(cluster) ? [say(`“${cluster.title}”`)] : []));
  const atWork = ({ status }: Cluster) => AT_WORK.includes(status);
  const isLocked = (cluster: Cluster) => cluster.locked === true;
  return [
    ...each(losing, atWork, (title) => `A fix of ${title} is at work. It keeps what it was shown, the reports that leave included.`),
    ...each(receivers, atWork, (title) => `A fix of ${title} is at work. It does not know of the reports that come.`),
    ...each(
      receivers,
      ({ status }) => CLOSED.includes(status),
      (title) => `${title} is closed, and stays closed.`,
    ),
    ...each([...losing, ...receivers], isLocked, (title) => `${title} is locked. A lock holds the machine back, not you.`),
  ];
}

function sourcesOf(moving: readonly string[], { homes }: Standing): string[] {
  return [...new Set(moving.flatMap((id) => homes.get(id) ?? []))];
}

function leftIn(clusterId: string, moving: readonly string[], standing: Standing): number {
  const leaving = new Set(moving);
  return viewOf(standing, clusterId).members.filter((id) => !leaving.has(id)).length;
}

const changed = (clusterId: string) =>
  new ConflictError('This changed since it was shown. Look again.', { code: 'changed', details: { cluster_id: clusterId } });
const fixRunning = (clusterId: string) =>
  new ConflictError('A fix of this cluster is at work. Wait for it, or cancel it.', {
    code: 'fix_running',
    details: { cluster_id: clusterId },
  });
const nothingToDo = (message: string) => new ConflictError(message, { code: 'nothing_to_do' });
