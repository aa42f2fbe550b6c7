import type { Decision, VectorMatch } from '../ports/index.ts';
import type { Evidence, Report } from '../report.ts';
import { FINGERPRINT_VERSION, fingerprintOf } from './fingerprint.ts';
import { Lexicon, pairScore, WORDS_VERSION } from './pair-score.ts';

const CANDIDATES = 40;
const SHOWN = 8;

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

/** A cluster, or one in the making. */
interface Group {
  clusterId: string | null;
  /** Reports that words may bind; in a new group its founders, in a known one all members. */
  bound: Set<string>;
}

interface Link {
  a: string;
  b: string;
  score: number;
}

/**
 * Puts each report into a known cluster or into a new one: the sender's own group, then the fingerprint, then words.
 * Pure and independent of the order of `reports` and `known`: the strongest link of the whole batch is made first.
 * Words never bind two machine reports, whose fingerprints say they differ, nor two known clusters.
 * Cost: one inverted-index look-up per report, then a sort of at most 40 links each.
 * @returns one decision per report, in input order
 */
export function assign(input: AssignInput): Decision[] {
  const reports = [...input.reports].sort(byArrival);
  const all = new Map([...input.known, ...reports].map((report) => [report.id, report]));
  const byKey = new KeyedGroups(input.known);
  const evidence = new Map<string, Evidence>();

  for (const report of reports) {
    const match = byKey.match(report);
    if (match) evidence.set(report.id, keyEvidence(report, match, input.now));
    else byKey.open(report);
  }
  const founders = reports.filter((report) => !evidence.has(report.id));
  const links = findLinks(founders, [...all.values()], input);
  const groups = joinByWords(founders, links, byKey.groups, input.joinAt, all);
  for (const [id, found] of wordEvidence(founders, links, groups, byKey.groups, input, all)) evidence.set(id, found);

  const clusterIds = new Map<Group, string>();
  const clusterOf = (report: Report) => {
    const group = groups.find(byKey.groups.get(report.id)!);
    if (group.clusterId !== null) return { clusterId: group.clusterId, opened: false };
    const first = [...group.bound].map((id) => all.get(id)!).sort(byArrival)[0]!;
    if (!clusterIds.has(group)) clusterIds.set(group, input.newClusterId(first.id));
    return { clusterId: clusterIds.get(group)!, opened: true };
  };
  return input.reports.map((report) => ({ reportId: report.id, ...clusterOf(report), evidence: evidence.get(report.id)! }));
}

function byArrival(a: Report, b: Report): number {
  return a.receivedAt.localeCompare(b.receivedAt) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

interface KeyMatch {
  rule: 'sender' | 'fingerprint';
  nearest: Report;
}

/** Groups by what needs no judgement: the sender's group id and the fingerprint. */
class KeyedGroups {
  readonly groups = new Map<string, Group>();
  readonly #firstWith = new Map<string, Report>();

  constructor(known: readonly Report[]) {
    const byCluster = new Map<string, Group>();
    for (const report of [...known].sort(byArrival)) {
      if (report.clusterId === null) continue;
      const group = byCluster.get(report.clusterId) ?? { clusterId: report.clusterId, bound: new Set<string>() };
      byCluster.set(report.clusterId, group);
      group.bound.add(report.id);
      this.groups.set(report.id, group);
      this.#remember(report);
    }
  }

  /** Joins the report to the group that has its key, and says by which. */
  match(report: Report): KeyMatch | null {
    for (const { rule, key } of keysOf(report)) {
      const nearest = this.#firstWith.get(key);
      if (!nearest) continue;
      this.groups.set(report.id, this.groups.get(nearest.id)!);
      this.#remember(report);
      return { rule, nearest };
    }
    return null;
  }

  open(report: Report): void {
    this.groups.set(report.id, { clusterId: null, bound: new Set([report.id]) });
    this.#remember(report);
  }

  #remember(report: Report): void {
    for (const { key } of keysOf(report)) if (!this.#firstWith.has(key)) this.#firstWith.set(key, report);
  }
}

function keysOf(report: Report): { rule: 'sender' | 'fingerprint'; key: string }[] {
  const fingerprint = fingerprintOf(report);
  return [
    ...(report.senderGroup === null ? [] : [{ rule: 'sender' as const, key: `sender\n${report.source}\n${report.senderGroup}` }]),
    ...(fingerprint === null ? [] : [{ rule: 'fingerprint' as const, key: `fingerprint\n${fingerprint.value}` }]),
  ];
}

function keyEvidence(report: Report, match: KeyMatch, now: string): Evidence {
  const fingerprint = fingerprintOf(report);
  return {
    rule: match.rule,
    version: match.rule === 'fingerprint' ? FINGERPRINT_VERSION : 'sender-1',
    score: null,
    bound: null,
    nearestReportId: match.nearest.id,
    nearestTitle: match.nearest.title,
    sharedWords: [],
    sharedFrames: match.rule === 'fingerprint' ? (fingerprint?.frames ?? []) : [],
    fingerprint: fingerprint?.value ?? null,
    space: null,
    decidedAt: now,
  };
}

/** Scored links from each founder to reports it shares words or meaning with; strongest first, ties by ids. */
function findLinks(founders: readonly Report[], all: readonly Report[], input: AssignInput): { links: Link[]; lexicon: Lexicon<Report> } {
  const lexicon = new Lexicon(all);
  const founderIds = new Set(founders.map((founder) => founder.id));
  const links: Link[] = [];
  for (const founder of founders) {
    const dense = denseCosines(founder, founders, input);
    // A report that a key has bound speaks through the founder of its group.
    const wanted = (other: Report) =>
      (other.clusterId !== null || founderIds.has(other.id)) && (founder.kind === 'human' || other.kind === 'human');
    for (const { report, features } of lexicon.candidates(founder, CANDIDATES, wanted)) {
      const comparable = founder.kind === 'human' && report.kind === 'human';
      links.push({
        a: founder.id,
        b: report.id,
        score: pairScore({ ...features, dense: comparable ? (dense.get(report.id) ?? null) : null }),
      });
    }
  }
  links.sort((x, y) => y.score - x.score || compare(x.a, y.a) || compare(x.b, y.b));
  return { links, lexicon };
}

function denseCosines(founder: Report, founders: readonly Report[], input: AssignInput): Map<string, number> {
  const cosines = new Map((input.nearest.get(founder.id) ?? []).map((match) => [match.id, match.cosine]));
  const own = input.vectors.get(founder.id);
  if (own) {
    for (const other of founders) {
      const vector = input.vectors.get(other.id);
      if (vector && other.id !== founder.id) cosines.set(other.id, dot(own, vector));
    }
  }
  return cosines;
}

/** Union of groups, strongest link first. A link binds only where the whole of the other group agrees (the mean of its three best). */
function joinByWords(
  founders: readonly Report[],
  found: { links: Link[] },
  groups: Map<string, Group>,
  joinAt: number,
  all: ReadonlyMap<string, Report>,
): Groups {
  const union = new Groups();
  const scores = new Map<string, number>();
  for (const link of found.links) scores.set(`${link.a}\n${link.b}`, Math.max(link.score, scores.get(`${link.a}\n${link.b}`) ?? 0));
  const scoreOf = (a: string, b: string) => Math.max(scores.get(`${a}\n${b}`) ?? 0, scores.get(`${b}\n${a}`) ?? 0);
  for (const link of found.links) {
    if (link.score < joinAt) break;
    const mine = union.find(groups.get(link.a)!);
    const other = union.find(groups.get(link.b)!);
    if (mine === other || (mine.clusterId !== null && other.clusterId !== null)) continue;
    const best = [...other.bound]
      .filter((id) => all.get(id)!.kind === 'human' || all.get(link.a)!.kind === 'human')
      .map((id) => scoreOf(link.a, id));
    const top = best.sort((x, y) => y - x).slice(0, 3);
    const agreement = 0.7 * link.score + 0.3 * (top.reduce((sum, score) => sum + score, 0) / Math.max(1, top.length));
    if (agreement >= joinAt) union.merge(mine, other);
  }
  return union;
}

/** Each founder's own reason: the strongest link that ties it to its group, walked from the known members or the first founder. */
function wordEvidence(
  founders: readonly Report[],
  found: { links: Link[]; lexicon: Lexicon<Report> },
  union: Groups,
  groups: Map<string, Group>,
  input: AssignInput,
  all: ReadonlyMap<string, Report>,
): Map<string, Evidence> {
  const evidence = new Map<string, Evidence>();
  const linksOf = new Map<string, Link[]>();
  for (const link of found.links)
    for (const [from, to] of [
      [link.a, link.b],
      [link.b, link.a],
    ] as const) {
      const list = linksOf.get(from) ?? [];
      list.push({ a: from, b: to, score: link.score });
      linksOf.set(from, list);
    }
  const waiting = new Map(founders.map((founder) => [founder.id, founder]));
  const opened = new Set<Group>();
  for (const founder of founders) {
    const group = union.find(groups.get(founder.id)!);
    if (group.clusterId !== null || opened.has(group)) continue;
    opened.add(group);
    waiting.delete(founder.id);
    evidence.set(
      founder.id,
      firstEvidence(
        founder,
        linksOf.get(founder.id)?.find((link) => union.find(groups.get(link.b)!) !== group),
        input,
        all,
      ),
    );
  }
  for (let progress = true; progress && waiting.size > 0;) {
    progress = false;
    const next = [...waiting.values()]
      .map((founder) => ({
        founder,
        link: linksOf
          .get(founder.id)
          ?.find((link) => !waiting.has(link.b) && union.find(groups.get(link.b)!) === union.find(groups.get(founder.id)!)),
      }))
      .filter((item): item is { founder: Report; link: Link } => item.link !== undefined)
      .sort((x, y) => y.link.score - x.link.score || compare(x.founder.id, y.founder.id))[0];
    if (!next) break;
    waiting.delete(next.founder.id);
    evidence.set(next.founder.id, wordsEvidence(next.founder, all.get(next.link.b)!, next.link.score, found.lexicon, input));
    progress = true;
  }
  return evidence;
}

function wordsEvidence(report: Report, nearest: Report, score: number, lexicon: Lexicon<Report>, input: AssignInput): Evidence {
  return {
    rule: 'words',
    version: WORDS_VERSION,
    score: round(score),
    bound: input.joinAt,
    nearestReportId: nearest.id,
    nearestTitle: nearest.title,
    sharedWords: lexicon.sharedWords(report, nearest, SHOWN),
    sharedFrames: [],
    fingerprint: fingerprintOf(report)?.value ?? null,
    space: report.kind === 'human' && nearest.kind === 'human' ? input.space : null,
    decidedAt: input.now,
  };
}

function firstEvidence(report: Report, nearest: Link | undefined, input: AssignInput, all: ReadonlyMap<string, Report>): Evidence {
  const other = nearest ? all.get(nearest.b)! : null;
  const fingerprint = fingerprintOf(report);
  return {
    rule: 'first',
    version: WORDS_VERSION,
    score: nearest ? round(nearest.score) : null,
    bound: input.joinAt,
    nearestReportId: other?.id ?? null,
    nearestTitle: other?.title ?? null,
    sharedWords: [],
    sharedFrames: fingerprint?.frames ?? [],
    fingerprint: fingerprint?.value ?? null,
    space: null,
    decidedAt: input.now,
  };
}

/** Disjoint sets of groups; a known cluster always stays the representative. */
class Groups {
  readonly #parent = new Map<Group, Group>();

  find(group: Group): Group {
    let root = group;
    for (let parent = this.#parent.get(root); parent; parent = this.#parent.get(root)) root = parent;
    return root;
  }

  merge(a: Group, b: Group): void {
    const [keep, gone] = b.clusterId === null ? [a, b] : [b, a];
    this.#parent.set(gone, keep);
    for (const id of gone.bound) keep.bound.add(id);
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000;
}
