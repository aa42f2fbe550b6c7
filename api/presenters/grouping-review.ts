import type { ReviewBody } from '#domain/api-contract';
import type { ReviewOutcome } from '#domain/ports/index';

/** @param review null: nobody has asked for one, or it cannot be told just now */
export function reviewBody(review: { startedAt: string | null; running: boolean; finished: ReviewOutcome | null } | null): ReviewBody {
  if (!review) return { state: 'none', started_at: null, found: null };
  const { startedAt, running, finished } = review;
  return {
    state: running ? 'running' : finished ? 'done' : 'failed',
    started_at: startedAt,
    found: finished && { cleanup: finished.proposals, bounds: finished.bounds, applied: finished.applied },
  };
}
