import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { SyncRef } from '#domain/ports/index';
import { openStage, type Stage } from './scenarios/stage.ts';
import { workflowIds } from './workflow-ids.ts';

const WAIT = { timeout: 20_000, interval: 100 };

describe('schedules of what is pulled', () => {
  let stage: Stage;
  let pulled: string[];
  beforeAll(async () => {
    pulled = [];
    stage = await openStage({
      ...inject('temporal'),
      activities: {
        async pullPage({ projectId, name }) {
          pulled.push(`${projectId} ${name}`);
          return { read: 1, accepted: 1, skipped: 0, more: false, unchanged: false, waitSeconds: 0, off: false };
        },
      },
    });
  });
  afterAll(() => stage.close());

  const repository = (projectId: string, name = 'shop/web'): SyncRef => ({ projectId, source: 'github', kind: 'repository', name });
  const ids = async () => (await Array.fromAsync(stage.client.schedule.list())).map(({ scheduleId }) => scheduleId);
  const describeOf = (ref: SyncRef) => stage.client.schedule.getHandle(workflowIds.syncGithub(ref.projectId, ref.name)).describe();

  it('are made once, spread, and never overlap', async () => {
    const ref = repository(randomUUID());

    await stage.launcher.setSync(ref, true);
    await stage.launcher.setSync(ref, true);

    const { spec, policies } = await describeOf(ref);
    expect(spec.intervals?.[0]?.every).toBe(3_600_000);
    expect(spec.jitter).toBe(720_000);
    expect(policies.overlap).toBe('SKIP');
    await stage.launcher.setSync(ref, false);
    await stage.launcher.setSync(ref, false);
    await expect(describeOf(ref)).rejects.toThrow();
  });

  it('read at once when a person asks, also where there was no schedule yet', async () => {
    const ref = repository(randomUUID(), 'shop/now');

    const answer = await stage.launcher.startSync(ref);

    expect(answer).toEqual({ workflowId: workflowIds.syncGithub(ref.projectId, ref.name), started: true });
    await vi.waitFor(() => expect(pulled).toContain(`${ref.projectId} shop/now`), WAIT);
    await stage.launcher.setSync(ref, false);
  });

  it('end with their project', async () => {
    const ref = repository(randomUUID());
    await stage.launcher.setSync(ref, true);
    const id = workflowIds.syncGithub(ref.projectId, ref.name);
    await vi.waitFor(async () => expect(await ids()).toContain(id), WAIT);

    await stage.launcher.stopProject(ref.projectId);

    await expect(describeOf(ref)).rejects.toThrow();
  });

  it('are made and removed until they agree with what is wanted', async () => {
    const [kept, unwanted, missing] = [repository(randomUUID()), repository(randomUUID()), repository(randomUUID())];
    await stage.launcher.setSync(kept, true);
    await stage.launcher.setSync(unwanted, true);
    await vi.waitFor(
      async () => expect((await ids()).filter((id) => id.includes(kept.projectId) || id.includes(unwanted.projectId))).toHaveLength(2),
      WAIT,
    );

    await stage.launcher.agreeSyncs([kept, missing]);

    await expect(describeOf(unwanted)).rejects.toThrow();
    await describeOf(kept);
    await describeOf(missing);
    await stage.launcher.agreeSyncs([]);
    await expect(describeOf(kept)).rejects.toThrow();
  });
});
