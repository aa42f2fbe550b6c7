import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ClusterEdit, ClusterStore } from '#domain/ports/cluster-store';
import type { IncomingReport } from '#domain/ports/report-store';
import type { TenantScope } from '#domain/project';
import { incomingReport, storedEvidence } from '../../stored.ts';
import { decision, newScope } from './stage.ts';
import type { ClusterStage } from './stage.ts';

const MEMBERS = 600;
const AT_ONCE = 300;

/** Edits that are too large for one step. */
export function describeLargeEdits(
  { clusters, reports, stored, grouped }: ClusterStage,
  cutOffAfter: (calls: number) => Promise<ClusterStore>,
): void {
  describe('a large merge', () => {
    let scope: TenantScope;
    let ids: string[];
    let merge: ClusterEdit;
    const [into, from] = ['into', 'from'];
    beforeEach(async () => {
      scope = newScope();
      for (const id of [into, from]) await large(id);
      const members = { [into]: await clusters.members(scope, into), [from]: await clusters.members(scope, from) };
      ids = [...members[into]!, ...members[from]!].toSorted();
      merge = {
        ...{ editId: randomUUID(), regroups: true, opens: [], sets: [], drops: [from] },
        expects: [into, from].map((clusterId) => ({ clusterId, status: 'new' as const, members: members[clusterId]! })),
        moves: [{ reportIds: members[from]!, to: into, evidence: storedEvidence({ rule: 'person' }) }],
      };
    });

    /** Of a hundred people, each of whom is in both clusters. */
    async function large(id: string): Promise<void> {
      for (let done = 0; done < MEMBERS; done += AT_ONCE) {
        const some = Array.from({ length: AT_ONCE }, (_, i): IncomingReport => incomingReport({ author: `person-${i % 100}` }));
        await grouped(scope, some, id, done === 0);
      }
      await clusters.recount(scope, [id]);
    }
    /** The members of both, each of which says the same of itself. */
    async function placed(): Promise<string[]> {
      const [a, b] = [await clusters.members(scope, into), await clusters.members(scope, from)];
      const homes = await reports.clustersOf(scope, ids);
      expect([a.every((id) => homes.get(id) === into), b.every((id) => homes.get(id) === from)]).toEqual([true, true]);
      return [...a, ...b].toSorted();
    }
    async function expectMerged(): Promise<void> {
      expect(await clusters.get(scope, from)).toBeNull();
      expect((await clusters.members(scope, into)).toSorted()).toEqual(ids);
      expect(await clusters.get(scope, into)).toMatchObject({
        ...{ reportCount: 2 * MEMBERS, occurrences: 2 * MEMBERS, peopleCount: 100, sources: { sentry: 2 * MEMBERS } },
      });
    }

    it.each([1, 2, 3, 5, 6])('that is cut off at its call %i is finished by the next attempt, and right at every moment', async (calls) => {
      await expect((await cutOffAfter(calls)).edit(scope, merge)).rejects.toThrow();
      expect(await placed()).toEqual(ids);

      expect(await clusters.wasEdited(scope, merge.editId)).toBe(true);

      await expectMerged();
      await clusters.edit(scope, merge);
      await expectMerged();
    });

    it('that is cut off does not mix with another edit: that one finds it done', async () => {
      await expect((await cutOffAfter(1)).edit(scope, merge)).rejects.toThrow();
      const split: ClusterEdit = { ...merge, editId: randomUUID(), moves: [{ ...merge.moves[0]!, to: 'elsewhere' }] };

      await expect(clusters.edit(scope, split)).rejects.toMatchObject({ code: 'changed' });

      await expectMerged();
    });

    it('that two workers are at at once is done once', async () => {
      await Promise.all([clusters.edit(scope, merge), clusters.edit(scope, merge), clusters.wasEdited(scope, merge.editId)]);

      await expectMerged();
    });

    it('that is cut off is finished by a run, whose decisions are left to the next one', async () => {
      const [late] = await stored(scope, [incomingReport()]);
      await clusters.claimUnclustered(scope, 'run', 10);
      await clusters.putDecisions(scope, 'run', [decision(late!, from, false)], await clusters.edition(scope));
      await expect((await cutOffAfter(2)).edit(scope, merge)).rejects.toThrow();

      expect(await clusters.applyDecisions(scope, 'run')).toMatchObject({ joined: 0 });

      await expectMerged();
      await clusters.releaseRun(scope, 'run');
      expect(await reports.countUnclustered(scope)).toBe(1);
    });

    it('that is cut off is finished before a fix begins', async () => {
      await expect((await cutOffAfter(2)).edit(scope, merge)).rejects.toThrow();

      await expect(clusters.transition(scope, from, 'fixing')).rejects.toMatchObject({ code: 'not_found' });

      await expectMerged();
    });

    it('keeps to what was erased or changed its words meanwhile', async () => {
      await expect((await cutOffAfter(1)).edit(scope, merge)).rejects.toThrow();
      const [changed, erased] = (await clusters.members(scope, from)) as [string, string];
      await reports.edit(scope, changed, { title: 'Other words' }, { editId: 'e', at: new Date().toISOString() });
      await reports.remove(scope, [erased]);

      await clusters.edit(scope, merge);

      expect((await clusters.members(scope, into)).length).toBe(2 * MEMBERS - 2);
      expect((await clusters.get(scope, into))!.reportCount).toBe(2 * MEMBERS - 2);
      expect((await reports.get(scope, changed))!.clusterId).toBeNull();
      expect(await reports.countUnclustered(scope)).toBe(1);
    });

    it('is undone with what it counted, and why each report was where it was', async () => {
      const whole = (await clusters.get(scope, from))!;
      const moved = merge.moves[0]!.reportIds;
      await clusters.edit(scope, merge);
      const undo = { ...merge, editId: randomUUID(), restores: merge.editId, expects: [], opens: [whole], drops: [] };
      const back = { ...undo, moves: [{ ...merge.moves[0]!, to: from }] };

      await expect((await cutOffAfter(2)).edit(scope, back)).rejects.toThrow();
      expect(await placed()).toEqual(ids);
      await clusters.edit(scope, back);

      for (const id of [into, from]) expect(await clusters.get(scope, id)).toMatchObject({ reportCount: MEMBERS, peopleCount: 100 });
      expect((await clusters.members(scope, from)).toSorted()).toEqual(moved.toSorted());
      expect((await reports.get(scope, moved.at(-1)!))!.evidence!.rule).toBe('words');
    });
  });
}
