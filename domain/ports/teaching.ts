import type { AnswerRow, ScoredAnswer } from '../clustering/answers.ts';
import type { ProposedBounds } from '../clustering/bounds.ts';
import type { CleanupProposal } from '../clustering/cleanup.ts';
import type { TenantScope } from '../project.ts';
import type { ClusterStatus } from '../cluster.ts';
import type { Lesson, RegroupOperation, Teaching } from '../teaching.ts';
import type { Page, PageRequest } from './page.ts';

/** What a person or a fix has set of a cluster; what it counts and its reports' words are found again. */
export interface ClusterFacts {
  status: ClusterStatus;
  createdAt: string;
  locked: boolean;
  /** A person's words; null where they are the machine's. */
  words: { title: string; summary: string } | null;
  snoozedUntil: string | null;
  snoozedUntilCount: number | null;
  /** What it was before it was snoozed. */
  snoozedFrom: ClusterStatus | null;
  dismissedReason: string | null;
  pullRequestUrl: string | null;
  pullRequestNumber: number | null;
  errorMessage: string | null;
  jobId: string | null;
}

/** One cluster as an operation finds it; `members` are report ids, oldest first. */
export interface ClusterSnapshot {
  clusterId: string;
  facts: ClusterFacts;
  members: readonly string[];
}

/** Members and facts of every cluster an operation touches, as they were, which undoing puts back; and what it does. No reporter's words. */
export interface OperationSnapshot {
  clusters: readonly ClusterSnapshot[];
  /** The cluster it opens, if any. */
  opens: string | null;
  /** null: the next run finds them a place. */
  moves: readonly { reportIds: readonly string[]; to: string | null }[];
  /** Clusters that are gone afterwards. */
  drops: readonly string[];
  sets: readonly { clusterId: string; facts: Partial<ClusterFacts> }[];
  /** Scores of the machine's that it answers; bounds are calibrated on them. */
  answers?: readonly ScoredAnswer[];
}

/** The edit journal and what it teaches. Kept in Postgres: it outlives every store it speaks of. */
export interface EditJournal {
  /** @throws {ConflictError} an operation with this id and another command is there */
  begin(scope: TenantScope, operation: RegroupOperation, snapshot: OperationSnapshot): Promise<void>;
  update(
    scope: TenantScope,
    id: string,
    fields: Partial<Pick<RegroupOperation, 'state' | 'effects' | 'error' | 'undoneAt'>>,
  ): Promise<void>;
  get(scope: TenantScope, id: string): Promise<{ operation: RegroupOperation; snapshot: OperationSnapshot } | null>;
  /** Those of `ids` on which a later operation stands: in force or at work, of the same aspect, on one of its clusters. */
  stoodUpon(scope: TenantScope, ids: readonly string[]): Promise<Set<string>>;
  /** Newest first; those that touched this cluster, where given. */
  list(scope: TenantScope, request: PageRequest & { clusterId?: string }): Promise<Page<RegroupOperation>>;
  /** Links of an applied operation; again with the same id replaces them. */
  putLinks(scope: TenantScope, id: string, links: Lesson): Promise<void>;
  /** Of all operations at work or in force, the later word over the earlier one. */
  teaching(scope: TenantScope): Promise<Teaching>;
  /** What operations said of scores, the newest first, at most 10,000; those that are at work or failed say nothing. */
  answers(scope: TenantScope): Promise<AnswerRow[]>;
  /** Forgets reports that were erased: from snapshots and links, with the titles noted beside them. Every text that is kept goes through `redact`. */
  forget(scope: TenantScope, reportIds: readonly string[], redact?: (text: string) => string): Promise<void>;
}

/** What looking at a project's grouping has found, which waits for a person. */
export interface GroupingReview {
  cleanup: { at: string; proposals: CleanupProposal[]; lookedAt: number; protected: number } | null;
  /** `answers`: how many there were when it was looked at. */
  bounds: { at: string; answers: number; proposed: ProposedBounds[] } | null;
}

/** One review for each project, the last one. */
export interface GroupingReviews {
  get(scope: TenantScope): Promise<GroupingReview>;
  /** What is left out stays as it is. */
  put(scope: TenantScope, review: Partial<GroupingReview>): Promise<void>;
}
