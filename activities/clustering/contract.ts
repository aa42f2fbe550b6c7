import type { BoundedKind } from '#domain/clustering/bounds';
import type { SurveyAnswer } from '#domain/ports/index';

/** Names one run of one project; the workflow chooses it, e.g. `${projectId}:${seq}`. */
export interface RunRef {
  projectId: string;
  runKey: string;
}

export type CleanupSurvey = Extract<SurveyAnswer, { kind: 'cleanup' }>;
export type BacktestSurvey = Extract<SurveyAnswer, { kind: 'backtest' }>;

/** What surveyClusters asks; nothing is changed. Ids and numbers, at most 100 proposals. */
export interface SurveyActivities {
  proposeCleanup(input: { projectId: string }): Promise<CleanupSurvey>;
  /** The newest 2,000 reports of the last `days`, by words and keys alone. */
  backtestBounds(input: { projectId: string; days: number; of: BoundedKind; joinAt: number; suggestAt: number }): Promise<BacktestSurvey>;
}

/** What reviewGrouping does with each project. Nothing of the grouping changes; what is found waits for a person. */
export interface ReviewActivities {
  /** The next projects, in order of ids. `next` null: there are no more. */
  projectsToReview(input: { after: string | null; max: number }): Promise<{ projectIds: string[]; next: string | null }>;
  /** What clean-up proposes is kept in place of what it proposed before. */
  reviewCleanup(input: { projectId: string }): Promise<{ proposals: number }>;
  /**
   * Bounds that the project's answers ask for, with a backtest, where there are 100 and 50 more than last time. Kept as proposals, or set where the
   * project wants that. `asked`: a person did, and one new answer is enough.
   */
  reviewBounds(input: { projectId: string; asked?: boolean }): Promise<{ answers: number; proposed: number; applied: number }>;
}

/** The side effects of reembed. All are idempotent. */
export interface ReembedActivities {
  beginReembed(input: { projectId: string }): Promise<{ total: number }>;
  /**
   * Vectors of the next reports, newest first, written into the space. `cursor` null: the first ones, or in the answer: there are no more.
   * @throws {ConflictError} space_changed: the embedder fills another space now
   */
  reembedChunk(input: {
    projectId: string;
    space: string;
    cursor: string | null;
    max: number;
  }): Promise<{ embedded: number; cursor: string | null }>;
  /** The project compares in this space from here on, and what other spaces held goes. False where the embedder fills another one now. */
  switchSpace(input: { projectId: string; space: string }): Promise<{ switched: boolean }>;
}

/** The side effects of clusterRun, in order. Ids and counts cross the history; texts and vectors stay in the stores. All are idempotent by `runKey`. */
export interface ClusteringActivities {
  /** Takes at most `max` unclustered reports, oldest first; the same run gets the same ones again. `more`: others are waiting. */
  claimUnclustered(input: RunRef & { max: number }): Promise<{ claimed: number; more: boolean }>;
  /**
   * Vectors of the claimed reports from..to (`to` exclusive), kept for this run. On soulcaster-embed.
   * Where the model refuses for good, or asks for a longer wait than 30 s, these reports go without a vector (`skipped`) and words alone decide.
   * @throws {RateLimitedError} with retryAfterSeconds; {UnavailableError}
   */
  embedReports(input: RunRef & { from: number; to: number }): Promise<{ embedded: number; skipped: number }>;
  /** Decides for each claimed report which cluster it belongs to, and why. */
  assignClusters(input: RunRef): Promise<{ decided: number }>;
  /** One upsert of this run's vectors with the clusters decided on. */
  writeVectors(input: RunRef): Promise<{ written: number }>;
  /**
   * Membership, evidence, then counts, severity and trends of every cluster touched, with an extractive text for new ones.
   * @returns clusterIds those that have come to a step of growth (2, 5, 10, 25, 50… reports) and are described anew; suggested how many
   *   reports have a suggestion that a model is to judge, 0 without one
   */
  persistClusters(input: RunRef): Promise<{ clusterIds: string[]; joined: number; opened: number; suggested?: number }>;
  /**
   * What a model thinks of at most 20 suggestions of this run, beside each. It moves nothing. On soulcaster-embed. Where the model fails, asks to
   * wait or is slow, the suggestions stay as they are.
   */
  judgeSuggestions(input: RunRef): Promise<{ judged: number }>;
  /**
   * Title and summary of at most 50 clusters, how well each holds together, and what stands for it. A cluster that is gone is left out; the
   * words of one that a person named stay.
   */
  summarizeClusters(input: { projectId: string; clusterIds: string[] }): Promise<{ summarized: number }>;
  /** Drops what the run left between its activities; puts claimed but undecided reports back. Also the compensation of a failed run. */
  releaseRun(input: RunRef): Promise<void>;
}
