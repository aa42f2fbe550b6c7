import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { IncomingReport } from '#domain/ports/report-store';
import { incomingReport } from '../../stored.ts';
import { decision, minutesAgo, newCluster, newScope } from './stage.ts';
import type { ClusterStage } from './stage.ts';

/** Reports whose words change after they were grouped. */
export function describeChangedWords({ clusters, reports, stored, grouped }: ClusterStage): void {
  describe('a report whose words change', () => {
    const human = (fields: Partial<IncomingReport['report']> = {}) => incomingReport({ kind: 'human', author: 'mia', ...fields });
    const again = (fact: IncomingReport, body: string, at = minutesAgo(0)) => ({
      ...fact,
      deliveryId: randomUUID(),
      receivedAt: at,
      report: { ...fact.report, body, occurredAt: at },
    });

    it('leaves its cluster with all it counted there, and waits to be grouped again', async () => {
      const scope = newScope();
      const [stays, leaves] = [incomingReport({ level: 'warning' }), human({ level: 'fatal', occurredAt: minutesAgo(150) })];
      const id = await grouped(scope, [stays, leaves]);
      await clusters.recount(scope, [id]);
      await stored(scope, [again(leaves, leaves.report.body, minutesAgo(60))]);
      expect(await clusters.get(scope, id)).toMatchObject({ reportCount: 2, occurrences: 3, worstLevel: 'fatal' });

      const [result] = await reports.storeBatch(scope, [again(leaves, 'Something else by now.')], 1_500);

      expect(result).toMatchObject({ state: 'repeat', clusterId: null, change: { regrouped: true, leftClusterId: id } });
      expect(await reports.get(scope, leaves.reportId)).toMatchObject({
        body: 'Something else by now.',
        occurrences: 3,
        clusterId: null,
        evidence: null,
      });
      expect(await reports.revisions(scope, leaves.reportId)).toMatchObject([{ body: leaves.report.body, deliveryId: leaves.deliveryId }]);
      const left = (await clusters.get(scope, id))!;
      expect(left).toMatchObject({ reportCount: 1, occurrences: 1, peopleCount: 0, sources: { sentry: 1 }, worstLevel: 'warning' });
      expect(left.trend24h.reduce((sum, count) => sum + count)).toBe(0);
      expect(await clusters.members(scope, id)).toEqual([stays.reportId]);
      expect(await reports.countUnclustered(scope)).toBe(1);
    });

    it('takes along to its next cluster exactly what it brought', async () => {
      const scope = newScope();
      const fact = human({ occurredAt: minutesAgo(300) });
      await grouped(scope, [incomingReport(), fact]);
      await stored(scope, [again(fact, fact.report.body, minutesAgo(120)), again(fact, 'Now it is this.', minutesAgo(60))]);

      const next = randomUUID();
      await clusters.claimUnclustered(scope, 'run:next', 50);
      await clusters.putDecisions(scope, 'run:next', [decision(fact, next, true)]);
      await clusters.applyDecisions(scope, 'run:next');
      await clusters.save(scope, newCluster(scope, next, [fact]));
      await clusters.recount(scope, [next]);

      const { trend24h, occurrences } = (await clusters.get(scope, next))!;
      expect(occurrences).toBe(3);
      expect([trend24h.at(-6), trend24h.at(-3), trend24h.at(-2)]).toEqual([1, 1, 1]);
    });

    it('stays where the same is said, and where a sender tells of a machine again', async () => {
      const scope = newScope();
      const [said, thrown] = [human({ body: 'The page hangs.' }), incomingReport({ title: 'CPU at 93 %', body: '93' })];
      const id = await grouped(scope, [said, thrown]);

      const results = await reports.storeBatch(
        scope,
        [again(said, ' The page hangs. '), { ...again(thrown, '97'), report: { ...thrown.report, title: 'CPU at 97 %', body: '97' } }],
        1_500,
      );

      expect(results.map(({ change, clusterId }) => [change, clusterId])).toEqual([
        [undefined, id],
        [undefined, id],
      ]);
      expect(await clusters.members(scope, id)).toHaveLength(2);
      expect(await reports.revisions(scope, thrown.reportId)).toMatchObject([{ title: 'CPU at 97 %' }]);
    });

    it('is not what it said before the words it has', async () => {
      const scope = newScope();
      const fact = human({ occurredAt: minutesAgo(10) });
      await grouped(scope, [fact]);
      await stored(scope, [again(fact, 'New.', minutesAgo(5))]);

      await stored(scope, [again(fact, 'Late.', minutesAgo(8))]);

      expect(await reports.get(scope, fact.reportId)).toMatchObject({ body: 'New.', occurrences: 3 });
      expect((await reports.revisions(scope, fact.reportId)).map(({ body }) => body)).toEqual([fact.report.body, 'Late.']);
    });

    it('takes an emptied cluster with it', async () => {
      const scope = newScope();
      const fact = human();
      const id = await grouped(scope, [fact]);

      const change = await reports.edit(scope, fact.reportId, { body: 'Otherwise.' }, { editId: 'edit-1', at: minutesAgo(0) });

      expect(change).toEqual({ regrouped: true, leftClusterId: id });
      expect(await clusters.get(scope, id)).toBeNull();
      expect((await clusters.list(scope, { limit: 5, sort: 'impact' })).total).toBe(0);
      expect(await clusters.members(scope, id)).toEqual([]);
    });

    it.each(['fixing', 'pr_opened'] as const)('stays in a cluster that is %s', async (status) => {
      const scope = newScope();
      const [fact, other] = [human(), human()];
      const id = await grouped(scope, [fact, other]);
      await clusters.transition(scope, id, 'fixing', { jobId: 'job-1' });
      if (status !== 'fixing') await clusters.transition(scope, id, status);

      const change = await reports.setText(scope, fact.reportId, { at: minutesAgo(0), deliveryId: 'd', title: 'Other', body: 'Other' });

      expect(change).toEqual({ regrouped: false, leftClusterId: null });
      expect(await reports.get(scope, fact.reportId)).toMatchObject({ title: 'Other', clusterId: id });
      expect(await reports.countUnclustered(scope)).toBe(0);
    });

    it('stays where it would leave nothing of a fix that ended, and goes where others stay', async () => {
      const scope = newScope();
      const [alone, one, two] = [human(), human(), human()];
      const small = await grouped(scope, [alone]);
      const large = await grouped(scope, [one, two]);
      for (const id of [small, large]) {
        await clusters.transition(scope, id, 'fixing', { jobId: `job of ${id}` });
        await clusters.transition(scope, id, 'failed');
      }
      const edit = async ({ reportId }: IncomingReport) =>
        (await reports.edit(scope, reportId, { title: 'Other' }, { editId: 'e', at: minutesAgo(0) }))!.leftClusterId;

      expect([await edit(alone), await edit(one)]).toEqual([null, large]);
      expect(await clusters.get(scope, small)).toMatchObject({ status: 'failed', reportCount: 1 });
    });

    it('is decided by its new words, also where a run works on it already', async () => {
      const scope = newScope();
      const fact = human();
      await stored(scope, [fact]);
      await clusters.claimUnclustered(scope, 'run:old', 50);
      await clusters.putDecisions(scope, 'run:old', [decision(fact, 'by-old-words', true)]);

      await stored(scope, [again(fact, 'Quite something else.')]);
      const applied = await clusters.applyDecisions(scope, 'run:old');
      await clusters.releaseRun(scope, 'run:old');

      expect(applied).toEqual({ clusterIds: [], opened: 0, joined: 0 });
      expect(await clusters.claimUnclustered(scope, 'run:new', 50)).toBe(1);
      expect(await reports.get(scope, fact.reportId)).toMatchObject({ clusterId: null });
    });

    it('keeps what a person wrote, whatever the sender tells later', async () => {
      const scope = newScope();
      const fact = human();
      await stored(scope, [fact]);
      const edit = { title: 'By a person', status: 'closed' as const, metadata: { team: 'shop' } };

      await reports.edit(scope, fact.reportId, edit, { editId: 'edit-1', at: minutesAgo(5) });
      await stored(scope, [again(fact, 'By the sender, again.')]);
      await reports.setText(scope, fact.reportId, { at: minutesAgo(0), deliveryId: 'd-9', title: 'By the sender', body: 'Edited.' });

      expect(await reports.get(scope, fact.reportId)).toMatchObject({ ...edit, body: fact.report.body, occurrences: 2 });
      expect((await reports.revisions(scope, fact.reportId)).map(({ body, deliveryId }) => [body, deliveryId])).toEqual([
        [fact.report.body, fact.deliveryId],
        ['By the sender, again.', expect.any(String)],
        ['Edited.', 'd-9'],
      ]);
      expect((await reports.list(scope, { limit: 5, status: 'closed' })).total).toBe(1);
      expect(await reports.edit(scope, randomUUID(), { title: 'x' }, { editId: 'e', at: minutesAgo(0) })).toBeNull();
    });
  });
}
