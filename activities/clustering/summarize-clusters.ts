import { Context } from '@temporalio/activity';
import type { TenantScope } from '#domain/project';
import type { ClusteringDeps } from './deps.ts';
import { exemplarsOf } from './exemplars.ts';
import { openProject } from './open-project.ts';

/** Calls to the model at the same time. */
const LANES = 4;

/** See ClusteringActivities.summarizeClusters. Each done cluster is a heartbeat, so that a retry asks the model for the rest alone. */
export async function summarizeClusters(
  deps: ClusteringDeps,
  { projectId, clusterIds }: { projectId: string; clusterIds: string[] },
): Promise<{ summarized: number }> {
  const { scope } = await openProject(deps.projects, projectId);
  const context = Context.current();
  const done = new Set((context.info.heartbeatDetails as string[] | undefined) ?? []);
  const waiting = clusterIds.filter((id) => !done.has(id));
  const lane = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      await summarizeOne(deps, scope, id, context.cancellationSignal);
      done.add(id);
      context.heartbeat([...done]);
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  const failed = lanes.find((result) => result.status === 'rejected');
  await deps.changes.publish([...done].map((id) => ({ projectId, kind: 'cluster' as const, id })));
  if (failed) throw failed.reason;
  return { summarized: done.size };
}

async function summarizeOne(deps: ClusteringDeps, scope: TenantScope, clusterId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const members = await deps.reports.getMany(scope, await deps.clusters.members(scope, clusterId));
    if (members.length === 0) return;
    const speakers = exemplarsOf(members);
    const { title, summary, by } = await deps.summarizer.summarize(speakers, signal);
    await deps.clusters.setWords(scope, clusterId, { title, summary, summaryBy: by });
    // The model took its time: one that was erased meanwhile must not be heard, and whoever erases looks for its words after removing it.
    const left = await deps.reports.getMany(
      scope,
      speakers.map((speaker) => speaker.id),
    );
    if (left.length === speakers.length) return;
  }
}
