import type { Suggestion } from '../report.ts';
import type { BandsOfKinds, BoundedKind } from './bounds.ts';
import type { Explainer } from './evidence.ts';
import type { Group, Groups } from './groups.ts';
import type { Link, Links } from './links.ts';
import type { ProseLikeness } from './prose.ts';

const MOST = 10;
const LEAST_SCORE = 0.001;

interface Found {
  group: Group;
  score: number;
  kind: BoundedKind;
  link: Link | null;
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
}): Map<string, Suggestion[]> {
  const { founders, links, groupOf, groups, clusterIds, bands, explainer } = from;
  const alike = Map.groupBy(from.likenesses, (likeness) => likeness.reportId);
  const suggestions = new Map<string, Suggestion[]>();
  for (const id of founders) {
    const own = groupOf(id);
    const found = new Map<Group, Found>();
    const offer = (group: Group, score: number, kind: BoundedKind, link: Link | null) => {
      if (group === own || group.locked || score < LEAST_SCORE || groups.areSeparated(own, group)) return;
      const before = found.get(group);
      if (!before || rank(score, bands, kind) > rank(before.score, bands, before.kind)) found.set(group, { group, score, kind, link });
    };
    for (const link of links.of(id)) offer(groupOf(link.b), link.score, link.kind, link);
    for (const { group, score } of alike.get(id) ?? []) offer(group, score, 'prose', null);
    const nameOf = (group: Group) => group.clusterId ?? clusterIds.get(group)!;
    const best = [...found.values()]
      .sort((a, b) => rank(b.score, bands, b.kind) - rank(a.score, bands, a.kind) || (nameOf(a.group) < nameOf(b.group) ? -1 : 1))
      .slice(0, MOST);
    suggestions.set(
      id,
      best.map(({ group, score, kind, link }) => ({
        clusterId: nameOf(group),
        score: Math.round(score * 1000) / 1000,
        band: score >= bands[kind].suggestAt ? 'suggest' : 'below',
        evidence: explainer.ofSuggestion(id, link, score, kind),
      })),
    );
  }
  return suggestions;
}

/** Scores of different kinds side by side: how far above its suggest bound each is. */
function rank(score: number, bands: BandsOfKinds, kind: BoundedKind): number {
  const { suggestAt } = bands[kind];
  return score >= suggestAt ? 1 + (score - suggestAt) / (1 - suggestAt + 1e-9) : score / (suggestAt + 1e-9);
}
