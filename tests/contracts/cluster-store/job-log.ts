import { describe, expect, it } from 'vitest';
import { incomingReport } from '../../stored.ts';
import { decision, newCluster, newScope } from './stage.ts';
import type { ClusterStage } from './stage.ts';

/** Runs and re-embeddings, as people look at them. */
export function describeJobLog({ clusters, stored }: ClusterStage): void {
  describe('what is remembered of runs', () => {
    const page = { limit: 10 };

    it('is what each took on, how far it is, and how it ended, the newest first', async () => {
      const scope = newScope();
      const [first, second] = await stored(scope, [incomingReport(), incomingReport()]);
      const ids = [first!.reportId, second!.reportId];
      await clusters.claimUnclustered(scope, 'run:1', 50);
      await clusters.putVectors(scope, 'run:1', new Map([[ids[0]!, new Float32Array(2)]]));
      const embedding = await clusters.job(scope, 'run:1');
      await clusters.putDecisions(scope, 'run:1', [decision(first!, 'c1', true), decision(second!, 'c1', false)]);
      const deciding = await clusters.job(scope, 'run:1');
      await clusters.applyDecisions(scope, 'run:1');
      const describing = await clusters.job(scope, 'run:1');
      await clusters.save(scope, newCluster(scope, 'c1', [first!, second!]));
      for (let i = 0; i < 2; i++) await clusters.releaseRun(scope, 'run:1');

      const running = { key: 'run:1', kind: 'clustering', status: 'running', total: 2, finishedAt: null };
      expect(embedding).toMatchObject({ ...running, step: 'embedding', done: 1, joined: null });
      expect(deciding).toMatchObject({ ...running, step: 'deciding', done: 2 });
      expect(describing).toMatchObject({ ...running, step: 'describing', done: 2, joined: 1, opened: 1 });
      const ended = { status: 'succeeded', step: null, done: 2, joined: 1, opened: 1, finishedAt: expect.any(String) as string };
      expect(await clusters.job(scope, 'run:1')).toMatchObject({ ...running, ...ended });

      await stored(scope, [incomingReport()]);
      await clusters.claimUnclustered(scope, 'run:2', 50);
      await clusters.releaseRun(scope, 'run:2');
      expect((await clusters.jobs(scope, page)).items.map(({ key, status }) => [key, status])).toEqual([
        ['run:2', 'failed'],
        ['run:1', 'succeeded'],
      ]);
      const { items, nextCursor, total } = await clusters.jobs(scope, { limit: 1 });
      expect([items.length, total]).toEqual([1, 2]);
      expect((await clusters.jobs(scope, { limit: 1, cursor: nextCursor! })).items[0]).toMatchObject({ key: 'run:1' });
      expect(await clusters.job(newScope(), 'run:1')).toBeNull();
      expect((await clusters.jobs(newScope(), page)).items).toEqual([]);
    });

    it('has one that found nothing only where a person asked for it', async () => {
      const scope = newScope();
      await clusters.claimUnclustered(scope, 'run:1', 50);
      await clusters.releaseRun(scope, 'run:1');
      await clusters.announceRun(scope, 'run:1');
      expect((await clusters.jobs(scope, page)).total).toBe(0);
      expect(await clusters.job(scope, 'run:1')).toMatchObject({ status: 'succeeded', total: 0 });

      await clusters.announceRun(scope, 'run:2');
      expect(await clusters.job(scope, 'run:2')).toMatchObject({ status: 'pending', startedAt: null, total: 0 });
      expect((await clusters.jobs(scope, page)).total).toBe(0);
      await clusters.claimUnclustered(scope, 'run:2', 50);
      await clusters.releaseRun(scope, 'run:2');
      await clusters.announceRun(scope, 'run:2');

      expect((await clusters.jobs(scope, page)).items).toMatchObject([{ key: 'run:2', status: 'succeeded', total: 0, joined: null }]);
    });

    it('follows a re-embedding, whose chunks count once, and begins it anew', async () => {
      const scope = newScope();
      await clusters.beginReembed(scope, 'local/a/3', 5);
      await clusters.advanceReembed(scope, 'local/a/3', { after: null, embedded: 2 });
      for (let i = 0; i < 2; i++) await clusters.advanceReembed(scope, 'local/a/3', { after: 'x', embedded: 2 });
      const [at] = (await clusters.jobs(scope, page)).items;
      expect(at).toMatchObject({ kind: 'reembed', status: 'running', done: 4, total: 5, space: 'local/a/3', finishedAt: null });

      await clusters.endReembed(scope, 'local/a/3', 'succeeded');
      await clusters.endReembed(scope, 'local/a/3', 'failed');
      await clusters.endReembed(scope, 'local/other/3', 'failed');
      expect((await clusters.jobs(scope, page)).items).toMatchObject([{ key: at!.key, status: 'succeeded', done: 4 }]);

      await clusters.beginReembed(scope, 'local/a/3', 6);
      expect(await clusters.job(scope, at!.key)).toMatchObject({ status: 'running', done: 0, total: 6, finishedAt: null });
    });
  });
}
