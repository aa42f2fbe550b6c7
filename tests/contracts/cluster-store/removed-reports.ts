import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { incomingReport } from '../../stored.ts';
import { decision, newCluster, newScope } from './stage.ts';
import type { ClusterStage } from './stage.ts';

/** Reports that are removed. */
export function describeRemovedReports({ clusters, reports, stored, grouped }: ClusterStage): void {
  describe('a report that is removed', () => {
    it('is gone from everything that counts it or quotes it, and gives its room back', async () => {
      const scope = newScope();
      const [gone, stays] = [incomingReport({ author: 'mia' }), incomingReport({ author: 'ben' })];
      const quoting = decision(stays, 'c1', false);
      quoting.evidence = { ...quoting.evidence, nearestReportId: gone.reportId, nearestTitle: 'A secret title' };
      await stored(scope, [gone, stays]);
      await clusters.claimUnclustered(scope, 'run:1', 50);
      await clusters.putDecisions(scope, 'run:1', [decision(gone, 'c1', true), quoting]);
      await clusters.applyDecisions(scope, 'run:1');
      await clusters.save(scope, newCluster(scope, 'c1', [gone, stays]));
      await clusters.releaseRun(scope, 'run:1');

      const removed = await reports.remove(scope, [gone.reportId, randomUUID()]);

      expect(removed).toEqual([{ reportId: gone.reportId, clusterId: 'c1' }, null]);
      expect(await reports.remove(scope, [gone.reportId])).toEqual([null]);
      expect(await reports.get(scope, gone.reportId)).toBeNull();
      expect(await clusters.get(scope, 'c1')).toMatchObject({ reportCount: 1, occurrences: 1, peopleCount: 1 });
      expect((await reports.get(scope, stays.reportId))?.evidence).toMatchObject({ nearestReportId: null, nearestTitle: null });
      expect(await reports.ownerUsage(scope.ownerId)).toBe(1);
      expect(await reports.countBySource(scope)).toEqual({ sentry: 1 });
      expect((await reports.list(scope, { limit: 5, status: 'open' })).total).toBe(1);
    });

    it('does no harm to a run that has claimed and decided it', async () => {
      const scope = newScope();
      const [gone, stays] = await stored(scope, [incomingReport(), incomingReport()]);
      await clusters.claimUnclustered(scope, 'run:1', 50);
      await clusters.putVectors(scope, 'run:1', new Map([[gone!.reportId, new Float32Array(2)]]));
      const joining = decision(stays!, 'c2', false);
      joining.evidence = { ...joining.evidence, nearestReportId: gone!.reportId, nearestTitle: 'A secret title' };
      await clusters.putDecisions(scope, 'run:1', [decision(gone!, 'c2', true), joining]);

      await reports.remove(scope, [gone!.reportId]);
      const applied = await clusters.applyDecisions(scope, 'run:1');
      await clusters.save(scope, newCluster(scope, 'c2', [gone!, stays!]));
      await clusters.recount(scope, applied.clusterIds);
      await clusters.releaseRun(scope, 'run:1');

      expect(applied.clusterIds).toEqual(['c2']);
      expect((await clusters.vectors(scope, 'run:1')).size).toBe(0);
      expect(await clusters.members(scope, 'c2')).toEqual([stays!.reportId]);
      expect(await clusters.get(scope, 'c2')).toMatchObject({ reportCount: 1, occurrences: 1 });
      expect((await reports.get(scope, stays!.reportId))?.evidence?.nearestTitle).toBeNull();
      expect(await reports.countUnclustered(scope)).toBe(0);
    });

    it('leaves no empty cluster behind that a run saves a moment later', async () => {
      const scope = newScope();
      const report = incomingReport();
      await stored(scope, [report]);
      await clusters.claimUnclustered(scope, 'run:1', 50);
      await clusters.putDecisions(scope, 'run:1', [decision(report, 'c3', true)]);
      await clusters.applyDecisions(scope, 'run:1');

      await reports.remove(scope, [report.reportId]);
      await clusters.save(scope, newCluster(scope, 'c3', [report]));

      expect(await clusters.recount(scope, ['c3'])).toEqual([]);
      expect(await clusters.get(scope, 'c3')).toBeNull();
    });

    it('leaves a cluster that a fix holds, with nothing in it', async () => {
      const scope = newScope();
      const report = incomingReport();
      const id = await grouped(scope, [report]);
      await clusters.transition(scope, id, 'fixing', { jobId: 'job-1' });

      await reports.remove(scope, [report.reportId]);

      expect(await clusters.get(scope, id)).toMatchObject({ status: 'fixing', reportCount: 0, occurrences: 0, sources: {} });
    });
  });
}
