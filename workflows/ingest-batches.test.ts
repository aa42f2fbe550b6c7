import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import type { Activities } from '#activities/index';
import { openStage, type Stage } from '#temporal/scenarios/stage';
import { workflowIds } from './workflow-ids.ts';

const NOTHING = { stored: 0, repeats: 0, updated: 0, filtered: 0, routed: 0, parked: 0, deadLetters: 0, bySource: {}, more: false };

describe('ingestBatches', () => {
  let stage: Stage;
  let projectId: string;
  afterEach(async () => {
    await stage.launcher.stopProject(projectId);
    await stage.close();
  });

  const open = async (storeBatch: Activities['storeBatch'], lingerMs = 60_000) => {
    projectId = randomUUID();
    stage = await openStage({ ...inject('temporal'), activities: { storeBatch }, settings: { lingerMs } });
    return stage.client.workflow.getHandle(workflowIds.ingest(projectId));
  };

  it('goes on while there is more, then stays for the next wake', async () => {
    let rows = 450;
    const handle = await open(async () => {
      const stored = Math.min(rows, 200);
      rows -= stored;
      return { ...NOTHING, stored, bySource: { sentry: stored }, more: stored === 200 };
    });

    stage.launcher.wakeIngest(projectId);
    await vi.waitFor(() => expect(rows).toBe(0), WAIT);
    rows = 7;
    stage.launcher.wakeIngest(projectId);
    await vi.waitFor(() => expect(rows).toBe(0), WAIT);

    const { status, historyLength } = await handle.describe();
    expect(status.name).toBe('RUNNING');
    expect(historyLength).toBeLessThan(60);
  });

  it('ends when nothing came for as long as it lingers', async () => {
    let batches = 0;
    const handle = await open(async () => {
      batches++;
      return NOTHING;
    }, 100);

    stage.launcher.wakeIngest(projectId);
    await vi.waitFor(async () => expect((await handle.describe()).status.name).toBe('COMPLETED'), WAIT);

    expect(batches).toBeGreaterThanOrEqual(1);
  });

  it('tells the Temporal UI what became of the deliveries', async () => {
    const handle = await open(async () => ({ ...NOTHING, stored: 137, repeats: 3, bySource: { sentry: 90, github: 50 } }));

    stage.launcher.wakeIngest(projectId);

    await vi.waitFor(async () => {
      const { definition, currentDetails } = await handle.query<{ definition: { type: string }; currentDetails: string }>(
        '__temporal_workflow_metadata',
      );
      expect(definition.type).toBe('ingestBatches');
      expect(currentDetails).toContain('137 stored, 3 repeats');
      expect(currentDetails).toContain('sentry 90, github 50');
    }, WAIT);
  });

  it('a store that is down is tried again until it is back', async () => {
    let calls = 0;
    await open(async () => {
      if (++calls < 4) throw new Error('connection refused');
      return { ...NOTHING, stored: 1 };
    });

    stage.launcher.wakeIngest(projectId);

    await vi.waitFor(() => expect(calls).toBeGreaterThanOrEqual(4), WAIT);
  });

  it('a storm of wakes loses none, whichever run they meet, and keeps every run short', { timeout: 60_000 }, async () => {
    const inbox = { waiting: 0, stored: 0 };
    const handle = await open(async () => {
      const stored = Math.min(inbox.waiting, 200);
      inbox.waiting -= stored;
      inbox.stored += stored;
      return { ...NOTHING, stored };
    });
    const { client, queues } = stage;
    const args = [{ projectId, lingerMs: 60_000 }];
    const wake = () =>
      client.workflow.signalWithStart('ingestBatches', {
        workflowId: workflowIds.ingest(projectId),
        taskQueue: queues.core,
        args,
        signal: 'wake',
      });
    const WAKES = 1_500;
    const sender = async (share: number) => {
      for (let i = 0; i < share; i++) {
        inbox.waiting++;
        await wake();
      }
    };

    await Promise.all(Array.from({ length: 5 }, () => sender(WAKES / 5)));

    // The last row is looked for by the last wake: nothing else would find it.
    await vi.waitFor(() => expect(inbox).toEqual({ waiting: 0, stored: WAKES }), WAIT);
    const runs = await vi.waitFor(async () => {
      const found = await Array.fromAsync(client.workflow.list({ query: `WorkflowId = "${workflowIds.ingest(projectId)}"` }));
      expect(found.length).toBeGreaterThan(1);
      return found;
    }, WAIT);
    for (const { runId } of runs) {
      const { historyLength } = await client.workflow.getHandle(workflowIds.ingest(projectId), runId).describe();
      expect(historyLength).toBeLessThan(2_000);
    }
    expect((await handle.describe()).status.name).toBe('RUNNING');
  });
});

const WAIT = { timeout: 15_000, interval: 20 };
