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
  const members = await deps.reports.getMany(scope, await deps.clusters.members(scope, clusterId));
  if (members.length === 0) return;
  const text = await deps.summarizer.summarize(exemplarsOf(members), signal);
  // Read after the model has answered: a fix may have moved the cluster on meanwhile.
  const cluster = await deps.clusters.get(scope, clusterId);
  if (!cluster) return;
  await deps.clusters.save(scope, { ...cluster, title: text.title, summary: text.summary, summaryBy: text.by });
}
