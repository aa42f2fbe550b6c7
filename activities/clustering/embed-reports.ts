import { Context } from '@temporalio/activity';
import { RateLimitedError, VendorRefusedError } from '#domain/errors';
import type { RunRef } from './contract.ts';
import type { ClusteringDeps } from './deps.ts';
import { openProject } from './open-project.ts';

/** A reader waits for the group; words alone decide sooner than this. */
const LONGEST_WAIT_SECONDS = 30;

/** See ClusteringActivities.embedReports. */
export async function embedReports(
  deps: ClusteringDeps,
  { projectId, runKey, from, to }: RunRef & { from: number; to: number },
): Promise<{ embedded: number; skipped: number }> {
  const { scope } = await openProject(deps.projects, projectId);
  const ids = (await deps.clusters.claimed(scope, runKey)).slice(from, to);
  const reports = await deps.reports.getMany(scope, ids);
  if (reports.length === 0) return { embedded: 0, skipped: 0 };
  try {
    const vectors = await deps.embedder.embed(reports, Context.current().cancellationSignal);
    await deps.clusters.putVectors(scope, runKey, new Map(reports.map((report, i) => [report.id, vectors[i]!])));
    return { embedded: reports.length, skipped: 0 };
  } catch (error) {
    if (!isHopeless(error)) throw error;
    deps.log.warn({ projectId, runKey, skipped: reports.length, code: error.code }, 'reports go without vectors: words decide');
    return { embedded: 0, skipped: reports.length };
  }
}

function isHopeless(error: unknown): error is RateLimitedError | VendorRefusedError {
  return (
    error instanceof VendorRefusedError || (error instanceof RateLimitedError && (error.retryAfterSeconds ?? 0) > LONGEST_WAIT_SECONDS)
  );
}
