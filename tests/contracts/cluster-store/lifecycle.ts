import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canBecome, ClusterStatus as Statuses } from '#domain/cluster';
import { ConflictError, NotFoundError } from '#domain/errors';
import { incomingReport, storedCluster } from '../../stored.ts';
import { newScope } from './stage.ts';
import type { ClusterStage } from './stage.ts';

/** A cluster by itself: how it is kept, and which way it may go. */
export function describeLifecycle({ clusters, grouped }: ClusterStage): void {
  describe('a cluster', () => {
    it('comes back as it was saved', async () => {
      const scope = newScope();
      const now = new Date().toISOString();
      const cluster = storedCluster(scope.projectId, {
        title: 'Quotes " and \0 and 漢字',
        pullRequestUrl: 'http://127.0.0.1/pull/1',
        pullRequestNumber: 1,
        errorMessage: 'no',
        jobId: randomUUID(),
        sources: { sentry: 3, manual: 1 },
        severity: { level: 'P1', score: 81.5, parts: ['fatal', '24 people'] },
        trend24h: Array.from({ length: 24 }, (_, i) => i),
        trend14d: Array.from({ length: 14 }, (_, i) => 2 * i),
        createdAt: now,
        updatedAt: now,
      });

      await clusters.save(scope, cluster);

      expect(await clusters.get(scope, cluster.id)).toEqual(cluster);
      expect(await clusters.get(scope, randomUUID())).toBeNull();
    });

    it('keeps its lifecycle and its counts when its words are saved again', async () => {
      const scope = newScope();
      const id = await grouped(scope, [incomingReport(), incomingReport()]);
      const before = (await clusters.get(scope, id))!;
      await clusters.transition(scope, id, 'fixing', { jobId: 'job-1' });

      await clusters.save(scope, {
        ...before,
        title: 'Better words',
        severity: { level: 'P1', score: 90, parts: ['x'] },
        reportCount: 99,
      });

      expect(await clusters.get(scope, id)).toMatchObject({
        title: 'Better words',
        severity: { level: 'P1', score: 90, parts: ['x'] },
        status: 'fixing',
        jobId: 'job-1',
        reportCount: 2,
        occurrences: 2,
      });
    });

    it('belongs to one project alone', async () => {
      const [mine, theirs] = [newScope(), newScope()];
      const cluster = storedCluster(mine.projectId);
      await clusters.save(mine, cluster);

      expect(await clusters.get(theirs, cluster.id)).toBeNull();
      expect(await clusters.getMany(theirs, [cluster.id])).toEqual([]);
      expect(await clusters.members(theirs, cluster.id)).toEqual([]);
      expect((await clusters.list(theirs, { limit: 5, sort: 'impact' })).total).toBe(0);
      await expect(clusters.transition(theirs, cluster.id, 'fixing')).rejects.toThrow(NotFoundError);
      await clusters.deleteAll(theirs);
      expect(await clusters.get(mine, cluster.id)).not.toBeNull();
    });

    it.each(Statuses.options.flatMap((from) => Statuses.options.map((to) => [from, to] as const)))(
      'goes from %s to %s only where that is legal',
      async (from, to) => {
        const scope = newScope();
        const cluster = storedCluster(scope.projectId, { status: from });
        await clusters.save(scope, cluster);

        const step = clusters.transition(scope, cluster.id, to, { errorMessage: 'x' });

        if (canBecome(from, to)) await expect(step).resolves.toMatchObject({ status: to, errorMessage: 'x' });
        else {
          await expect(step).rejects.toMatchObject({ constructor: ConflictError, details: { status: from } });
          expect(await clusters.get(scope, cluster.id)).toEqual(cluster);
        }
      },
    );

    it('takes the fields given with a step and clears those given as null', async () => {
      const scope = newScope();
      const cluster = storedCluster(scope.projectId, { errorMessage: 'failed before', jobId: 'old' });
      await clusters.save(scope, cluster);

      await clusters.transition(scope, cluster.id, 'fixing', { jobId: 'new', errorMessage: null });
      const opened = await clusters.transition(scope, cluster.id, 'pr_opened', {
        pullRequestUrl: 'http://x/pull/7',
        pullRequestNumber: 7,
      });

      expect(opened).toMatchObject({ jobId: 'new', errorMessage: null, pullRequestUrl: 'http://x/pull/7', pullRequestNumber: 7 });
    });

    it('compares and changes in one go, whoever else is at it', async () => {
      const scope = newScope();
      const cluster = storedCluster(scope.projectId, { status: 'fixing' });
      await clusters.save(scope, cluster);

      const steps = await Promise.allSettled(
        Array.from({ length: 12 }, (_, i) => clusters.transition(scope, cluster.id, i % 2 ? 'failed' : 'pr_opened')),
      );

      // An opened pull request may fail, and nothing that failed has one: whatever the order, it ends failed.
      expect((await clusters.get(scope, cluster.id))!.status).toBe('failed');
      const refused = steps.filter((step) => step.status === 'rejected');
      for (const { reason } of refused) expect(reason).toBeInstanceOf(ConflictError);
    });

    it('cannot be moved where there is none', async () => {
      await expect(clusters.transition(newScope(), randomUUID(), 'new')).rejects.toThrow(NotFoundError);
    });
  });

  it('changes words and weights of clusters that are there, and brings none back', async () => {
    const scope = newScope();
    const cluster = storedCluster(scope.projectId);
    await clusters.save(scope, cluster);
    const severity = { level: 'P1' as const, score: 77, parts: ['fatal level'] };
    const words = { title: 'Named anew', summary: 'By somebody.', summaryBy: 'extractive' };

    await clusters.setSeverities(scope, new Map([cluster.id, 'gone'].map((id) => [id, severity])));
    for (const id of [cluster.id, 'gone']) await clusters.setWords(scope, id, words);

    expect(await clusters.get(scope, cluster.id)).toEqual({ ...cluster, ...words, severity });
    expect((await clusters.list(scope, { limit: 5, sort: 'impact', text: 'anew', severity: ['P1'] })).total).toBe(1);
    expect(await clusters.get(scope, 'gone')).toBeNull();
  });

  it('keeps how well a cluster holds together, what stands for it, and from how many reports it was described', async () => {
    const scope = newScope();
    const cluster = storedCluster(scope.projectId);
    await clusters.save(scope, cluster);
    const facts = { cohesion: 0.61, exemplarIds: ['report-1', 'report-2'] };
    const words = { title: 'Named anew', summary: 'By somebody.', summaryBy: 'extractive' };

    await clusters.setMiddles(scope, new Map([cluster.id, 'gone'].map((id) => [id, facts])));
    await clusters.setWords(scope, cluster.id, words, 5);

    expect(await clusters.get(scope, cluster.id)).toEqual({ ...cluster, ...facts, ...words, describedReports: 5 });
    expect(await clusters.get(scope, 'gone')).toBeNull();
    await clusters.setMiddles(scope, new Map([[cluster.id, { cohesion: null, exemplarIds: [] }]]));
    await clusters.setWords(scope, cluster.id, words);
    expect(await clusters.get(scope, cluster.id)).toMatchObject({ cohesion: null, exemplarIds: [], describedReports: 5 });
  });
}
