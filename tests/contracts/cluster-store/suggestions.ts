import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ClusterQuery } from '#domain/ports/cluster-store';
import type { TenantScope } from '#domain/project';
import { incomingReport, storedEvidence } from '../../stored.ts';
import { decision, newCluster, newScope } from './stage.ts';
import type { ClusterStage } from './stage.ts';

/** Clusters a report may belong to. */
export function describeSuggestions({ clusters, reports, stored, grouped }: ClusterStage): void {
  describe('what a run suggested', () => {
    /** A report in a cluster of its own, suggested for others. */
    async function suggestedFor(scope: TenantScope, ...clusterIds: string[]): Promise<{ reportId: string; own: string }> {
      const [report] = await stored(scope, [incomingReport()]);
      const [own, runKey] = [randomUUID(), `run:${randomUUID()}`];
      const of = (clusterId: string, band: 'suggest' | 'below') => ({ clusterId, score: 0.3, band, evidence: storedEvidence() });
      await clusters.claimUnclustered(scope, runKey, 50);
      const suggestions = [...clusterIds.map((id) => of(id, 'suggest')), of('below', 'below')];
      await clusters.putDecisions(scope, runKey, [{ ...decision(report!, own, true), suggestions }]);
      await clusters.applyDecisions(scope, runKey);
      await clusters.save(scope, newCluster(scope, own, [report!]));
      await clusters.releaseRun(scope, runKey);
      return { reportId: report!.reportId, own };
    }
    const move = (scope: TenantScope, reportId: string, to: string) =>
      clusters.edit(scope, {
        ...{ editId: randomUUID(), regroups: true, expects: [], opens: [], sets: [], drops: [] },
        moves: [{ reportIds: [reportId], to, evidence: storedEvidence({ rule: 'person' }) }],
      });

    it('is found by the cluster it was suggested for, as long as that and the report are there', async () => {
      const scope = newScope();
      const [one, two] = [await grouped(scope, [incomingReport()], 'a:1'), await grouped(scope, [incomingReport()], 'a')];
      await grouped(scope, [incomingReport()], 'below');
      const [first, second] = [await suggestedFor(scope, one, two, 'never-there'), await suggestedFor(scope, one)];

      expect(await clusters.suggested(scope)).toEqual(
        new Map([
          [one, [first.reportId, second.reportId].toSorted()],
          [two, [first.reportId]],
        ]),
      );
      expect([...(await clusters.suggested(scope, [two, 'below'])).keys()]).toEqual([two]);
      expect(await clusters.suggested(scope, [])).toEqual(new Map());
      expect(await clusters.suggested(newScope())).toEqual(new Map());

      await reports.remove(scope, [first.reportId]);
      expect(await clusters.suggested(scope)).toEqual(new Map([[one, [second.reportId]]]));
      await clusters.deleteAll(scope);
      expect(await clusters.suggested(scope)).toEqual(new Map());
    });

    it('is over once a person has moved the report, wherever to', async () => {
      const scope = newScope();
      const [one, two] = [await grouped(scope, [incomingReport()]), await grouped(scope, [incomingReport()])];
      const [joins, goes] = [await suggestedFor(scope, one, two), await suggestedFor(scope, one)];

      await move(scope, joins.reportId, one);
      await move(scope, goes.reportId, two);

      expect(await clusters.suggested(scope)).toEqual(new Map());
    });

    it('is there again with a cluster whose merge was undone', async () => {
      const scope = newScope();
      const [into, from] = [await grouped(scope, [incomingReport()]), await grouped(scope, [incomingReport()])];
      const { reportId } = await suggestedFor(scope, from);
      const cluster = (await clusters.get(scope, from))!;
      const [member] = await clusters.members(scope, from);

      await move(scope, member!, into);
      expect(await clusters.get(scope, from)).toBeNull();
      expect(await clusters.suggested(scope)).toEqual(new Map());
      await clusters.save(scope, cluster);

      expect(await clusters.suggested(scope)).toEqual(new Map([[from, [reportId]]]));
    });

    it('narrows a list to those clusters, or to the others', async () => {
      const scope = newScope();
      const one = await grouped(scope, [incomingReport()]);
      const { own } = await suggestedFor(scope, one);
      const listed = async (query: Partial<ClusterQuery>) =>
        (await clusters.list(scope, { sort: 'impact', limit: 10, ...query })).items.map(({ id }) => id);

      expect(await listed({ onlyIds: [one, 'elsewhere'] })).toEqual([one]);
      expect(await listed({ exceptIds: [one] })).toEqual([own]);
      expect(await listed({ onlyIds: [] })).toEqual([]);
    });
  });
}
