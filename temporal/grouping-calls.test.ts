import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import type { Activities } from '#activities/index';
import { UnavailableError } from '#domain/errors';
import { fakeClustering } from './scenarios/fake-clustering.ts';
import { openStage, type Stage } from './scenarios/stage.ts';

const SPACE = 'gemini/gemini-embedding-2/1536';

describe('questions about a project', () => {
  let stage: Stage;
  let projectId: string;
  afterEach(async () => {
    await stage.launcher.stopProject(projectId);
    await stage.close();
  });
  const open = async (activities: Partial<Activities>) => {
    projectId = randomUUID();
    stage = await openStage({ ...inject('temporal'), activities });
    return stage.launcher;
  };

  it('what its coordinator is at: nothing runs, a run is at work, it is done', async () => {
    const decide = Promise.withResolvers<{ decided: number }>();
    const fake = fakeClustering({ unclustered: 3, assignClusters: () => decide.promise });
    const launcher = await open(fake.activities);
    expect(await launcher.describeClustering(projectId)).toBeNull();

    await launcher.wakeClustering(projectId, 3);

    await vi.waitFor(async () => expect(await launcher.describeClustering(projectId)).toMatchObject({ atWork: true }), WAIT);
    decide.resolve({ decided: 3 });
    await vi.waitFor(
      async () =>
        expect(await launcher.describeClustering(projectId)).toEqual({
          workflowId: `cluster:${projectId}`,
          atWork: false,
          detail: 'Run 1: 3 reports, 2 joined a cluster, 1 opened one.',
        }),
      WAIT,
    );
  });

  it('what clean-up would propose, asked once though two ask', async () => {
    const answer = { kind: 'cleanup' as const, proposals: [], lookedAt: 4, protected: 0 };
    const look = Promise.withResolvers<typeof answer>();
    let looks = 0;
    const launcher = await open({ proposeCleanup: () => ((looks += 1), look.promise) });

    const both = Promise.all([1, 2].map(() => launcher.survey(projectId, { kind: 'cleanup' })));
    await vi.waitFor(() => expect(looks).toBe(1), WAIT);
    look.resolve(answer);

    expect(await both).toEqual([answer, answer]);
    expect(looks).toBe(1);
  });

  it('what a look at its grouping found, which is done once though two ask, and anew when asked later', async () => {
    const look = Promise.withResolvers<{ proposals: number }>();
    let looks = 0;
    const launcher = await open({
      reviewCleanup: () => ((looks += 1), look.promise),
      reviewBounds: async ({ asked }) => ({ answers: 120, proposed: asked ? 2 : 0, applied: 0 }),
    });
    expect(await launcher.describeReview(projectId)).toBeNull();

    const started = await Promise.all([1, 2].map(() => launcher.startReview(projectId)));

    expect(started).toEqual([{ workflowId: `review:${projectId}` }, { workflowId: `review:${projectId}` }]);
    await vi.waitFor(() => expect(looks).toBe(1), WAIT);
    expect(await launcher.describeReview(projectId)).toMatchObject({ running: true, finished: null });
    look.resolve({ proposals: 3 });
    await vi.waitFor(
      async () =>
        expect(await launcher.describeReview(projectId)).toMatchObject({
          running: false,
          finished: { proposals: 3, bounds: 2, applied: 0 },
        }),
      WAIT,
    );
    expect(looks).toBe(1);
    await launcher.startReview(projectId);
    await vi.waitFor(() => expect(looks).toBe(2), WAIT);
  });

  it('how far the making of vectors is, which is done once though two ask and goes on where the model stayed away', async () => {
    const second = Promise.withResolvers<void>();
    const asked: (string | null)[] = [];
    let switched = 0;
    const launcher = await open({
      beginReembed: async () => ({ total: 128 }),
      async reembedChunk({ cursor }) {
        asked.push(cursor);
        if (cursor === null) return { embedded: 64, cursor: 'next' };
        await second.promise;
        if (asked.length === 2) throw new UnavailableError('The model does not answer.', { details: { service: 'gemini' } });
        return { embedded: 64, cursor: null };
      },
      switchSpace: async () => ((switched += 1), { switched: true }),
    });
    expect(await launcher.describeReembed(projectId)).toBeNull();

    const started = await Promise.all([1, 2].map(() => launcher.startReembed(projectId, SPACE)));

    expect(started).toEqual([{ workflowId: `reembed:${projectId}` }, { workflowId: `reembed:${projectId}` }]);
    await vi.waitFor(async () => expect(await launcher.describeReembed(projectId)).toEqual({ space: SPACE, done: 64, total: 128 }), WAIT);
    expect(switched).toBe(0);
    second.resolve();
    await vi.waitFor(async () => expect(await launcher.describeReembed(projectId)).toBeNull(), WAIT);
    expect(asked).toEqual([null, 'next', 'next']);
    expect(switched).toBe(1);
  });
});

const WAIT = { timeout: 15_000, interval: 20 };
