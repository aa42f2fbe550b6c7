import type { Decision, VectorMatch } from '../ports/index.ts';
import type { Evidence, Report } from '../report.ts';
import { type Decided, firstEvidence, keyEvidence, wordsEvidence } from './evidence.ts';
import { type Group, Groups } from './groups.ts';
import { KeyedGroups } from './keyed-groups.ts';
import { type Link, WordLinks } from './word-links.ts';

/** A link's own score and the support of the groups it ties together count this much. */
const LINK_SHARE = 0.7;
const SUPPORTERS = 3;

export interface AssignInput {
  /** The reports of this run, in any order. */
  reports: readonly Report[];
  /** Reports of the project that are in a cluster already. */
  known: readonly Report[];
  /** Vectors of this run's reports, unit length; may be empty. */
  vectors: ReadonlyMap<string, Float32Array>;
  /** What the vector index answered for this run's human reports, over what earlier runs wrote. */
  nearest: ReadonlyMap<string, readonly VectorMatch[]>;
  /** Name of the space of those vectors. */
  space: string | null;
  /** 0..1, inclusive: at or above, words join. */
  joinAt: number;
  now: string;
  /** Must give the same id for the same report, so that a retried run opens the same clusters. */
  newClusterId: (firstReportId: string) => string;
}

/**
 * Puts each report into a known cluster or into a new one: the sender's own group, then the fingerprint, then words.
 * Pure and independent of the order of `reports` and `known`: the strongest link of the whole batch is made first.
 * Words never bind two machine reports, whose fingerprints say they differ, nor two known clusters.
 * Cost: one inverted-index look-up per report, then a sort of at most 40 links each.
 * @returns one decision per report, in input order
 */
export function assign(input: AssignInput): Decision[] {
  const reports = input.reports.toSorted(byArrival);
  const known = input.known.toSorted(byArrival);
  const all = new Map([...known, ...reports].map((report) => [report.id, report]));
  const keyed = new KeyedGroups(known);
  const evidence = new Map<string, Evidence>();
  for (const report of reports) {
    const match = keyed.place(report);
    if (match) evidence.set(report.id, keyEvidence(report, match, input));
  }

  const founders = reports.filter((report) => !evidence.has(report.id));
  const links = new WordLinks({ ...input, founders, all: [...all.values()] });
  const groups = joinByWords(links, keyed, input.joinAt);
  const groupOf = (reportId: string) => groups.find(keyed.of(reportId));
  for (const [id, found] of founderEvidence(founders, links, groupOf, input, all)) evidence.set(id, found);

  const opened = new Map<Group, string>();
  const clusterOf = (report: Report) => {
    const group = groupOf(report.id);
    if (group.clusterId !== null) return { clusterId: group.clusterId, opened: false };
    if (!opened.has(group)) opened.set(group, input.newClusterId(firstOf(group, all)));
    return { clusterId: opened.get(group)!, opened: true };
  };
  return input.reports.map((report) => ({ reportId: report.id, ...clusterOf(report), evidence: evidence.get(report.id)! }));
}

function byArrival(a: Report, b: Report): number {
  return a.receivedAt.localeCompare(b.receivedAt) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function firstOf(group: Group, all: ReadonlyMap<string, Report>): string {
  return [...group.bound].map((id) => all.get(id)!).toSorted(byArrival)[0]!.id;
}

/**
 * Union of groups, strongest link first. A link binds only where both groups agree, so that one chance resemblance does not
 * chain two problems together.
 */
function joinByWords(links: WordLinks, keyed: KeyedGroups, joinAt: number): Groups {
  const groups = new Groups();
  for (const link of links.links) {
    if (link.score < joinAt) break;
    const mine = groups.find(keyed.of(link.a));
    const other = groups.find(keyed.of(link.b));
    if (mine === other || (mine.clusterId !== null && other.clusterId !== null)) continue;
    const support = Math.min(supportOf(link.a, other, links), supportOf(link.b, mine, links));
    if (LINK_SHARE * link.score + (1 - LINK_SHARE) * support >= joinAt) groups.merge(mine, other);
  }
  return groups;
}

/** Mean of the report's three best links into the group. */
function supportOf(reportId: string, group: Group, links: WordLinks): number {
  const best = [...group.bound]
    .map((id) => links.score(reportId, id))
    .sort((x, y) => y - x)
    .slice(0, SUPPORTERS);
  return best.reduce((sum, score) => sum + score, 0) / best.length;
}

/**
 * Each founder's own reason. A new group's first report opened it; the others, and those that joined a known cluster, are told by the
 * strongest link to a report that was there before them: walked outwards from the known members or the first.
 */
function founderEvidence(
  founders: readonly Report[],
  links: WordLinks,
  groupOf: (reportId: string) => Group,
  decided: Decided,
  all: ReadonlyMap<string, Report>,
): Map<string, Evidence> {
  const evidence = new Map<string, Evidence>();
  const waiting = new Map(founders.map((founder) => [founder.id, founder]));
  const opened = new Set<Group>();
  const frontier: Link[] = [];
  const settle = (founder: Report, found: Evidence) => {
    waiting.delete(founder.id);
    evidence.set(founder.id, found);
    const next = links.of(founder.id).filter((link) => waiting.has(link.b) && groupOf(link.b) === groupOf(founder.id));
    frontier.push(...next.map((link) => ({ ...link, a: link.b, b: link.a })));
  };
  for (const founder of founders) {
    const group = groupOf(founder.id);
    if (group.clusterId !== null) {
      const toKnown = links.of(founder.id).find((link) => groupOf(link.b) === group && all.get(link.b)!.clusterId !== null);
      if (toKnown) frontier.push(toKnown);
    } else if (!opened.has(group)) {
      opened.add(group);
      const link = links.of(founder.id).find((one) => groupOf(one.b) !== group) ?? null;
      settle(founder, firstEvidence(founder, link && all.get(link.b)!, link, decided));
    }
  }
  while (frontier.length > 0) {
    const at = frontier.reduce((best, link, i) => (stronger(link, frontier[best]!) ? i : best), 0);
    const [link] = frontier.splice(at, 1);
    const founder = waiting.get(link!.a);
    if (founder) settle(founder, wordsEvidence(founder, all.get(link!.b)!, link!, links, decided));
  }
  return evidence;
}

function stronger(a: Link, b: Link): boolean {
  return a.score > b.score || (a.score === b.score && `${a.a}${a.b}` < `${b.a}${b.b}`);
}
