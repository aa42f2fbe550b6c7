import type { ClusterBody, ClusterDetailBody, SuggestedFor, SuggestionBody } from '#domain/api-contract';
import type { Cluster } from '#domain/cluster';
import { cohesionLabel } from '#domain/clustering/cohesion';
import { whyLines } from '#domain/clustering/explain';
import type { FixJob, Plan } from '#domain/fix-job';
import type { Report } from '#domain/report';
import { feedbackBody } from './report.ts';

/** `suggested`: how many reports elsewhere may belong to it. */
export function clusterBody(cluster: Cluster, job: FixJob | null, suggested: number): ClusterBody {
  return {
    id: cluster.id,
    project_id: cluster.projectId,
    title: cluster.title,
    summary: cluster.summary,
    summary_by: cluster.summaryBy,
    status: cluster.status,
    count: cluster.reportCount,
    occurrences: cluster.occurrences,
    people: cluster.peopleCount,
    sources: cluster.sources,
    severity: cluster.severity,
    trend_24h: cluster.trend24h,
    trend_14d: cluster.trend14d,
    first_seen_at: cluster.firstSeenAt,
    last_seen_at: cluster.lastSeenAt,
    created_at: cluster.createdAt,
    updated_at: cluster.updatedAt,
    github_pr_url: cluster.pullRequestUrl,
    github_pr_number: cluster.pullRequestNumber,
    error_message: cluster.errorMessage,
    suggested,
    locked: cluster.locked ?? false,
    edited: cluster.edited ?? false,
    snoozed_until: cluster.snoozedUntil ?? null,
    snoozed_until_count: cluster.snoozedUntilCount ?? null,
    dismissed_reason: cluster.dismissedReason ?? null,
    cohesion: typeof cluster.cohesion === 'number' ? { score: cluster.cohesion, label: cohesionLabel(cluster.cohesion) } : null,
    job: job && { id: job.id, stage: job.stage, detail: job.detail, updated_at: job.updatedAt },
  };
}

/** `members`: every report of the cluster, oldest first. `shown`: the newest of them, newest first. */
export function clusterDetailBody(input: {
  cluster: Cluster;
  job: FixJob | null;
  plan: Plan | undefined;
  members: Report[];
  shown: Report[];
  suggestions: { items: SuggestionBody[]; total: number };
  suggestedFor: ReadonlyMap<string, SuggestedFor[]>;
}): ClusterDetailBody {
  const { cluster, job, plan, members, shown, suggestions, suggestedFor } = input;
  const byId = new Map(members.map((report) => [report.id, report]));
  const alike = Map.groupBy(members, (report) => report.evidence?.fingerprint ?? null);
  const othersLike = (report: Report) => {
    const fingerprint = report.evidence?.fingerprint ?? null;
    return fingerprint === null ? null : (alike.get(fingerprint)?.length ?? 1) - 1;
  };
  return {
    ...clusterBody(cluster, job, suggestions.total),
    why: whyLines(members),
    feedback_items: shown.map((report) => feedbackBody(report, suggestedFor.get(report.id), othersLike(report))),
    exemplars: (cluster.exemplarIds ?? []).flatMap((id) => {
      const report = byId.get(id);
      return report ? [{ report_id: report.id, title: report.title, source: report.source }] : [];
    }),
    suggestions: suggestions.items,
    plan: plan
      ? { version: plan.version, digest: plan.digest, root_cause: plan.rootCause, change: plan.change, files: plan.files, test: plan.test }
      : null,
  };
}
