import { setTimeout as delay } from 'node:timers/promises';
import { randomBytes, randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { loadEnv } from '#config/env';
import { freePorts } from '#local/free-port';
import { createClient } from './client.ts';
import { createLauncher, launcherSettings, openLauncher, type Launcher } from './launcher.ts';
import { taskQueuesOf } from './task-queues.ts';
import { workflowIds } from './workflow-ids.ts';

const log = { info() {}, warn: vi.fn(), error() {} };

/** No worker listens on its queues: what is tested is what Temporal itself does. */
describe('the launcher', () => {
  let client: Client;
  let launcher: Launcher;
  const queues = taskQueuesOf(`launcher-${randomUUID()}`);
  const fix = () => ({ projectId: randomUUID(), clusterId: randomUUID(), ownerId: 'owner', actorId: 'actor' });
  const describeRun = (workflowId: string) => client.workflow.getHandle(workflowId).describe();

  beforeAll(async () => {
    const { address, namespace } = inject('temporal');
    const closable = createClient({ address, namespace, dataConverter: {} });
    client = closable.client;
    launcher = createLauncher({ ...closable, settings: launcherSettings(loadEnv({})), log, queues });
  });
  afterAll(() => launcher.close());

  it('answers a ping', async () => {
    await launcher.ping();
  });

  it('wakes ingestion, starting it where it does not run', async () => {
    const projectId = randomUUID();

    launcher.wakeIngest(projectId);

    await vi.waitFor(async () => expect((await describeRun(workflowIds.ingest(projectId))).status.name).toBe('RUNNING'), WAIT);
    const described = await describeRun(workflowIds.ingest(projectId));
    expect(described).toMatchObject({ type: 'ingestBatches', taskQueue: queues.core, priority: { fairnessKey: projectId } });
    expect(await described.staticSummary()).toBe('Inbox → reports');
    await launcher.stopProject(projectId);
  });

  it('signals one and the same coordinator', async () => {
    const projectId = randomUUID();

    await Promise.all([1, 2, 3].map((count) => launcher.wakeClustering(projectId, count)));

    const { events } = await client.workflow.getHandle(workflowIds.coordinator(projectId)).fetchHistory();
    expect(events?.filter((event) => event.workflowExecutionSignaledEventAttributes)).toHaveLength(3);
    await launcher.stopProject(projectId);
  });

  it('starts a coordinator that was forgotten with what waits for it, and leaves one that runs alone', async () => {
    const projectId = randomUUID();

    expect(await Promise.all([launcher.resumeClustering(projectId, 7), launcher.resumeClustering(projectId, 7)])).toHaveLength(2);
    expect(await launcher.resumeClustering(projectId, 7)).toBe(false);

    const { events } = await client.workflow.getHandle(workflowIds.coordinator(projectId)).fetchHistory();
    expect(events?.filter((event) => event.workflowExecutionSignaledEventAttributes)).toHaveLength(0);
    await launcher.stopProject(projectId);
  });

  it('keeps one schedule of the sweep, which never runs twice at once and stays paused where somebody paused it', async () => {
    const schedule = client.schedule.getHandle(workflowIds.sweep());
    try {
      await launcher.keepSweep();
      await schedule.pause();
      await Promise.all([launcher.keepSweep(), launcher.keepSweep()]);

      const described = await schedule.describe();
      expect(described.policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 120_000 });
      expect(described.spec.intervals).toMatchObject([{ every: 120_000 }]);
      expect(described.action).toMatchObject({ workflowType: 'sweep', taskQueue: queues.core });
      expect(described.state.paused).toBe(true);
    } finally {
      await schedule.delete();
    }
  });

  it('keeps one schedule of the nightly look at the grouping', async () => {
    const schedule = client.schedule.getHandle(workflowIds.review());
    try {
      await Promise.all([launcher.keepReview(), launcher.keepReview()]);
      await launcher.keepReview();

      const described = await schedule.describe();
      expect(described.policies.overlap).toBe('SKIP');
      expect(described.action).toMatchObject({ workflowType: 'reviewGrouping', taskQueue: queues.core });
      const [next, after] = described.info.nextActionTimes;
      expect(next!.getTime()).toBeGreaterThan(Date.now());
      // Once a night, give or take the jitter.
      expect(Math.abs(after!.getTime() - next!.getTime() - 24 * 3_600_000)).toBeLessThan(2 * 3_600_000);
    } finally {
      await schedule.delete();
    }
  });

  it('a second start of a fix answers with the job that runs already', async () => {
    const input = fix();

    const first = await launcher.startFix({ ...input, jobId: 'job-1' });
    const again = await Promise.all([launcher.startFix({ ...input, jobId: 'job-2' }), launcher.startFix({ ...input, jobId: 'job-3' })]);

    expect([first, ...again]).toEqual([{ jobId: 'job-1' }, { jobId: 'job-1' }, { jobId: 'job-1' }]);
    await launcher.stopProject(input.projectId);
  });

  it('a fix that has ended makes way for another', async () => {
    const input = fix();
    await launcher.startFix({ ...input, jobId: 'job-1' });
    await client.workflow.getHandle(workflowIds.fix(input.projectId, input.clusterId)).terminate();

    // Temporal refuses to reuse an id within a second of its last start; the client waits for that.
    expect(await launcher.startFix({ ...input, jobId: 'job-2' })).toEqual({ jobId: 'job-2' });
    await launcher.stopProject(input.projectId);
  });

  it('describes a fix from what the server knows, with no worker there', async () => {
    const input = fix();
    await launcher.startFix({ ...input, jobId: 'job-1' });

    const described = await launcher.describeFix(input);

    expect(described).toMatchObject({
      running: true,
      stage: 'queued',
      pendingActivities: [],
      workflowId: workflowIds.fix(input.projectId, input.clusterId),
    });
    expect(await launcher.describeFix(fix())).toBeNull();
    await launcher.stopProject(input.projectId);
  });

  it('says that no fix runs', async () => {
    const ref = { projectId: randomUUID(), clusterId: randomUUID(), jobId: 'job-1', actorId: 'actor' };

    await expect(launcher.approvePlan({ ...ref, digest: 'd' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(launcher.cancelFix(ref)).rejects.toMatchObject({ code: 'not_found' });
    await launcher.notifyPullRequest({ ...ref, state: 'merged' });
  });

  it('an update that no worker takes is an unavailable service, in time', { timeout: 15_000 }, async () => {
    const input = fix();
    await launcher.startFix({ ...input, jobId: 'job-1' });
    const began = performance.now();

    await expect(launcher.approvePlan({ ...input, jobId: 'job-1', digest: 'd' })).rejects.toMatchObject({
      code: 'unavailable',
      details: { service: 'temporal' },
    });

    expect(performance.now() - began).toBeLessThan(6_000);
    await launcher.stopProject(input.projectId);
  });

  it('stops every open workflow of a project, fixes by cancelling, and no other’s', async () => {
    const [input, other] = [fix(), fix()];
    const { projectId } = input;
    await Promise.all([
      launcher.startFix({ ...input, jobId: 'job-1' }),
      launcher.startFix({ ...other, jobId: 'job-2' }),
      launcher.wakeClustering(projectId, 1),
    ]);
    launcher.wakeIngest(projectId);
    await vi.waitFor(() => describeRun(workflowIds.ingest(projectId)), WAIT);

    await vi.waitFor(async () => {
      await launcher.stopProject(projectId);
      const { events } = await client.workflow.getHandle(workflowIds.fix(projectId, input.clusterId)).fetchHistory();
      expect(events?.some((event) => event.workflowExecutionCancelRequestedEventAttributes)).toBe(true);
    }, WAIT);

    expect((await describeRun(workflowIds.ingest(projectId))).status.name).toBe('TERMINATED');
    expect((await describeRun(workflowIds.coordinator(projectId))).status.name).toBe('TERMINATED');
    expect((await describeRun(workflowIds.fix(other.projectId, other.clusterId))).status.name).toBe('RUNNING');
    await client.workflow.getHandle(workflowIds.fix(projectId, input.clusterId)).terminate();
    await launcher.stopProject(other.projectId);
  });

  it('stopping a project with nothing open is fine', async () => {
    await launcher.stopProject(randomUUID());
  });
});

describe('the launcher with no server', () => {
  it('starts, fails each call in time, and ends', { timeout: 20_000 }, async () => {
    const [port] = await freePorts(1);
    const launcher = openLauncher(
      loadEnv({ TEMPORAL_ADDRESS: `127.0.0.1:${port}`, SOULCASTER_CODEC_KEY: randomBytes(32).toString('base64') }),
      log,
    );
    const began = performance.now();
    const unavailable = { code: 'unavailable', retryable: true, details: { service: 'temporal' } };

    launcher.wakeIngest('p');
    await Promise.all([
      expect(launcher.ping()).rejects.toMatchObject(unavailable),
      expect(launcher.wakeClustering('p', 1)).rejects.toMatchObject(unavailable),
      expect(launcher.runClusteringNow('p')).rejects.toMatchObject(unavailable),
      expect(launcher.describeFix({ projectId: 'p', clusterId: 'c' })).rejects.toMatchObject(unavailable),
      expect(launcher.startFix({ projectId: 'p', ownerId: 'o', clusterId: 'c', jobId: 'j', actorId: 'a' })).rejects.toMatchObject(
        unavailable,
      ),
      expect(launcher.stopProject('p')).rejects.toMatchObject(unavailable),
    ]);
    expect(performance.now() - began).toBeLessThan(5_000);

    const closing = performance.now();
    await launcher.close();
    expect(performance.now() - closing).toBeLessThan(3_000);
    expect(log.warn).toHaveBeenCalled();
    // What was still trying at the end does not come back on the closed channel and end the process.
    await delay(1_500);
  });
});

const WAIT = { timeout: 10_000, interval: 50 };
