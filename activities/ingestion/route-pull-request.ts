import { NotFoundError } from '#domain/errors';
import type { TenantScope } from '#domain/project';
import type { PullRequestFacts } from '#domain/sources/index';
import type { IngestionDeps } from './deps.ts';

/**
 * Tells the fix that opened this pull request how it stands. Names are compared, never followed: a branch of a fork with our branch's
 * name, or one in another repository, is not ours.
 * @returns null when a fix was told, else why none was
 * @throws {UnavailableError} Redis or Temporal is down
 */
export async function routePullRequest(
  deps: Pick<IngestionDeps, 'jobs' | 'launcher'>,
  scope: TenantScope,
  facts: PullRequestFacts,
): Promise<string | null> {
  const job = await deps.jobs.findByBranch(scope, facts.branch);
  const ours =
    job !== null &&
    sameName(job.repository, facts.repository) &&
    sameName(job.repository, facts.headRepository ?? job.repository) &&
    (job.pullRequestNumber ?? facts.number) === facts.number;
  if (!ours) return 'a pull request that no fix opened';
  try {
    await deps.launcher.notifyPullRequest({ projectId: scope.projectId, clusterId: job.clusterId, jobId: job.id, state: facts.state });
    return null;
  } catch (error) {
    if (error instanceof NotFoundError) return 'a pull request whose fix has ended';
    throw error;
  }
}

/** GitHub's names ignore case. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
