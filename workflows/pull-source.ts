import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { SyncingActivities } from '#activities/syncing/index';
import { activityOptions } from './activity-options.ts';
import type { PullingResult, PullSourceInput } from './messages.ts';
import { readPages } from './read-pages.ts';

/** Brings what a vendor that does not send twice may have failed to deliver from its API into the inbox. Started by its schedule, or by a person. */
export async function pullSource(input: PullSourceInput): Promise<PullingResult> {
  const { pullPage } = proxyActivities<SyncingActivities>(activityOptions('pull'));
  const { projectId, source } = input;
  const read = await readPages(input, `what ${source} has`, (summary) =>
    pullPage.executeWithOptions({ summary }, [{ projectId, source, name: source }]),
  );
  if ('result' in read) return read.result;
  return continueAsNew<typeof pullSource>({ ...input, carried: read.carried });
}
