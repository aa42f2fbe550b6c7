import { setTimeout as delay } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { ClusterCoordinatorInput, ClusterRunInput } from '#workflows/messages';
import { attributesOf } from '#workflows/search-attributes';
import { workflowIds } from '../workflow-ids.ts';
import { ended, until } from './ended.ts';
import { type FakeClustering, fakeClustering } from './fake-clustering.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

type Replaced = NonNullable<Parameters<typeof fakeClustering>[0]>;
type Play = (stage: Stage, projectId: string, fake: FakeClustering) => ReturnType<Scenario['play']>;

/** A scenario whose play sees what its activities did. */
function scenario(workflow: string, end: string, replaced: Replaced, play: Play): Scenario {
  let fake = fakeClustering();
  return {
    workflow,
    end,
    activities: () => (fake = fakeClustering(replaced)).activities,
    play: (stage, projectId) => play(stage, projectId, fake),
  };
}

async function startRun({ client, queues }: Stage, projectId: string): Promise<{ workflowId: string }> {
  const input: ClusterRunInput = { projectId, seq: 1 };
  const { workflowId } = await client.workflow.start('clusterRun', {
    workflowId: workflowIds.clusterRun(projectId, 1),
    taskQueue: queues.core,
    args: [input],
    typedSearchAttributes: attributesOf({ projectId, kind: 'cluster-run' }),
  });
  return { workflowId };
}

async function startCoordinator({ client, queues }: Stage, projectId: string, count: number, input: Partial<ClusterCoordinatorInput> = {}) {
  const workflowId = workflowIds.coordinator(projectId);
  const args = {
    projectId,
    quietMs: 20,
    maxWaitMs: 200,
    maxBatch: 50,
    lingerMs: 60_000,
    nextSeq: 1,
    retryMs: 50,
    ...input,
  } satisfies ClusterCoordinatorInput;
  const handle = await client.workflow.signalWithStart('clusterCoordinator', {
    workflowId,
    taskQueue: queues.core,
    args: [args],
    typedSearchAttributes: attributesOf({ projectId, kind: 'clustering' }),
    signal: 'dirty',
    signalArgs: [count],
  });
  return { workflowId, runId: handle.signaledRunId };
}

const ourBug = async () => {
  throw ApplicationFailure.nonRetryable('A bug.', 'internal');
};
const gone = async () => {
  throw ApplicationFailure.nonRetryable('No such project.', 'not_found');
};
const refused = async () => {
  throw ApplicationFailure.nonRetryable('The model says no.', 'vendor_refused');
};
const slowly = () => delay(500, { decided: 3 });
/** Once, a bug. */
const failingOnce = () => {
  let calls = 0;
  return async () => {
    if (++calls === 1) await ourBug();
    return { decided: 3 };
  };
};

export const clustering: Scenario[] = [
  scenario('clusterRun', 'completed', { unclustered: 300 }, async (stage, projectId) =>
    ended(stage.client, await startRun(stage, projectId), 'COMPLETED'),
  ),
  scenario('clusterRun', 'completed-empty', {}, async (stage, projectId) =>
    ended(stage.client, await startRun(stage, projectId), 'COMPLETED'),
  ),
  scenario(
    'clusterRun',
    'completed-without-models',
    { unclustered: 300, embedReports: refused, summarizeClusters: refused },
    async (stage, projectId) => ended(stage.client, await startRun(stage, projectId), 'COMPLETED'),
  ),
  scenario(
    'clusterRun',
    'completed-judged',
    { unclustered: 3, persistClusters: async () => ({ clusterIds: ['c1'], joined: 1, opened: 2, suggested: 2 }) },
    async (stage, projectId) => ended(stage.client, await startRun(stage, projectId), 'COMPLETED'),
  ),
  scenario('clusterRun', 'failed', { unclustered: 3, assignClusters: ourBug }, async (stage, projectId) =>
    ended(stage.client, await startRun(stage, projectId), 'FAILED'),
  ),
  scenario('clusterRun', 'cancelled', { unclustered: 3, assignClusters: slowly }, async (stage, projectId, fake) => {
    const run = await startRun(stage, projectId);
    await until(() => fake.calls.includes('assignClusters'));
    await stage.client.workflow.getHandle(run.workflowId).cancel();
    return ended(stage.client, run, 'CANCELLED');
  }),

  scenario('clusterCoordinator', 'completed', { unclustered: 3 }, async (stage, projectId) =>
    ended(stage.client, await startCoordinator(stage, projectId, 3, { lingerMs: 300 }), 'COMPLETED'),
  ),
  scenario('clusterCoordinator', 'completed-after-run-now', { unclustered: 3 }, async (stage, projectId) => {
    const run = await startCoordinator(stage, projectId, 3, { quietMs: 60_000, maxWaitMs: 60_000, lingerMs: 300 });
    await stage.launcher.runClusteringNow(projectId);
    return ended(stage.client, run, 'COMPLETED');
  }),
  scenario('clusterCoordinator', 'completed-after-backlog', { unclustered: 1_300 }, async (stage, projectId) =>
    ended(stage.client, await startCoordinator(stage, projectId, 1_300, { lingerMs: 300 }), 'COMPLETED'),
  ),
  scenario(
    'clusterCoordinator',
    'completed-after-failed-run',
    { unclustered: 3, assignClusters: failingOnce() },
    async (stage, projectId) => ended(stage.client, await startCoordinator(stage, projectId, 3, { lingerMs: 300 }), 'COMPLETED'),
  ),
  scenario('clusterCoordinator', 'completed-project-gone', { claimUnclustered: gone, releaseRun: gone }, async (stage, projectId) =>
    ended(stage.client, await startCoordinator(stage, projectId, 1), 'COMPLETED'),
  ),
  scenario('clusterCoordinator', 'continued-as-new', { unclustered: 3 }, async (stage, projectId) => {
    const run = await startCoordinator(stage, projectId, 3, { longAfterEvents: 40 });
    const wakes = setInterval(() => void stage.launcher.wakeClustering(projectId, 1).catch(() => {}), 50);
    try {
      return await ended(stage.client, run, 'CONTINUED_AS_NEW');
    } finally {
      clearInterval(wakes);
    }
  }),
  scenario('clusterCoordinator', 'cancelled-while-running', { unclustered: 3, assignClusters: slowly }, async (stage, projectId, fake) => {
    const run = await startCoordinator(stage, projectId, 3);
    await until(() => fake.calls.includes('assignClusters'));
    await stage.client.workflow.getHandle(run.workflowId).cancel();
    return ended(stage.client, run, 'CANCELLED');
  }),
  scenario('clusterCoordinator', 'cancelled-while-idle', {}, async (stage, projectId) => {
    const run = await startCoordinator(stage, projectId, 1, { quietMs: 60_000, maxWaitMs: 60_000 });
    await stage.client.workflow.getHandle(run.workflowId).cancel();
    return ended(stage.client, run, 'CANCELLED');
  }),
];
