import { z } from 'zod';
import { Level, SourceName } from './report.ts';

/** `regressed`: it came back after it was merged or resolved. `snoozed` wakes by time or count to what it was. */
export const ClusterStatus = z.enum(['new', 'fixing', 'pr_opened', 'merged', 'resolved', 'failed', 'dismissed', 'snoozed', 'regressed']);
export type ClusterStatus = z.infer<typeof ClusterStatus>;

const LEGAL: Record<ClusterStatus, readonly ClusterStatus[]> = {
  new: ['fixing', 'resolved', 'dismissed', 'snoozed'],
  fixing: ['new', 'pr_opened', 'failed'],
  pr_opened: ['new', 'fixing', 'merged', 'failed'],
  merged: ['resolved', 'new', 'fixing', 'regressed'],
  resolved: ['new', 'fixing', 'regressed'],
  failed: ['fixing', 'new', 'resolved', 'dismissed', 'snoozed'],
  dismissed: ['new'],
  snoozed: ['new', 'failed', 'regressed', 'fixing', 'resolved', 'dismissed'],
  regressed: ['fixing', 'new', 'resolved', 'dismissed', 'snoozed'],
};

/** True where the lifecycle allows the step; a status may always stay what it is. */
export function canBecome(from: ClusterStatus, to: ClusterStatus): boolean {
  return from === to || LEGAL[from].includes(to);
}

/** P1 is worst. `parts` are plain words, shown as they are: "error level", "24 people", "rising". */
export const Severity = z.object({
  level: z.enum(['P1', 'P2', 'P3']),
  /** 0..100, for sorting by impact. */
  score: z.number(),
  parts: z.array(z.string()),
});
export type Severity = z.infer<typeof Severity>;

export const Cluster = z.object({
  id: z.string(),
  projectId: z.string(),
  /** At most 80 characters. */
  title: z.string(),
  /** At most 300 characters. */
  summary: z.string(),
  /** `extractive`, or the model's name. */
  summaryBy: z.string(),
  status: ClusterStatus,
  reportCount: z.number().int(),
  occurrences: z.number().int(),
  peopleCount: z.number().int(),
  sources: z.partialRecord(SourceName, z.number().int()),
  severity: Severity,
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** Reports and repeats per clock hour, oldest first, 24 numbers, and per day (UTC), 14 numbers; up to the moment of reading. */
  trend24h: z.array(z.number()),
  trend14d: z.array(z.number()),
  pullRequestUrl: z.string().nullable(),
  pullRequestNumber: z.number().int().nullable(),
  errorMessage: z.string().nullable(),
  /** The newest fix of this cluster, running or ended. */
  jobId: z.string().nullable(),
  /** The worst of its reports, for its severity; kept by the store. null: none says. */
  worstLevel: Level.nullish(),
  /** A person locked it: the machine neither adds to it, nor takes from it, nor merges it. */
  locked: z.boolean().optional(),
  /** A person wrote its title and summary: they stay. */
  edited: z.boolean().optional(),
  /** While snoozed: it wakes at this time, or when it has counted so many occurrences. */
  snoozedUntil: z.string().nullish(),
  snoozedUntilCount: z.number().int().nullish(),
  /** What it was before it was snoozed, and will be when it wakes. */
  snoozedFrom: ClusterStatus.nullish(),
  /** While dismissed: why, in a person's words. */
  dismissedReason: z.string().nullish(),
  /** 0..1, how well its reports hold together (domain/clustering/cohesion.ts); null or absent: nothing to compare. As of its last step of growth. */
  cohesion: z.number().min(0).max(1).nullish(),
  /** Reports nearest its middle, the nearest first; one may be gone by now. */
  exemplarIds: z.array(z.string()).max(3).optional(),
  /** How many reports it had when its words were written; null or absent: never by what it holds now. */
  describedReports: z.number().int().nullish(),
});
export type Cluster = z.infer<typeof Cluster>;
