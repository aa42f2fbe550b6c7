import type { VectorMatch } from '../ports/index.ts';
import type { Report } from '../report.ts';
import { Lexicon, pairScore, type DenseSimilarity } from './pair-score.ts';

const CANDIDATES = 40;

/** How likely two reports are one problem, by what they say. */
export interface Link {
  a: string;
  b: string;
  score: number;
  /** Whether vectors took part. */
  dense: boolean;
}

export interface LinkInput {
  /** Reports that no key has placed. */
  founders: readonly Report[];
  /** Everything the words are weighed against. */
  all: readonly Report[];
  vectors: ReadonlyMap<string, Float32Array>;
  /** Best first; what is not in a full answer is less alike than its last. */
  nearest: ReadonlyMap<string, readonly VectorMatch[]>;
  /** provider/model/dims of the vectors, null without. */
  space: string | null;
}

/** The links of a run, strongest first; ties by ids. Words never tie two machine reports, whose fingerprints say they differ. */
export class WordLinks {
  readonly links: readonly Link[];
  readonly #lexicon: Lexicon<Report>;
  readonly #of = new Map<string, Link[]>();
  readonly #scores = new Map<string, number>();

  constructor(input: LinkInput) {
    this.#lexicon = new Lexicon(input.all);
    this.links = this.#find(input).sort((x, y) => y.score - x.score || compare(x.a, y.a) || compare(x.b, y.b));
    for (const link of this.links) {
      this.#listOf(link.a).push(link);
      this.#listOf(link.b).push({ ...link, a: link.b, b: link.a });
    }
  }

  /** Links of one report, as seen from it, strongest first. */
  of(reportId: string): readonly Link[] {
    return this.#of.get(reportId) ?? [];
  }

  /** 0 where no link was found. */
  score(a: string, b: string): number {
    return this.#scores.get(pairKey(a, b)) ?? 0;
  }

  sharedWords(a: Report, b: Report, most: number): string[] {
    return this.#lexicon.sharedWords(a, b, most);
  }

  #find(input: LinkInput): Link[] {
    const founders = new Set(input.founders.map((founder) => founder.id));
    const links: Link[] = [];
    for (const founder of input.founders) {
      const similarityTo = denseSimilarities(founder, input);
      // A report that a key has placed in this run speaks through the founder of its group.
      const wanted = (other: Report) =>
        (other.clusterId !== null || founders.has(other.id)) && (founder.kind === 'human' || other.kind === 'human');
      for (const { report, features } of this.#lexicon.candidates(founder, CANDIDATES, wanted)) {
        // Found from the other side already, with the same score.
        if (this.#scores.has(pairKey(founder.id, report.id))) continue;
        const dense = similarityTo(report);
        const link = { a: founder.id, b: report.id, score: pairScore(features, dense), dense: dense !== null };
        this.#scores.set(pairKey(link.a, link.b), link.score);
        links.push(link);
      }
    }
    return links;
  }

  #listOf(reportId: string): Link[] {
    const list = this.#of.get(reportId) ?? [];
    this.#of.set(reportId, list);
    return list;
  }
}

/** Only what people wrote is compared by meaning: the vectors of machine reports hold words alone. */
function denseSimilarities(founder: Report, input: LinkInput): (other: Report) => DenseSimilarity | null {
  const own = input.vectors.get(founder.id);
  const provider = input.space?.split('/', 1)[0];
  if (!own || provider === undefined || founder.kind !== 'human') return () => null;
  const matches = input.nearest.get(founder.id) ?? [];
  const cosines = new Map(matches.map((match) => [match.id, match.cosine]));
  const below = matches.at(-1)?.cosine ?? null;
  return (other) => {
    if (other.kind !== 'human') return null;
    const vector = input.vectors.get(other.id);
    const cosine = vector ? dot(own, vector) : (cosines.get(other.id) ?? below);
    return cosine === null ? null : { provider, cosine };
  };
}

function dot(a: Float32Array, b: Float32Array): number {
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
