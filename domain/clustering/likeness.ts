import { DEFAULT_BANDS, type BandsOfKinds, type BoundedKind } from './bounds.ts';
import { eventScore } from './event-score.ts';
import { isHuman, keysOf, kindOf, type KnownIndex } from './known-index.ts';
import { PairFinder } from './pair-features.ts';
import { pairScore } from './pair-model.ts';
import type { Profile } from './profile.ts';

/** How likely two reports are one problem, whether or not either was ever a candidate of the other. */
export interface Likeness {
  /** 0..1, on the scale of its kind; 1 where they have one key. */
  score: number;
  kind: BoundedKind;
  /** The sender's own group, or the fingerprint, is the same. */
  sameKey: boolean;
}

const CANDIDATES = 40;
const POSTINGS = 20_000;

/**
 * Scores pairs of reports that are in the index, by the rules that grouping uses, words alone: vectors take no part. Holds for one state
 * of the index: make another once it changes. One call costs a look-up of bounded size and a few microseconds for each of `others`.
 */
export class Likenesses {
  readonly #index: KnownIndex;
  readonly #finder: PairFinder;

  constructor(index: KnownIndex) {
    this.#index = index;
    this.#finder = new PairFinder(index);
  }

  /** Of the report to each of `others`, best evidence each; what is not listed has nothing in common with it. */
  to(id: string, others: readonly string[]): Map<string, Likeness> {
    const own = this.#index.profiles.get(id);
    const found = new Map<string, Likeness>();
    if (!own) return found;
    const byStandIn = new Map<string, string[]>();
    for (const other of others) {
      const profile = this.#index.profiles.get(other);
      if (!profile || other === id) continue;
      if (shareKey(own, profile)) found.set(other, { score: 1, kind: kindOf(own, profile), sameKey: true });
      else {
        const standIn = this.standIn(other);
        byStandIn.set(standIn, [...(byStandIn.get(standIn) ?? []), other]);
      }
    }
    for (const [standIn, likeness] of this.#score(this.standIn(id), [...byStandIn.keys()])) {
      for (const other of byStandIn.get(standIn)!) found.set(other, likeness);
    }
    return found;
  }

  /** Reports that words, frames or templates suggest, and those of one key; at most some 60, in no order. */
  near(id: string): Map<string, Likeness> {
    const own = this.#index.profiles.get(id);
    if (!own) return new Map();
    const standIn = this.standIn(id);
    const { words, frames } = this.#index;
    const ids = new Set<string>();
    if (words.has(standIn) && (isHuman(own) || this.#index.hasPeople)) {
      const wanted = (other: string) => isHuman(own) || isHuman(this.#index.profiles.get(other)!);
      for (const one of words.candidates(standIn, CANDIDATES, POSTINGS, wanted)) ids.add(one.id);
    }
    if (frames.has(standIn)) for (const one of frames.candidates(standIn, CANDIDATES, POSTINGS)) ids.add(one.id);
    if (own.template.length > 0) for (const one of this.#index.templates.similar(standIn, own.template, () => true)) ids.add(one.id);
    for (const { key } of keysOf(own)) for (const other of this.#index.withKey(key)) if (ids.size < CANDIDATES * 3) ids.add(other);
    ids.delete(id);
    return this.to(id, [...ids]);
  }

  /** The report whose words are in the index for it: many of one fingerprint are kept once. */
  standIn(id: string): string {
    if (this.#index.words.has(id)) return id;
    const own = this.#index.profiles.get(id);
    for (const { rule, key } of own ? keysOf(own) : []) {
      if (rule === 'fingerprint') for (const other of this.#index.withKey(key)) if (this.#index.words.has(other)) return other;
    }
    return id;
  }

  #score(id: string, others: readonly string[]): Map<string, Likeness> {
    const index = this.#index;
    const own = index.profiles.get(id)!;
    const best = new Map<string, Likeness>();
    const offer = (other: string, score: number, kind: BoundedKind) => {
      const before = best.get(other);
      if (!before || strength(score, kind) > strength(before.score, before.kind)) best.set(other, { score, kind, sameKey: false });
    };
    const wanted = new Set(others);
    const spoken = others.filter((other) => index.words.has(other) && (isHuman(own) || isHuman(index.profiles.get(other)!)));
    if (index.words.has(id) && spoken.length > 0) {
      for (const { reportId, values } of this.#finder.find(id, undefined, spoken)) {
        if (!wanted.has(reportId) || !(isHuman(own) || isHuman(index.profiles.get(reportId)!))) continue;
        const kind = kindOf(own, index.profiles.get(reportId)!);
        offer(reportId, pairScore(values, null, index.size), kind === 'prose' ? 'issue' : kind);
      }
      const prose = own.route === 'prose' ? spoken.filter((other) => index.profiles.get(other)!.route === 'prose') : [];
      index.words.overlaps(id, prose).forEach((overlap, i) => offer(prose[i]!, overlap.whole, 'prose'));
    }
    if (index.frames.has(id)) {
      const traced = others.filter((other) => index.frames.has(other));
      index.frames.overlaps(id, traced).forEach((overlap, i) => {
        offer(traced[i]!, eventScore(own, index.profiles.get(traced[i]!)!, overlap), 'event');
      });
    }
    if (own.template.length > 0) {
      for (const { id: other, score } of index.templates.similar(id, own.template, (line) => wanted.has(line))) offer(other, score, 'log');
    }
    return best;
  }
}

/**
 * Scores of every kind on one scale, on which the join bound is 0.5, 0 stays 0 and 1 stays 1. Pure.
 * @param bands where the bounds are; the shipped ones where not given
 */
export function strength(score: number, kind: BoundedKind, bands: BandsOfKinds = DEFAULT_BANDS): number {
  const { joinAt } = bands[kind];
  if (score >= joinAt) return joinAt >= 1 ? 0.5 : 0.5 + (0.5 * (score - joinAt)) / (1 - joinAt);
  return (0.5 * score) / joinAt;
}

function shareKey(a: Profile, b: Profile): boolean {
  const keys = new Set(keysOf(a).map(({ key }) => key));
  return keysOf(b).some(({ key }) => keys.has(key));
}
