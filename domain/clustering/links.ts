import type { VectorMatch } from '../ports/index.ts';
import type { Scanner } from '../vectors/scanner.ts';
import { eventScore } from './event-score.ts';
import { isHuman, kindOf, type KnownIndex } from './known-index.ts';
import { PairFinder } from './pair-features.ts';
import { pairScore, type DenseSimilarity } from './pair-model.ts';
import type { Profile } from './profile.ts';
import type { BoundedKind } from './bounds.ts';

/** How likely two reports are one problem, and by which evidence. */
export interface Link {
  a: string;
  b: string;
  kind: BoundedKind;
  /** 0..1, on the scale of its kind. */
  score: number;
  /** Whether vectors took part. */
  dense: boolean;
}

export interface Vectors {
  /** Of this run's reports, unit length. */
  own: ReadonlyMap<string, Float32Array>;
  /** Of earlier runs' reports, best first; what is not in a full answer is less alike than its last. */
  nearest: ReadonlyMap<string, readonly VectorMatch[]>;
  /** Of known short messages, as far as they are at hand. */
  known?: ReadonlyMap<string, Float32Array>;
  /** null without vectors. */
  provider: string | null;
  /** The fastest that this machine runs where not given; the result does not depend on it. */
  createScanner?: (dims: number) => Scanner;
}

const EVENT_CANDIDATES = 25;
const EVENT_POSTINGS = 8_000;
/** Of what the vector index answers so many are looked at though they share no word. */
const NEAREST_ADDED = 10;

/**
 * The links of a run's founders to all that is known and to each other, the mean of both directions where both ends are of the run.
 * Words never tie two machine reports, whose fingerprints say they differ; frames and templates may.
 */
export class Links {
  readonly #of = new Map<string, Link[]>();
  readonly #all = new Map<string, Link>();

  constructor(index: KnownIndex, founders: readonly string[], vectors: Vectors) {
    const finder = new PairFinder(index);
    const inRun = new Set(founders);
    const directed = new Map<string, Link>();
    for (const id of founders) {
      const own = index.profiles.get(id)!;
      const links = [
        ...wordLinks(index, finder, own, inRun, vectors),
        ...frameLinks(index, own, inRun),
        ...templateLinks(index, own, inRun),
      ];
      for (const link of links) directed.set(`${link.a}\n${link.b}`, link);
    }
    for (const link of directed.values()) {
      const back = directed.get(`${link.b}\n${link.a}`);
      if (back && link.b < link.a) continue;
      this.#add(back ? { ...link, score: (link.score + back.score) / 2 } : link);
    }
    for (const links of this.#of.values()) links.sort(strongest);
  }

  /** All, strongest first; ties by ids. */
  sorted(): Link[] {
    return [...this.#all.values()].sort(strongest);
  }

  /** Links of one report, as seen from it, strongest first. */
  of(reportId: string): readonly Link[] {
    return this.#of.get(reportId) ?? [];
  }

  between(a: string, b: string): Link | undefined {
    return this.#all.get(pairKey(a, b));
  }

  #add(link: Link): void {
    this.#all.set(pairKey(link.a, link.b), link);
    this.#listOf(link.a).push(link);
    this.#listOf(link.b).push({ ...link, a: link.b, b: link.a });
  }

  #listOf(reportId: string): Link[] {
    const list = this.#of.get(reportId) ?? [];
    this.#of.set(reportId, list);
    return list;
  }
}

export function strongest(x: Link, y: Link): number {
  return y.score - x.score || compare(`${x.a}\n${x.b}`, `${y.a}\n${y.b}`);
}

function wordLinks(index: KnownIndex, finder: PairFinder, own: Profile, inRun: ReadonlySet<string>, vectors: Vectors): Link[] {
  if (!isHuman(own) && !index.hasPeople) return [];
  const similarityTo = denseSimilarities(own, vectors);
  const wanted = (id: string) => {
    const other = index.profiles.get(id)!;
    return (other.clusterId !== null || inRun.has(id)) && (isHuman(own) || isHuman(other));
  };
  const extra = (vectors.nearest.get(own.id) ?? [])
    .slice(0, NEAREST_ADDED)
    .flatMap((match) => (index.words.has(match.id) && wanted(match.id) ? [match.id] : []));
  return finder.find(own.id, wanted, extra).map(({ reportId, values }) => {
    const other = index.profiles.get(reportId)!;
    const dense = isHuman(own) && isHuman(other) ? similarityTo(reportId) : null;
    const kind = kindOf(own, other);
    return {
      a: own.id,
      b: reportId,
      kind: kind === 'prose' ? 'issue' : kind,
      score: pairScore(values, dense, index.size),
      dense: dense !== null,
    };
  });
}

function frameLinks(index: KnownIndex, own: Profile, inRun: ReadonlySet<string>): Link[] {
  if (own.frames.length === 0 || !index.frames.has(own.id)) return [];
  const wanted = (id: string) => index.profiles.get(id)!.clusterId !== null || inRun.has(id);
  const ids = index.frames.candidates(own.id, EVENT_CANDIDATES, EVENT_POSTINGS, wanted).map((one) => one.id);
  return index.frames.overlaps(own.id, ids).map((overlap, i) => {
    const score = eventScore(own, index.profiles.get(ids[i]!)!, overlap);
    return { a: own.id, b: ids[i]!, kind: 'event' as const, score, dense: false };
  });
}

function templateLinks(index: KnownIndex, own: Profile, inRun: ReadonlySet<string>): Link[] {
  if (own.template.length === 0) return [];
  const wanted = (id: string) => index.profiles.get(id)!.clusterId !== null || inRun.has(id);
  return index.templates
    .similar(own.id, own.template, wanted)
    .map(({ id, score }) => ({ a: own.id, b: id, kind: 'log' as const, score, dense: false }));
}

/** Only what people wrote is compared by meaning: the vectors of machine reports hold words alone. */
function denseSimilarities(own: Profile, { own: vectors, nearest, provider }: Vectors): (id: string) => DenseSimilarity | null {
  const vector = vectors.get(own.id);
  if (!vector || provider === null || !isHuman(own)) return () => null;
  const matches = nearest.get(own.id) ?? [];
  const cosines = new Map(matches.map((match) => [match.id, match.cosine]));
  const below = matches.at(-1)?.cosine ?? null;
  return (id) => {
    const other = vectors.get(id);
    const cosine = other ? dot(vector, other) : (cosines.get(id) ?? below);
    return cosine === null ? null : { provider, cosine };
  };
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function pairKey(a: string, b: string): string {
  return a < b ? `${a}\n${b}` : `${b}\n${a}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
