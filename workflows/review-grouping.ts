import { ActivityFailure, continueAsNew, isCancellation, log, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { ReviewActivities } from '#activities/clustering/index';
import { activityOptions } from './activity-options.ts';
import type { ReviewGroupingInput, ReviewGroupingResult } from './messages.ts';
import { runLength } from './run-length.ts';

const PROJECTS_AT_ONCE = 20;

/**
 * Looks at the grouping of every project, one after the other: what clean-up would merge and split, and which bounds people's answers ask for. It
 * proposes; people decide. A project that cannot be looked at is left to the next time. Started by its schedule, at night, and for one project when a
 * person asks: then few new answers are enough.
 */
export async function reviewGrouping(input: ReviewGroupingInput): Promise<ReviewGroupingResult> {
  const { projectsToReview } = proxyActivities<ReviewActivities>(activityOptions('upkeep'));
  const { reviewCleanup, reviewBounds } = proxyActivities<ReviewActivities>(activityOptions('review'));
  const counts = { ...(input.carried?.counts ?? { projects: 0, proposals: 0, bounds: 0, applied: 0, failed: 0 }) };
  const asked = input.projectId;
  let after = input.carried?.after ?? null;
  for (;;) {
    const { projectIds, next } =
      asked === undefined ? await projectsToReview({ after, max: PROJECTS_AT_ONCE }) : { projectIds: [asked], next: null };
    for (const projectId of projectIds) {
      const done = await attempted(async () => {
        const { proposals } = await reviewCleanup.executeWithOptions({ summary: projectId }, [{ projectId }]);
        const { proposed, applied } = await reviewBounds.executeWithOptions({ summary: projectId }, [
          { projectId, asked: asked !== undefined },
        ]);
        return { proposals, proposed, applied };
      });
      counts.projects++;
      counts.proposals += done?.proposals ?? 0;
      counts.bounds += done?.proposed ?? 0;
      counts.applied += done?.applied ?? 0;
      if (!done) counts.failed++;
    }
    setCurrentDetails(
      `${counts.projects} projects looked at, ${counts.failed} could not be: ${counts.proposals} merges and splits and ${counts.bounds} bounds proposed, ${counts.applied} bounds set.`,
    );
    if (next === null) return counts;
    after = next;
    if (runLength(input.longAfterEvents) !== 'fine') await continueAsNew<typeof reviewGrouping>({ ...input, carried: { after, counts } });
  }
}

/** null where an activity gave up, or the project was deleted meanwhile. A cancellation goes on. */
async function attempted<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    log.warn('a project could not be looked at; the next time it is', { activity: error.activityType });
    return null;
  }
}
