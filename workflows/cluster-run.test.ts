import { randomUUID } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { UnavailableError } from '#domain/errors';
import { openStage, type Stage } from '#temporal/scenarios/stage';
import { fakeClustering, type FakeClustering } from '#temporal/scenarios/fake-clustering';
import type { ClusterRunInput, ClusterRunResult } from './messages.ts';

type ClusterRun = (input: ClusterRunInput) => Promise<ClusterRunResult>;

describe('clusterRun', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  const start = async (fake: FakeClustering) => {
    stage = await openStage({ ...inject('temporal'), activities: fake.activities });
    const projectId = randomUUID();
    return stage.client.workflow.start<ClusterRun>('clusterRun', {
      workflowId: `cluster-run:${projectId}:1`,
      taskQueue: stage.queues.core,
      args: [{ projectId, seq: 1 }],
    });
  };

  it('claims, embeds in chunks, decides, writes vectors before clusters, summarises and releases', async () => {
    const fake = fakeClustering({ unclustered: 150 });

    const handle = await start(fake);

    expect(await handle.result()).toEqual({ claimed: 150, joined: 149, opened: 1, more: false });
    expect(fake.embedded.toSorted((a, b) => a.from - b.from)).toEqual([
      { from: 0, to: 64 },
      { from: 64, to: 128 },
      { from: 128, to: 150 },
    ]);
    expect(fake.calls.filter((name) => name !== 'embedReports')).toEqual([
      'claimUnclustered',
      'assignClusters',
      'writeVectors',
      'persistClusters',
      'summarizeClusters',
      'releaseRun',
    ]);
  });

  it('uses one key for all it leaves in the stores', async () => {
    const fake = fakeClustering({ unclustered: 3 });

    await (await start(fake)).result();

    expect(fake.runKeys.size).toBe(1);
  });

  it('claims at most a thousand and says that there is more', async () => {
    const fake = fakeClustering({ unclustered: 1_200 });

    const result = await (await start(fake)).result();

    expect(result).toMatchObject({ claimed: 1_000, more: true });
  });

  it('does nothing more when nothing is unclustered', async () => {
    const fake = fakeClustering({ unclustered: 0 });

    await (await start(fake)).result();

    expect(fake.calls).toEqual(['claimUnclustered', 'releaseRun']);
  });

  it('groups without vectors when the embedder stays away, and asks for no chunk beyond those under way', { timeout: 60_000 }, async () => {
    const fake = fakeClustering({
      unclustered: 640,
      embedReports: async () => {
        throw ApplicationFailure.nonRetryable('gone', 'vendor_refused');
      },
    });

    const result = await (await start(fake)).result();

    expect(result.claimed).toBe(640);
    expect(fake.embedded.length).toBeLessThanOrEqual(4);
    expect(fake.calls).not.toContain('writeVectors');
    expect(fake.calls).toContain('persistClusters');
  });

  it('is complete without a summary', async () => {
    const fake = fakeClustering({
      unclustered: 2,
      summarizeClusters: async () => {
        throw ApplicationFailure.nonRetryable('no key', 'vendor_refused');
      },
    });

    expect(await (await start(fake)).result()).toMatchObject({ claimed: 2 });
  });

  it('has a model judge what it suggests, and is complete without', async () => {
    const persistClusters = async () => ({ clusterIds: [], joined: 0, opened: 2, suggested: 2 });
    const judged = fakeClustering({ unclustered: 2, persistClusters });
    const unjudged = fakeClustering({
      ...{ unclustered: 2, persistClusters },
      judgeSuggestions: async () => {
        throw ApplicationFailure.nonRetryable('our bug', 'internal');
      },
    });
    const nothing = fakeClustering({ unclustered: 2 });

    for (const fake of [judged, unjudged, nothing]) expect(await (await start(fake)).result()).toMatchObject({ claimed: 2 });

    expect(judged.calls.slice(-2)).toEqual(['judgeSuggestions', 'releaseRun']);
    expect(nothing.calls).not.toContain('judgeSuggestions');
  });

  it('waits for a store that is down', async () => {
    let failures = 2;
    const fake = fakeClustering({
      unclustered: 2,
      assignClusters: async () => {
        if (failures-- > 0) throw new UnavailableError('Redis did not answer.', { details: { service: 'redis' } });
        return { decided: 2 };
      },
    });

    expect(await (await start(fake)).result()).toMatchObject({ claimed: 2 });
  });

  it('puts back what it claimed when it fails', async () => {
    const fake = fakeClustering({
      unclustered: 5,
      assignClusters: async () => {
        throw ApplicationFailure.nonRetryable('our bug', 'internal');
      },
    });

    const ended = (await start(fake)).result();

    await expect(ended).rejects.toThrow(WorkflowFailedError);
    expect(fake.calls.at(-1)).toBe('releaseRun');
    expect(fake.unclustered()).toBe(5);
  });

  it('puts back what it claimed when it is cancelled, after what it had begun has ended', async () => {
    const decide = Promise.withResolvers<void>();
    const fake = fakeClustering({
      unclustered: 5,
      assignClusters: async () => {
        await decide.promise;
        return { decided: 5 };
      },
    });
    const handle = await start(fake);
    await vi.waitFor(() => expect(fake.calls).toContain('assignClusters'), WAIT);

    await handle.cancel();
    decide.resolve();

    const failure = await handle.result().catch((error: unknown) => error);
    expect(failure).toMatchObject({ cause: expect.any(CancelledFailure) });
    expect(fake.calls.slice(-2)).toEqual(['assignClusters', 'releaseRun']);
    expect(fake.unclustered()).toBe(5);
  });
});

const WAIT = { timeout: 15_000, interval: 20 };
