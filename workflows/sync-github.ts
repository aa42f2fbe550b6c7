import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { SyncingActivities } from '#activities/syncing/index';
import { activityOptions } from './activity-options.ts';
import type { PullingResult, SyncGithubInput } from './messages.ts';
import { readPages } from './read-pages.ts';

/** Brings what changed in a repository's issues since the last time into the inbox. Started by its schedule, or by a person. */
export async function syncGithub(input: SyncGithubInput): Promise<PullingResult> {
  const { pullPage } = proxyActivities<SyncingActivities>(activityOptions('pull'));
  const { projectId, repository: name } = input;
  const read = await readPages(input, `issues of ${name}`, (summary) =>
    pullPage.executeWithOptions({ summary }, [{ projectId, source: 'github', name }]),
  );
  if ('result' in read) return read.result;
  return continueAsNew<typeof syncGithub>({ ...input, carried: read.carried });
}
