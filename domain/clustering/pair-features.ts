import { asksForWork, numbersOf, platformsOf } from './contrast.ts';
import type { Profile } from './profile.ts';
import type { Timeline } from './timeline.ts';
import type { Overlap } from './overlap.ts';
import type { WordIndex } from './word-index.ts';

/** Changes whenever a feature does: scores and bounds of another version are not comparable. */
export const FEATURE_VERSION = 'pair-5';

/** Found by their words, and scored. */
const CANDIDATES = 60;
const KEPT = 30;
const NEIGHBOURS = 10;
/** Entries of the index one report may touch, and one of its candidates to learn how crowded its surroundings are. */
const POSTINGS = 20_000;
const POSTINGS_OF_CANDIDATE = 4_000;
const DAY_MS = 86_400_000;
/** Whoever files tickets one after the other files different problems. */
const SITTING_DAYS = 0.1;

/** Fewer than these between two reports say as little as none: else all would be near to each other in a small project. */
const FEW_BETWEEN = 20;

/** What the pair score reads, in this order. All lie near 0..1. */
export const FEATURES = [
  'titleCosine',
  'wholeCosine',
  /** Above what is usual around either report: the mean of its ten closest. */
  'scaledCosine',
  'ownCrowd',
  'otherCrowd',
  'lead',
  'leadOfOther',
  'bm25Share',
  'sharedIdf',
  'rarestShared',
  'titleCover',
  'sharedNumbers',
  'platformsDiffer',
  'sharedFrames',
  'sameException',
  /** How many reports came between the two. */
  'logBetween',
  /** Of two tickets that two people are not known to have written: 1 at the same moment, next to nothing after half a day. */
  'sameSitting',
  'lengthRatio',
  /** titleCover where either title asks for work to be done: such tickets come in series, alike but for one word. Else 0. */
  'asksForWork',
  /** How much each title names that the other one nowhere does. */
  'contrast',
] as const;

export interface PairFeatures {
  reportId: string;
  values: readonly number[];
}

interface Ranked extends Overlap {
  id: string;
  base: number;
  bm25: number;
}

interface Crowd {
  mean: number;
  best: number;
}

/**
 * The pairs of one project's reports that words suggest, with their features. Holds for one state of the index: make another once it
 * changes. Pure.
 */
export class PairFinder {
  readonly #index: WordIndex;
  readonly #profiles: ReadonlyMap<string, Profile>;
  readonly #timeline: Timeline;
  readonly #crowds = new Map<string, Crowd>();

  constructor({ words, profiles, timeline }: { words: WordIndex; profiles: ReadonlyMap<string, Profile>; timeline: Timeline }) {
    this.#index = words;
    this.#profiles = profiles;
    this.#timeline = timeline;
  }

  /**
   * @param extra reports to look at as well, e.g. what the vector index answered
   * @returns at most 30 and the extra ones, closest first
   */
  find(id: string, wanted?: (id: string) => boolean, extra: readonly string[] = []): PairFeatures[] {
    const own = this.#profiles.get(id)!;
    const ranked = this.#ranked(id, CANDIDATES, POSTINGS, wanted, extra);
    const crowd = crowdOf(ranked.map((one) => one.base));
    const most = ranked.reduce((top, one) => Math.max(top, one.bm25), 0) || 1;
    const best = ranked[0]?.base ?? 0;
    const extras = new Set(extra);
    const ownAsks = asksForWork(own.title);
    return ranked.flatMap((one, rank) => {
      if (rank >= KEPT && !extras.has(one.id)) return [];
      const other = this.#profiles.get(one.id)!;
      const otherCrowd = this.#crowdOf(one.id);
      const [numbers, otherNumbers] = [numbersOf(own.title), numbersOf(other.title)];
      const idfOfOnce = this.#index.idf('');
      const values = [
        one.title,
        one.whole,
        one.base - (crowd.mean + otherCrowd.mean) / 2,
        crowd.mean,
        otherCrowd.mean,
        one.base - (rank === 0 ? (ranked[1]?.base ?? 0) : best),
        one.base - otherCrowd.best,
        one.bm25 / most,
        Math.log1p(one.sharedIdf / idfOfOnce) / 2,
        one.rarest / idfOfOnce,
        one.titleCover,
        Math.log1p(numbers.intersection(otherNumbers).size),
        differ(platformsOf(own.title), platformsOf(other.title)),
        Math.log1p(new Set(own.frames).intersection(new Set(other.frames)).size),
        new Set(own.exceptionTypes).isDisjointFrom(new Set(other.exceptionTypes)) ? 0 : 1,
        Math.log1p(this.#timeline.between(own.occurredMs, other.occurredMs) / FEW_BETWEEN) / 5,
        sameSitting(own, other),
        one.lengthRatio,
        ownAsks || asksForWork(other.title) ? one.titleCover : 0,
        one.contrast / idfOfOnce,
      ];
      return [{ reportId: one.id, values }];
    });
  }

  #ranked(id: string, most: number, postings: number, wanted?: (id: string) => boolean, extra: readonly string[] = []): Ranked[] {
    const bm25 = new Map(this.#index.candidates(id, most, postings, wanted).map((one) => [one.id, one.score]));
    const ids = [...new Set([...bm25.keys(), ...extra.filter((other) => other !== id && this.#index.has(other))])];
    return this.#index
      .overlaps(id, ids)
      .map((overlap, i) => ({ ...overlap, id: ids[i]!, base: (overlap.title + overlap.whole) / 2, bm25: bm25.get(ids[i]!) ?? 0 }))
      .sort((a, b) => b.base - a.base || (a.id < b.id ? -1 : 1));
  }

  #crowdOf(id: string): Crowd {
    let crowd = this.#crowds.get(id);
    if (crowd === undefined) {
      const near = this.#index.candidates(id, NEIGHBOURS + 5, POSTINGS_OF_CANDIDATE).map((one) => one.id);
      crowd = crowdOf(this.#index.cosines(id, near).sort((a, b) => b - a));
      this.#crowds.set(id, crowd);
    }
    return crowd;
  }
}

/** Only of trackers: what comes from a widget within minutes comes from people who met the same outage. */
function sameSitting(a: Profile, b: Profile): number {
  if (a.source !== 'github' || b.source !== 'github') return 0;
  if (a.author !== null && b.author !== null && a.author !== b.author) return 0;
  return Math.exp(-Math.abs(a.occurredMs - b.occurredMs) / DAY_MS / SITTING_DAYS);
}

/** Mean of the ten closest: how alike things are where this report is. */
function crowdOf(bases: readonly number[]): Crowd {
  const nearest = bases.slice(0, NEIGHBOURS);
  return { mean: nearest.reduce((sum, base) => sum + base, 0) / NEIGHBOURS, best: nearest[0] ?? 0 };
}

function differ(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return a.size > 0 && b.size > 0 && a.isDisjointFrom(b) ? 1 : 0;
}
