import type { Cluster } from '#domain/cluster';
import { figuresOf } from '#domain/clustering/figures';
import type { ClusterFacts, ReportStore } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { Report } from '#domain/report';
import { extractiveText } from '#domain/summaries/extractive';
import { exemplarsOf } from '../clustering/exemplars.ts';

const READ_AT_ONCE = 500;

export const UNTOUCHED: Omit<ClusterFacts, 'createdAt'> = {
  ...{ status: 'new', locked: false, words: null, snoozedUntil: null, snoozedUntilCount: null, snoozedFrom: null },
  ...{ dismissedReason: null, pullRequestUrl: null, pullRequestNumber: null, errorMessage: null, jobId: null },
};

/** A cluster of these reports; it speaks in their own words until it is summarised, unless a person gave it theirs. */
export function newCluster(scope: TenantScope, id: string, reports: readonly Report[], facts: ClusterFacts, now: string): Cluster {
  const { words, ...others } = facts;
  const own = extractiveText(exemplarsOf(reports));
  const text = words ? { ...words, summaryBy: 'person', edited: true } : { title: own.title, summary: own.summary, summaryBy: own.by };
  return { id, projectId: scope.projectId, ...figuresOf(reports, now), updatedAt: now, ...others, ...text };
}

/** In chunks; those that are gone are left out. */
export async function readReports(reports: Pick<ReportStore, 'getMany'>, scope: TenantScope, ids: readonly string[]): Promise<Report[]> {
  const found: Report[] = [];
  for (let from = 0; from < ids.length; from += READ_AT_ONCE)
    found.push(...(await reports.getMany(scope, ids.slice(from, from + READ_AT_ONCE))));
  return found;
}
