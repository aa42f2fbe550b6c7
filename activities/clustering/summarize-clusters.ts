import { Context } from '@temporalio/activity';
import { middleOf } from '#domain/clustering/cohesion';
import { Likenesses } from '#domain/clustering/likeness';
import type { TenantScope } from '#domain/project';
import type { ClusteringDeps } from './deps.ts';
import { exemplarsAmong } from './exemplars.ts';
import type { KnownReports } from './known-reports.ts';
import { openProject } from './open-project.ts';

/** Calls to the model at the same time. */
const LANES = 4;

/** See ClusteringActivities.summarizeClusters. Each done cluster is a heartbeat, so that a retry asks the model for the rest alone. */
export async function summarizeClusters(
  deps: ClusteringDeps,
  known: KnownReports,
  { projectId, clusterIds }: { projectId: string; clusterIds: string[] },
): Promise<{ summarized: number }> {
  const { scope } = await openProject(deps.projects, projectId);
  const context = Context.current();
  const done = new Set((context.info.heartbeatDetails as string[] | undefined) ?? []);
  const waiting = clusterIds.filter((id) => !done.has(id));
  await measure(deps, known, scope, waiting);
  const named = new Set((await deps.clusters.getMany(scope, waiting)).flatMap(({ id, edited }) => (edited ? [id] : [])));
  const lane = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      if (!named.has(id)) await summarizeOne(deps, scope, id, context.cancellationSignal);
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

/** How well each holds together and what stands for it, by the index of the whole project: words are rare or common there. */
async function measure(deps: ClusteringDeps, known: KnownReports, scope: TenantScope, clusterIds: readonly string[]): Promise<void> {
  const members = new Map(await Promise.all(clusterIds.map(async (id) => [id, await deps.clusters.members(scope, id)] as const)));
  if (![...members.values()].some((ids) => ids.length > 1)) {
    await deps.clusters.setMiddles(scope, new Map([...members].map(([id, ids]) => [id, { cohesion: null, exemplarIds: ids.slice(0, 1) }])));
    return;
  }
  const index = await known.load(scope, new Set());
  const likenesses = new Likenesses(index);
  const middles = new Map([...members].map(([id, ids]) => [id, middleOf(index, likenesses, ids)] as const));
  await deps.clusters.setMiddles(scope, middles);
}

async function summarizeOne(deps: ClusteringDeps, scope: TenantScope, clusterId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const members = await deps.clusters.members(scope, clusterId);
    const speakers = await deps.reports.getMany(scope, exemplarsAmong(members));
    if (speakers.length === 0) return;
    const { title, summary, by } = await deps.summarizer.summarize(speakers, signal);
    await deps.clusters.setWords(scope, clusterId, { title, summary, summaryBy: by }, members.length);
    // The model took its time: one that was erased meanwhile must not be heard, and whoever erases looks for its words after removing it.
    const left = await deps.reports.getMany(
      scope,
      speakers.map((speaker) => speaker.id),
    );
    if (left.length === speakers.length) return;
  }
}
