import { z } from 'zod';
import type { VectorSpace } from '../ports/vector-index.ts';
import type { BestScores } from './best-scores.ts';
import { FEATURE_VERSION } from './pair-features.ts';
import type { Route } from './route.ts';

/** Scores of one kind of evidence have bounds of their own: `issue` also where a person's words meet a machine's. */
export const BoundedKind = z.enum(['event', 'log', 'issue', 'prose']) satisfies z.ZodType<Route>;
export type BoundedKind = z.infer<typeof BoundedKind>;

/** Inclusive, 0..1: at or above joinAt a report joins, at or above suggestAt a person is asked, below it opens a cluster. */
export interface Bands {
  joinAt: number;
  suggestAt: number;
  /**
   * Where a project's own scores may lower joinAt to: as long as at most `RARE_SHARE` of its newest reports score so high, a report that does
   * joins. None: joinAt holds as it is.
   */
  joinRareAt?: number;
}
export type BandsOfKinds = Readonly<Record<BoundedKind, Bands>>;

/** Bounds as a project keeps them: they hold for the kind, space and features they were found with, and for no other. */
export const StoredBounds = z.object({
  kind: BoundedKind,
  joinAt: z.number().min(0).max(1),
  suggestAt: z.number().min(0).max(1),
  /** Space of the vectors that took part; empty and 0 without. */
  provider: z.string(),
  model: z.string(),
  dims: z.number().int().min(0),
  featureVersion: z.string(),
  by: z.enum(['calibrated', 'person']),
  calibratedAt: z.string(),
  /** Answers of people that they were found with. */
  answers: z.number().int().optional(),
});
export type StoredBounds = z.infer<typeof StoredBounds>;

/** Bounds that a project's own answers ask for, and what they would have done on its last days. */
export interface ProposedBounds extends StoredBounds {
  counts: { accepted: number; declined: number; undone: number };
  backtest: { days: number; reports: number; wouldJoin: number; wouldSplit: number; wouldSuggest: number };
}

/** Reports that go without. */
const WITHOUT_VECTORS: VectorSpace = { provider: '', model: '', dims: 0 };

/** As many as the machine joins by words at most on the strength of being rare: so many of them at most are wrong. */
const RARE_SHARE = 0.02;

/** At most one new problem of a hundred is put where it does not belong. */
export const FALSE_JOIN_BUDGET = 0.01;

/**
 * Shipped bounds, calibrated on public data. The scores of `issue` are scaled so that its join bound is 0.5 (see pair-model.json): in the worst
 * of those projects it puts one new problem of fifty where it does not belong, in the others one of a hundred and fewer.
 */
export const DEFAULT_BANDS: BandsOfKinds = {
  event: { joinAt: 0.8, suggestAt: 0.3 },
  log: { joinAt: 0.92, suggestAt: 0.75 },
  issue: { joinAt: 0.5, suggestAt: 0.18, joinRareAt: 0.12 },
  prose: { joinAt: 0.54, suggestAt: 0.44 },
};

/**
 * The bands in force: stored ones of this space and these features, else the shipped ones. Pure.
 */
export function bandsOf({ bounds }: { bounds: readonly StoredBounds[] }, space: VectorSpace | null): BandsOfKinds {
  const bandOf = (kind: BoundedKind): Bands => {
    const stored = bounds.find((one) => one.kind === kind && holdsFor(one, space));
    return stored ? { joinAt: stored.joinAt, suggestAt: Math.min(stored.suggestAt, stored.joinAt) } : DEFAULT_BANDS[kind];
  };
  return { event: bandOf('event'), log: bandOf('log'), issue: bandOf('issue'), prose: bandOf('prose') };
}

function holdsFor(bounds: StoredBounds, space: VectorSpace | null): boolean {
  return (
    bounds.featureVersion === FEATURE_VERSION &&
    bounds.provider === (space?.provider ?? '') &&
    bounds.model === (space?.model ?? '') &&
    bounds.dims === (space?.dims ?? 0)
  );
}

const MOST_STORED = 40;

/**
 * Stored bounds with one in place of those of the same kind, space and features. Events and log lines are compared without vectors, so theirs
 * hold where there are none as well. Pure.
 */
export function withBounds(all: readonly StoredBounds[], one: StoredBounds, alsoWithoutVectors: boolean): StoredBounds[] {
  const spaces: VectorSpace[] = [one, ...(alsoWithoutVectors ? [WITHOUT_VECTORS] : [])];
  const isReplaced = (bounds: StoredBounds) =>
    bounds.kind === one.kind && spaces.some((space) => holdsFor({ ...bounds, featureVersion: FEATURE_VERSION }, space));
  const own = spaces.map(({ provider, model, dims }) => ({ ...one, provider, model, dims }));
  return [...own, ...all.filter((bounds) => !isReplaced(bounds))].slice(0, MOST_STORED);
}

/** Bounds that answers asked for, as they are stored. Pure. */
export function withCalibrated(all: readonly StoredBounds[], proposed: ProposedBounds): StoredBounds[] {
  // Without the counts and the backtest.
  const one = StoredBounds.parse(proposed);
  return withBounds(all, one, one.kind === 'event' || one.kind === 'log');
}

/** The bands for a project whose newest reports scored so: see Bands.joinRareAt. Pure. */
export function fitToProject(bands: BandsOfKinds, bestScores: BestScores): BandsOfKinds {
  const { joinAt, suggestAt, joinRareAt = joinAt } = bands.issue;
  const rare = bestScores.rarerThan(RARE_SHARE) ?? joinAt;
  return { ...bands, issue: { joinAt: Math.min(joinAt, Math.max(joinRareAt, rare)), suggestAt } };
}
