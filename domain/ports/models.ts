import type { Report, Verdict } from '../report.ts';
import type { VectorSpace } from './vector-index.ts';

export interface Embedder {
  readonly space: VectorSpace;
  /**
   * L2-normalised vectors, one per report, in order.
   * @throws {RateLimitedError} with retryAfterSeconds when the vendor said so
   */
  embed(reports: Pick<Report, 'title' | 'body' | 'kind'>[], signal?: AbortSignal): Promise<Float32Array[]>;
  /** Where the first call is slow: makes it before somebody waits for it. Harmless when repeated. */
  warmUp?(): Promise<void>;
}

export interface ClusterText {
  /** At most 80 characters. */
  title: string;
  /** At most 300 characters: what, where, impact. */
  summary: string;
  /** `extractive`, or the model's name. */
  by: string;
}

export interface Summarizer {
  /** `reports` holds up to 12 exemplars of one cluster, newest last. */
  summarize(reports: Report[], signal?: AbortSignal): Promise<ClusterText>;
}

/** Asked about the suggest band alone: it says what it thinks, and decides nothing. */
export interface Judge {
  /**
   * Whether a report is the problem of a cluster. The texts are hostile.
   * @param members what stands for the cluster, at most 4
   * @throws {RateLimitedError}, {VendorRefusedError}, {UnavailableError}
   */
  judge(report: Report, members: readonly Report[], signal?: AbortSignal): Promise<Pick<Verdict, 'answer' | 'reason' | 'by'>>;
}

export interface PlanDraft {
  rootCause: string;
  change: string;
  files: string[];
  test: string;
  by: string;
}

export interface PlanRequest {
  repository: string;
  /** Paths of the base commit, at most 400. */
  paths: string[];
  /** Fenced and cleaned; see domain/fixing/prompt.ts. */
  reportsBlock: string;
  clusterTitle: string;
  clusterSummary: string;
  /** Contents of the files that the reports' frames or words point at; at most 60,000 characters together. */
  excerpts: { path: string; text: string }[];
  note: string | null;
  previous: PlanDraft | null;
}

export interface Planner {
  readonly modelName: string;
  plan(request: PlanRequest, signal?: AbortSignal): Promise<PlanDraft>;
}
