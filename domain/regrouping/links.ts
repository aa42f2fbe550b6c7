import type { OperationSnapshot } from '../ports/index.ts';
import type { Lesson, RegroupCommand, Side, Teaching } from '../teaching.ts';

/** So many of its reports, the oldest, stand for a cluster: they are the same ones however it grows. */
const ANCHORS = 32;
const NOTHING: Lesson = { mustLink: [], cannotLink: [], merged: [], left: [] };

/**
 * What a command teaches, by the clusters as it found them. Reports it names are named; of a cluster its id, its anchors, and those of its
 * reports that earlier operations spoke of, so that a later word finds all that it holds against. Pure.
 * @param before what the operations in force teach so far
 */
export function linksOf(
  command: RegroupCommand,
  { clusters, opens }: Pick<OperationSnapshot, 'clusters' | 'opens'>,
  before: Teaching,
  anchors: number = ANCHORS,
): Lesson {
  const spokenOf = namedBy(before);
  const membersOf = (clusterId: string) => clusters.find((one) => one.clusterId === clusterId)?.members ?? [];
  /** Without those who leave it. */
  const cluster = (id: string, without: ReadonlySet<string> = new Set()): Side => {
    const stay = membersOf(id).filter((report) => !without.has(report));
    return { reports: [...new Set([...stay.slice(0, anchors), ...stay.filter((report) => spokenOf.has(report))])], clusters: [id] };
  };
  /** Those that leave each of the clusters, apart from it. */
  const partings = (leaving: readonly string[], sources: readonly string[]): Lesson['cannotLink'] => {
    const out = new Set(leaving);
    return sources.flatMap((id) => {
      const reports = membersOf(id).filter((report) => out.has(report));
      const rest = cluster(id, out);
      return reports.length > 0 && rest.reports.length > 0 ? [{ a: named(reports), b: rest }] : [];
    });
  };
  const leavings = (reports: readonly string[], sources: readonly string[], into: string | null): Lesson['left'] => {
    const out = new Set(reports);
    return sources.map((id) => ({ cluster: id, reports: membersOf(id).filter((report) => out.has(report)), opens: into }));
  };

  switch (command.kind) {
    case 'merge': {
      const sides = [command.into, ...command.from].map((id) => cluster(id));
      return { ...NOTHING, mustLink: [together(sides)], merged: command.from.map((from) => ({ from, into: command.into })) };
    }
    case 'split': {
      const { reports, cluster: source } = command;
      const apart = partings(reports, [source]).map(({ a, b }) => ({ a: { ...a, clusters: opens === null ? [] : [opens] }, b }));
      return { ...NOTHING, mustLink: [named(reports)], cannotLink: apart, left: leavings(reports, [source], opens) };
    }
    case 'move':
    case 'accept': {
      const [reports, to] = command.kind === 'move' ? [command.reports, command.to] : [[command.report], command.cluster];
      const sources = clusters.map(({ clusterId }) => clusterId).filter((id) => id !== to);
      return {
        ...NOTHING,
        mustLink: [together([cluster(to), named(reports)])],
        cannotLink: command.kind === 'move' ? partings(reports, sources) : [],
        left: leavings(reports, sources, null),
      };
    }
    case 'remove': {
      const sources = clusters.map(({ clusterId }) => clusterId);
      return { ...NOTHING, cannotLink: partings(command.reports, sources), left: leavings(command.reports, sources, null) };
    }
    case 'decline':
      return { ...NOTHING, cannotLink: [{ a: named([command.report]), b: cluster(command.cluster) }] };
    case 'lock':
    case 'rename':
    case 'dismiss':
    case 'resolve':
    case 'reopen':
    case 'snooze':
      return NOTHING;
  }
}

/** Whether it says anything at all. */
export function saysNothing({ mustLink, cannotLink, merged, left }: Lesson): boolean {
  return mustLink.length + cannotLink.length + merged.length + left.length === 0;
}

function named(reports: readonly string[]): Side {
  return { reports: [...new Set(reports)], clusters: [] };
}

function together(sides: readonly Side[]): Side {
  return {
    reports: [...new Set(sides.flatMap(({ reports }) => reports))],
    clusters: [...new Set(sides.flatMap(({ clusters }) => clusters))],
  };
}

function namedBy({ mustLink, cannotLink }: Teaching): Set<string> {
  return new Set([...mustLink, ...cannotLink.flatMap(({ a, b }) => [a, b])].flatMap(({ reports }) => reports));
}
