import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { runKeyOf } from '#domain/cluster-job';
import { type FakeClustering, fakeClustering } from '#temporal/scenarios/fake-clustering';
import { openStage, type Stage } from '#temporal/scenarios/stage';
import type { ClusterCoordinatorInput } from './messages.ts';
import { attributesOf } from './search-attributes.ts';
import { workflowIds } from './workflow-ids.ts';

const FAST = { quietMs: 50, maxWaitMs: 500, maxBatch: 50 };

describe('clusterCoordinator', () => {
  let stage: Stage;
  let projectId: string;
  afterEach(async () => {
    await stage.launcher.stopProject(projectId);
    await stage.close();
  });

  const open = async (fake: FakeClustering, clustering = FAST, lingerMs = 60_000) => {
    projectId = randomUUID();
    stage = await openStage({ ...inject('temporal'), activities: fake.activities, settings: { clustering, lingerMs } });
    const coordinator = stage.client.workflow.getHandle(workflowIds.coordinator(projectId));
    const arrive = async (count: number) => {
      fake.arrive(count);
      await stage.launcher.wakeClustering(projectId, count);
    };
    return { coordinator, arrive };
  };
  const runs = () =>
    Array.fromAsync(stage.client.workflow.list({ query: `SoulProject = "${projectId}" AND SoulKind = "cluster-run"` })).then((all) =>
      all.map(({ workflowId }) => workflowId).toSorted(),
    );

  it('groups a lone report a quiet moment after it came', async () => {
    const fake = fakeClustering();
    const { arrive } = await open(fake);

    await arrive(1);

    await vi.waitFor(() => expect(fake.persisted).toEqual([1]), WAIT);
  });

  it('lets reports that come close together share a run', async () => {
    const fake = fakeClustering();
    const { arrive } = await open(fake, { quietMs: 700, maxWaitMs: 60_000, maxBatch: 50 });

    for (let i = 0; i < 8; i++) await arrive(1);

    await vi.waitFor(() => expect(fake.persisted).toEqual([8]), WAIT);
  });

  it('waits for no quiet moment once there are many', async () => {
    const fake = fakeClustering();
    const { arrive } = await open(fake, { quietMs: 600_000, maxWaitMs: 600_000, maxBatch: 10 });

    await arrive(4);
    await arrive(6);

    await vi.waitFor(() => expect(fake.persisted).toEqual([10]), WAIT);
  });

  it('does not let a steady trickle put a run off for longer than the limit', async () => {
    const fake = fakeClustering();
    const { arrive } = await open(fake, { quietMs: 600_000, maxWaitMs: 300, maxBatch: 1_000 });

    await arrive(1);

    await vi.waitFor(() => expect(fake.persisted).toEqual([1]), WAIT);
  });

  it('runs at once when a person asks, and says which run it is', async () => {
    const fake = fakeClustering();
    const { arrive } = await open(fake, { quietMs: 600_000, maxWaitMs: 600_000, maxBatch: 1_000 });
    await arrive(3);

    const { workflowId, runKey } = await stage.launcher.runClusteringNow(projectId);

    expect(workflowId).toBe(workflowIds.clusterRun(projectId, 1));
    const { runId } = await stage.client.workflow.getHandle(workflowIds.coordinator(projectId)).describe();
    expect(runKey).toBe(runKeyOf(projectId, 1, runId));
    expect(await stage.client.workflow.result(workflowId)).toMatchObject({ claimed: 3 });
  });

  it('runs when a person asks of a project that has never had a report', async () => {
    const fake = fakeClustering();
    await open(fake);

    const { workflowId } = await stage.launcher.runClusteringNow(projectId);

    await vi.waitFor(async () => expect(await stage.client.workflow.result(workflowId)).toMatchObject({ claimed: 0 }), WAIT);
  });

  it('one run at a time, and what arrives during a run is in the next', { timeout: 60_000 }, async () => {
    const fake = fakeClustering();
    const { arrive } = await open(fake);
    const SENT = 120;

    for (let i = 0; i < SENT; i++) {
      await arrive(1);
      // Any moment of a run: its claim, its decisions, its end.
      if (i % 7 === 0) await stage.launcher.runClusteringNow(projectId);
    }

    await vi.waitFor(() => expect(fake.persisted.reduce((sum, claimed) => sum + claimed, 0)).toBe(SENT), WAIT);
    expect(fake.mostAtOnce()).toBe(1);
    expect(fake.unclustered()).toBe(0);
    expect(fake.runKeys.size).toBeGreaterThan(1);
  });

  it('goes on at once while a run leaves reports for another', async () => {
    const fake = fakeClustering();
    const { arrive } = await open(fake, { quietMs: 50, maxWaitMs: 500, maxBatch: 50 });

    await arrive(2_300);

    await vi.waitFor(() => expect(fake.persisted).toEqual([1_000, 1_000, 300]), WAIT);
  });

  it('tries again after a run that failed, without losing a report', async () => {
    let failures = 1;
    const fake = fakeClustering({
      assignClusters: async () => {
        if (failures-- > 0) throw ApplicationFailure.nonRetryable('our bug', 'internal');
        return { decided: 4 };
      },
    });
    await open(fake);
    fake.arrive(4);
    const input: ClusterCoordinatorInput = { projectId, ...FAST, lingerMs: 60_000, nextSeq: 1, retryMs: 50 };

    await stage.client.workflow.signalWithStart('clusterCoordinator', {
      workflowId: workflowIds.coordinator(projectId),
      taskQueue: stage.queues.core,
      args: [input],
      signal: 'dirty',
      signalArgs: [4],
    });

    await vi.waitFor(() => expect(fake.persisted).toEqual([4]), WAIT);
    expect(fake.calls.filter((name) => name === 'assignClusters')).toHaveLength(2);
  });

  it('puts back what a run held that somebody terminated', async () => {
    const decide = Promise.withResolvers<{ decided: number }>();
    const fake = fakeClustering({ assignClusters: () => decide.promise });
    const { arrive } = await open(fake);
    await arrive(3);
    await vi.waitFor(() => expect(fake.calls).toContain('assignClusters'), WAIT);

    await stage.client.workflow.getHandle(workflowIds.clusterRun(projectId, 1)).terminate();

    await vi.waitFor(() => expect(fake.unclustered()).toBe(3), WAIT);
    decide.resolve({ decided: 3 });
  });

  it('ends when its project is gone', async () => {
    const gone = async () => {
      throw ApplicationFailure.nonRetryable('no such project', 'not_found');
    };
    const { coordinator, arrive } = await open(fakeClustering({ claimUnclustered: gone, releaseRun: gone }));

    await arrive(1);

    await vi.waitFor(async () => expect((await coordinator.describe()).status.name).toBe('COMPLETED'), WAIT);
  });

  it('a new coordinator uses no key of an earlier one again', async () => {
    const fake = fakeClustering();
    const { coordinator, arrive } = await open(fake, FAST, 200);
    await arrive(1);
    await vi.waitFor(async () => expect((await coordinator.describe()).status.name).toBe('COMPLETED'), WAIT);

    await arrive(1);

    await vi.waitFor(() => expect(fake.persisted).toEqual([1, 1]), WAIT);
    expect(fake.runKeys.size).toBe(2);
  });

  it('hands its counters to a new run when its history is long, and can still be found', { timeout: 60_000 }, async () => {
    const fake = fakeClustering();
    const { coordinator } = await open(fake);
    const input: ClusterCoordinatorInput = { projectId, ...FAST, lingerMs: 60_000, nextSeq: 1, longAfterEvents: 150 };
    const first = await stage.client.workflow.start('clusterCoordinator', {
      workflowId: workflowIds.coordinator(projectId),
      taskQueue: stage.queues.core,
      args: [input],
      typedSearchAttributes: attributesOf({ projectId, kind: 'clustering' }),
    });

    const next = await vi.waitFor(
      async () => {
        fake.arrive(5);
        await Promise.all([1, 2, 3, 4, 5].map(() => stage.launcher.wakeClustering(projectId, 1)));
        const now = await coordinator.describe();
        expect(now.runId).not.toBe(first.firstExecutionRunId);
        return now;
      },
      { timeout: 50_000, interval: 20 },
    );

    expect(next.typedSearchAttributes.getAll().map(({ value }) => value)).toEqual(expect.arrayContaining([projectId, 'clustering']));
    await vi.waitFor(() => expect(fake.unclustered()).toBe(0), WAIT);
    expect(fake.mostAtOnce()).toBe(1);
    const ended = await stage.client.workflow.getHandle(workflowIds.coordinator(projectId), first.firstExecutionRunId).describe();
    expect(ended.status.name).toBe('CONTINUED_AS_NEW');
    expect(ended.historyLength).toBeLessThan(1_000);
    // Run numbers go on, too.
    const numbers = (await runs()).map((id) => Number(id.split(':').at(-1)));
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

const WAIT = { timeout: 15_000, interval: 20 };
