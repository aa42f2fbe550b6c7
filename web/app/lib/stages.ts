import type { ClusterBody, JobBody } from '#domain/api-contract';
import { snoozeLeft } from './snooze.ts';

export type Stage = JobBody['stage'];
export type Tone = 'accent' | 'danger' | 'warn' | 'good' | 'info' | 'neutral';
export interface StateChip {
  text: string;
  tone: Tone;
}

const ENDED: readonly Stage[] = ['merged', 'closed', 'no_change', 'not_proven', 'refused', 'rejected', 'failed', 'cancelled', 'timed_out'];

export const isEnded = (stage: Stage): boolean => ENDED.includes(stage);

const CHIPS: Record<Stage, StateChip> = {
  queued: { text: 'Queued', tone: 'accent' },
  planning: { text: 'Planning', tone: 'accent' },
  awaiting_approval: { text: 'Approve plan', tone: 'warn' },
  sandbox: { text: 'Preparing sandbox', tone: 'accent' },
  agent: { text: 'Coding', tone: 'accent' },
  proof: { text: 'Proving', tone: 'accent' },
  gate: { text: 'Checking the diff', tone: 'accent' },
  pull_request: { text: 'Opening pull request', tone: 'accent' },
  watching: { text: 'PR open', tone: 'good' },
  merged: { text: 'Merged', tone: 'good' },
  closed: { text: 'PR closed', tone: 'neutral' },
  no_change: { text: 'Fix failed: no change', tone: 'danger' },
  not_proven: { text: 'Fix failed: not proven', tone: 'danger' },
  refused: { text: 'Fix refused by the gate', tone: 'danger' },
  rejected: { text: 'Plan rejected', tone: 'neutral' },
  failed: { text: 'Fix failed', tone: 'danger' },
  cancelled: { text: 'Fix cancelled', tone: 'neutral' },
  timed_out: { text: 'Fix failed: timed out', tone: 'danger' },
};

export function stageChip(stage: Stage, pullRequest: number | null): StateChip {
  if (stage === 'watching' && pullRequest !== null) return { text: `PR #${pullRequest} open`, tone: 'good' };
  return CHIPS[stage];
}

/** The next decision, or what is being done about it. */
export function clusterChip(
  cluster: Pick<ClusterBody, 'status' | 'job' | 'github_pr_number'> &
    Partial<Pick<ClusterBody, 'snoozed_until' | 'snoozed_until_count' | 'occurrences'>>,
  now: number | null = null,
): StateChip {
  if (cluster.status === 'snoozed') {
    const { snoozed_until = null, snoozed_until_count = null, occurrences = 0 } = cluster;
    const left = snoozeLeft({ snoozed_until, snoozed_until_count, occurrences }, now);
    return { text: left === null ? 'Snoozed' : `Snoozed ${left}`, tone: 'neutral' };
  }
  if (cluster.status === 'dismissed') return { text: 'Dismissed', tone: 'neutral' };
  if (cluster.status === 'regressed' && (!cluster.job || isEnded(cluster.job.stage))) return { text: 'Came back', tone: 'danger' };
  if (cluster.status === 'resolved') return { text: 'Resolved', tone: 'good' };
  if (cluster.status === 'new' && (!cluster.job || isEnded(cluster.job.stage))) {
    return cluster.job ? CHIPS[cluster.job.stage] : { text: 'New', tone: 'info' };
  }
  if (cluster.job) {
    const chip = stageChip(cluster.job.stage, cluster.github_pr_number);
    const minutes = now === null ? 0 : Math.floor((now - Date.parse(cluster.job.updated_at)) / 60_000);
    return cluster.job.stage === 'agent' && minutes >= 1 ? { ...chip, text: `${chip.text} · ${minutes} min` } : chip;
  }
  switch (cluster.status) {
    case 'fixing':
      return { text: 'Fixing', tone: 'accent' };
    case 'pr_opened':
      return { text: cluster.github_pr_number === null ? 'PR open' : `PR #${cluster.github_pr_number} open`, tone: 'good' };
    case 'merged':
      return CHIPS.merged;
    case 'failed':
      return CHIPS.failed;
    case 'new':
      return { text: 'New', tone: 'info' };
    case 'regressed':
      return { text: 'Came back', tone: 'danger' };
  }
}

const NO_FIX: readonly ClusterBody['status'][] = ['resolved', 'merged', 'dismissed'];
export const canStartFix = (cluster: Pick<ClusterBody, 'status' | 'job'>): boolean =>
  !NO_FIX.includes(cluster.status) && (cluster.job === null || isEnded(cluster.job.stage));
export const waitsForApproval = (cluster: Pick<ClusterBody, 'job'>): boolean => cluster.job?.stage === 'awaiting_approval';

/** What the way to a cluster's fix is called. */
export function fixLinkWords(stage: Stage): string {
  if (stage === 'awaiting_approval') return 'Read the plan';
  return isEnded(stage) ? 'Open the fix' : 'Follow the fix';
}
