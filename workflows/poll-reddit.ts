import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { SyncingActivities } from '#activities/syncing/index';
import { activityOptions } from './activity-options.ts';
import type { PollRedditInput, PullingResult } from './messages.ts';
import { readPages } from './read-pages.ts';

/** Looks at one subreddit for every project on it. Started by its schedule, or by a person. */
export async function pollReddit(input: PollRedditInput): Promise<PullingResult> {
  const { pollSubreddit } = proxyActivities<SyncingActivities>(activityOptions('pull'));
  const { subreddit } = input;
  const read = await readPages(input, `posts of r/${subreddit}`, (summary) =>
    pollSubreddit.executeWithOptions({ summary }, [{ subreddit }]),
  );
  if ('result' in read) return read.result;
  return continueAsNew<typeof pollReddit>({ ...input, carried: read.carried });
}
