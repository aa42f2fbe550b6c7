import type { Evidence, Report } from '../report.ts';
import type { AssignInput } from './assign.ts';
import type { BoundedKind } from './bounds.ts';
import { EVENT_VERSION } from './event-score.ts';
import { FINGERPRINT_VERSION } from './fingerprint.ts';
import type { Group } from './groups.ts';
import type { KnownIndex } from './known-index.ts';
import type { Link, Links } from './links.ts';
import { WORDS_VERSION } from './pair-model.ts';
import type { KeyMatch } from './place-by-key.ts';
import type { Profile } from './profile.ts';
import { PROSE_VERSION, type ProseLikeness, type ProseTie } from './prose.ts';
import { TEMPLATE_VERSION } from './template-index.ts';
import { indexTermsOf } from './terms.ts';

const SHOWN = 8;
const RULES: Record<BoundedKind, { rule: Evidence['rule']; version: string }> = {
  event: { rule: 'frames', version: EVENT_VERSION },
  log: { rule: 'template', version: TEMPLATE_VERSION },
  issue: { rule: 'words', version: WORDS_VERSION },
  prose: { rule: 'meaning', version: PROSE_VERSION },
};

interface Known {
  input: AssignInput;
  index: KnownIndex;
  links: Links;
  groupOf: (id: string) => Group;
  keyed: ReadonlyMap<string, readonly KeyMatch[]>;
  placed: ReadonlySet<string>;
  ties: ReadonlyMap<string, ProseTie>;
  likenesses: readonly ProseLikeness[];
}

/** Says why each report of a run is where it is, once the groups are final. */
export class Explainer {
  readonly #known: Known;
  readonly #reports: ReadonlyMap<string, Report>;
  readonly #likenesses: ReadonlyMap<string, readonly ProseLikeness[]>;

  constructor(known: Known) {
    this.#known = known;
    this.#reports = new Map(known.input.reports.map((report) => [report.id, report]));
    this.#likenesses = Map.groupBy(known.likenesses, (likeness) => likeness.reportId);
  }

  /**
   * Each report is told by what ties it to one that was there before it: a known member, or a batch mate told already. The first of a new group
   * opened it.
   * @param reports in order of arrival
   */
  explain(reports: readonly Report[]): Map<string, Evidence> {
    const told = new Map<string, Evidence>();
    const groups = Map.groupBy(reports, (report) => this.#known.groupOf(report.id));
    for (const [group, members] of groups) {
      const waiting = new Set(members.map((report) => report.id));
      const settle = (id: string, evidence: Evidence) => {
        waiting.delete(id);
        told.set(id, evidence);
      };
      if (group.clusterId === null) settle(members[0]!.id, this.#first(members[0]!.id, group));
      for (const { id } of members) if (waiting.has(id) && this.#known.placed.has(id)) settle(id, this.#byPerson(id, group));
      this.#tellByLinks(group, waiting, told, settle);
      for (const { id } of members) if (waiting.has(id)) settle(id, this.#byTie(id));
    }
    return told;
  }

  ofSuggestion(id: string, link: Link | null, score: number, kind: BoundedKind): Evidence {
    return link
      ? this.#byLink(id, link, this.#known.input.bands[link.kind].suggestAt)
      : this.#byGroup(id, score, this.#known.input.bands[kind].suggestAt);
  }

  /** Keys first, then the strongest link from what is settled outwards. */
  #tellByLinks(
    group: Group,
    waiting: Set<string>,
    told: ReadonlyMap<string, Evidence>,
    settle: (id: string, evidence: Evidence) => void,
  ): void {
    const { input, index, links, groupOf, ties } = this.#known;
    const isThere = (id: string) => told.has(id) || index.profiles.get(id)!.clusterId !== null;
    const inGroup = (id: string) => groupOf(id) === group;
    // Of a message that its likeness brought here, no link too weak to join tells.
    const tells = (link: Link) => link.score >= input.bands[link.kind].joinAt || !ties.has(link.a);
    for (let moved = true; moved && waiting.size > 0;) {
      moved = false;
      for (const id of [...waiting]) {
        const evidence = this.#byKey(id, (other) => isThere(other) && inGroup(other));
        if (!evidence) continue;
        settle(id, evidence);
        moved = true;
      }
      let best: Link | null = null;
      for (const id of waiting) {
        const link = links.of(id).find((one) => isThere(one.b) && inGroup(one.b) && tells(one));
        if (link && (!best || link.score > best.score || (link.score === best.score && link.a < best.a))) best = link;
      }
      if (!best) continue;
      settle(best.a, this.#byLink(best.a, best, input.bands[best.kind].joinAt));
      moved = true;
    }
  }

  #byKey(id: string, isBefore: (id: string) => boolean): Evidence | null {
    const { index, keyed } = this.#known;
    for (const { rule, key } of keyed.get(id) ?? []) {
      const nearest = earliest(
        [...index.withKey(key)].filter((other) => other !== id && isBefore(other)),
        index,
      );
      if (!nearest) continue;
      const isFingerprint = rule === 'fingerprint';
      const own = index.profiles.get(id)!;
      return {
        ...this.#plain(own),
        rule,
        version: isFingerprint ? FINGERPRINT_VERSION : 'sender-1',
        nearestReportId: nearest.id,
        nearestTitle: nearest.title,
        sharedFrames: isFingerprint ? (own.fingerprint?.frames ?? []) : [],
      };
    }
    return null;
  }

  #byLink(id: string, link: Link, bound: number): Evidence {
    const { index, input } = this.#known;
    const own = index.profiles.get(id)!;
    const other = index.profiles.get(link.a === id ? link.b : link.a)!;
    return {
      ...this.#plain(own),
      ...RULES[link.kind],
      score: round(link.score),
      bound,
      nearestReportId: other.id,
      nearestTitle: other.title,
      sharedWords: this.#sharedWords(own, other),
      sharedFrames: own.frames.filter((frame) => other.frames.includes(frame)).slice(0, SHOWN),
      space: link.dense ? input.space : null,
    };
  }

  /** By what it is most like in its group. */
  #byTie(id: string): Evidence {
    const { input, ties } = this.#known;
    const tie = ties.get(id);
    return this.#byLikeness(id, { score: tie?.score ?? null, bound: input.bands.prose.joinAt, nearestId: tie?.nearestId ?? null });
  }

  /** By its likeness to the whole group; what it is nearest to stands for it. */
  #byGroup(id: string, score: number, bound: number): Evidence {
    const { links, groupOf } = this.#known;
    const likeness = this.#likenesses.get(id)?.find((one) => one.score === score);
    const link = links.of(id).find((one) => likeness && groupOf(one.b) === likeness.group);
    return this.#byLikeness(id, { score: likeness?.score ?? null, bound, nearestId: link?.b ?? null });
  }

  #byLikeness(id: string, { score, bound, nearestId }: { score: number | null; bound: number; nearestId: string | null }): Evidence {
    const { index, input } = this.#known;
    const own = index.profiles.get(id)!;
    const nearest = nearestId === null ? null : index.profiles.get(nearestId)!;
    return {
      ...this.#plain(own),
      ...RULES.prose,
      // Without vectors words alone counted.
      ...(!input.vectors.has(id) && { rule: RULES.issue.rule }),
      score: score === null ? null : round(score),
      bound,
      nearestReportId: nearest?.id ?? null,
      nearestTitle: nearest?.title ?? null,
      sharedWords: nearest ? this.#sharedWords(own, nearest) : [],
      space: input.vectors.has(id) ? input.space : null,
    };
  }

  #byPerson(id: string, group: Group): Evidence {
    const { index } = this.#known;
    const members = group.clusterId === null ? [...group.reports] : [...index.members(group.clusterId)];
    const nearest = earliest(
      members.filter((other) => other !== id),
      index,
    );
    return {
      ...this.#plain(index.profiles.get(id)!),
      rule: 'person',
      version: 'person-1',
      nearestReportId: nearest?.id ?? null,
      nearestTitle: nearest?.title ?? null,
    };
  }

  /** Opened its cluster; the strongest link is the one that was not enough. */
  #first(id: string, group: Group): Evidence {
    const { index, input, links, groupOf } = this.#known;
    const own = index.profiles.get(id)!;
    const link = links.of(id).find((one) => groupOf(one.b) !== group) ?? null;
    const nearest = link && index.profiles.get(link.b)!;
    return {
      ...this.#plain(own),
      rule: 'first',
      version: link ? RULES[link.kind].version : WORDS_VERSION,
      score: link ? round(link.score) : null,
      bound: input.bands[link?.kind ?? own.route].joinAt,
      nearestReportId: nearest?.id ?? null,
      nearestTitle: nearest?.title ?? null,
      sharedFrames: own.fingerprint?.frames ?? [],
      space: link?.dense ? input.space : null,
    };
  }

  #plain(own: Profile) {
    return {
      version: WORDS_VERSION,
      score: null,
      bound: null,
      sharedWords: [],
      sharedFrames: [],
      fingerprint: own.fingerprint?.value ?? null,
      space: null,
      ...(this.#known.input.awaitVectors?.has(own.id) && { awaitsVector: true as const }),
      decidedAt: this.#known.input.now,
    } satisfies Partial<Evidence>;
  }

  /** As this report wrote them, rarest first. A name from code hides the words it is made of. */
  #sharedWords(own: Profile, other: Profile): string[] {
    const { written } = indexTermsOf(this.#reports.get(own.id)!);
    const shared = this.#known.index.words.shared(own.id, other.id).map((term) => written.get(term)?.toLowerCase() ?? term);
    return [...new Set(shared)].slice(0, SHOWN);
  }
}

function earliest(ids: readonly string[], index: KnownIndex): Profile | null {
  let first: Profile | null = null;
  for (const id of ids) {
    const profile = index.profiles.get(id)!;
    if (!first || profile.receivedAt < first.receivedAt || (profile.receivedAt === first.receivedAt && profile.id < first.id))
      first = profile;
  }
  return first;
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000;
}
