import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { ClusterStatus } from '../domain/cluster.ts';
import type { EndStage, FixStage } from '../domain/fix-job.ts';

/** How a fix ended, and what becomes of its cluster; null leaves the cluster as it is. */
export interface FixEnd {
  stage: EndStage;
  detail: string | null;
  cluster: ClusterStatus | null;
}

const DOING: Partial<Record<FixStage, string>> = {
  queued: 'starting',
  planning: 'planning',
  awaiting_approval: 'waiting for approval',
  sandbox: 'making the sandbox',
  agent: 'the agent worked',
  proof: 'running the tests',
  gate: 'checking the change',
  pull_request: 'opening the pull request',
  watching: 'watching the pull request',
};

/** The end of a fix whose step failed for good. Words of ours only: an error that is none of ours is not quoted. */
export function failureEnd(error: unknown, stage: FixStage): FixEnd {
  return { stage: 'failed', detail: `Failed while ${DOING[stage] ?? stage}: ${reasonOf(error)}`, cluster: 'failed' };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return 'no worker finished it in time.';
  // Our codes are in lower case, the names of other errors are not (temporal/failures.ts).
  if (cause instanceof ApplicationFailure && /^[a-z_]+$/.test(cause.type ?? '')) return cause.message.replace(/\.?$/, '.');
  return 'an unexpected error. The worker’s log has it.';
}
