import type { Suggestion } from '../report.ts';
import type { BandsOfKinds, BoundedKind } from './bounds.ts';
import type { Explainer } from './evidence.ts';
import type { Group, Groups } from './groups.ts';
import type { Link, Links } from './links.ts';
import type { ProseLikeness } from './prose.ts';

const MOST = 10;
const LEAST_SCORE = 0.0001;
const NOT_ASKED = 0.999;

interface Found {
  group: Group;
  score: number;
  kind: BoundedKind;
  link: Link | null;
  /** Comparable between kinds: how far above the suggest bound, from 1; how near to it, below 1. */
  rank: number;
}

/**
 * Where else each report may belong: every other cluster its links reach, by the best of them, best first, at most 10. A person has said
 * no to what is separated from it, and a locked cluster takes nothing. Pure.
 */
export function suggestionsFor(from: {
  founders: readonly string[];
  links: Links;
  likenesses: readonly ProseLikeness[];
  groupOf: (id: string) => Group;
  groups: Groups;
  clusterIds: ReadonlyMap<Group, string>;
  bands: BandsOfKinds;
  explainer: Explainer;
  isProse: (id: string) => boolean;
  /** Of the run's reports, in order of arrival. */
  arrivals: ReadonlyMap<string, number>;
}): Map<string, Suggestion[]> {
  const { founders, links, groupOf, groups, clusterIds, bands, explainer, isProse, arrivals } = from;
  const openedAt = new Map<Group, number>();
  for (const [id, at] of arrivals) if (!openedAt.has(groupOf(id))) openedAt.set(groupOf(id), at);
  const alike = Map.groupBy(from.likenesses, (likeness) => likeness.reportId);
  const suggestions = new Map<string, Suggestion[]>();
  for (const id of founders) {
    const own = groupOf(id);
    const found = new Map<Group, Found>();
    const offer = (one: Found) => {
      const { group } = one;
      // Of two new tickets the later is asked about the earlier. A theme has no first one.
      if (one.kind === 'issue' && group.clusterId === null && openedAt.get(group)! > arrivals.get(id)!) return;
      if (group === own || group.locked || one.score < LEAST_SCORE || groups.areSeparated(own, group)) return;
      if (one.rank > (found.get(group)?.rank ?? -1)) found.set(group, one);
    };
    for (const link of links.of(id))
      offer({
        group: groupOf(link.b),
        score: link.score,
        kind: link.kind,
        link,
        // Between two short messages only whole groups tell enough to ask somebody.
        rank: Math.min(rankOf(link.score, bands[link.kind].suggestAt), isProse(id) && isProse(link.b) ? NOT_ASKED : Infinity),
      });
    for (const { group, score, sameTheme } of alike.get(id) ?? [])
      offer({
        group,
        score,
        kind: 'prose',
        link: null,
        rank: sameTheme ? 1 + Math.max(0, score) : Math.min(NOT_ASKED, rankOf(score, bands.prose.suggestAt)),
      });
    const nameOf = (group: Group) => group.clusterId ?? clusterIds.get(group)!;
    const best = [...found.values()].sort((a, b) => b.rank - a.rank || (nameOf(a.group) < nameOf(b.group) ? -1 : 1)).slice(0, MOST);
    suggestions.set(
      id,
      best.map(({ group, score, kind, link, rank }) => ({
        clusterId: nameOf(group),
        score: Math.round(score * 1000) / 1000,
        band: rank >= 1 ? 'suggest' : 'below',
        evidence: explainer.ofSuggestion(id, link, score, kind),
      })),
    );
  }
  return suggestions;
}

function rankOf(score: number, suggestAt: number): number {
  return score >= suggestAt ? 1 + (score - suggestAt) / (1 - suggestAt + 1e-9) : score / (suggestAt + 1e-9);
}
