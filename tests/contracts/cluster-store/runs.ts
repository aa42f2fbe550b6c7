import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { figuresOf } from '#domain/clustering/figures';
import { incomingReport } from '../../stored.ts';
import { decision, isoMinute, newCluster, newScope } from './stage.ts';
import type { ClusterStage } from './stage.ts';

/** What a run claims, keeps for itself, decides and applies. */
export function describeRuns({ clusters, reports, stored, grouped }: ClusterStage): void {
  describe('a run', () => {
    it('claims the oldest, and the same again when asked again', async () => {
      const scope = newScope();
      const incoming = await stored(
        scope,
        Array.from({ length: 6 }, (_, i) => incomingReport({}, { receivedAt: isoMinute(30 - i) })),
      );
      const oldestFirst = incoming.toReversed().map(({ reportId }) => reportId);

      const first = await clusters.claimUnclustered(scope, 'run:1', 4);
      await stored(scope, [incomingReport({}, { receivedAt: isoMinute(0) })]);
      const again = await clusters.claimUnclustered(scope, 'run:1', 4);

      expect([first, again]).toEqual([4, 4]);
      expect(await clusters.claimed(scope, 'run:1')).toEqual(oldestFirst.slice(0, 4));
      // What a run works on is not done yet.
      expect(await reports.countUnclustered(scope)).toBe(7);
      expect(await clusters.claimUnclustered(scope, 'run:2', 10)).toBe(3);
      expect(await clusters.claimUnclustered(scope, 'run:3', 10)).toBe(0);
    });

    it('keeps vectors bit by bit, however they are cut out of memory', async () => {
      const scope = newScope();
      const memory = new Float32Array(10).map((_, i) => Math.fround(Math.sin(i) / 3));
      const vectors = new Map([
        ['a', memory.subarray(1, 5)],
        ['b"\0', new Float32Array([NaN, -0, 1e-45, 3.4e38])],
      ]);

      await clusters.putVectors(scope, 'run:1', vectors);
      await clusters.putVectors(scope, 'run:1', new Map([['c', new Float32Array(4)]]));

      const kept = await clusters.vectors(scope, 'run:1');
      expect(new Map([...kept].toSorted())).toEqual(new Map([...vectors, ['c', new Float32Array(4)]]));
      expect(Object.is(kept.get('b"\0')![1], -0)).toBe(true);
      expect(await clusters.vectors(scope, 'run:2')).toEqual(new Map());
    });

    it('carries three hundred vectors of 768 numbers', async () => {
      const scope = newScope();
      const vectors = new Map(Array.from({ length: 300 }, (_, i) => [`r${i}`, new Float32Array(768).fill(i / 7)]));

      await clusters.putVectors(scope, 'run:1', vectors);

      expect((await clusters.vectors(scope, 'run:1')).get('r299')).toEqual(new Float32Array(768).fill(299 / 7));
    });

    it('keeps its decisions in order; a second try replaces them', async () => {
      const scope = newScope();
      const [a, b] = [incomingReport(), incomingReport()];
      await clusters.putDecisions(scope, 'run:1', [decision(a, 'c1', true)]);
      const decided = [decision(b, 'c2', true), decision(a, 'c2', false)];

      await clusters.putDecisions(scope, 'run:1', decided);

      expect(await clusters.decisions(scope, 'run:1')).toEqual(decided);
      expect(await clusters.decisions(scope, 'run:2')).toEqual([]);
    });

    it('applies its decisions once, however often it is told to', async () => {
      const scope = newScope();
      const old = await grouped(scope, [incomingReport({ author: 'mia' }, { source: 'manual' })]);
      const fresh = await stored(scope, [
        incomingReport({ author: 'mia' }, { receivedAt: isoMinute(1) }),
        incomingReport({ author: 'mia', occurredAt: isoMinute(2) }, { receivedAt: isoMinute(3), source: 'manual' }),
        incomingReport({ author: 'ben' }, { receivedAt: isoMinute(4) }),
        incomingReport({ author: null }, { receivedAt: isoMinute(5) }),
      ]);
      const opened = randomUUID();
      await clusters.claimUnclustered(scope, 'run:1', 50);
      await clusters.putDecisions(scope, 'run:1', [
        decision(fresh[3]!, opened, true),
        decision(fresh[0]!, old, false),
        decision(fresh[1]!, old, false),
        decision(fresh[2]!, old, false),
      ]);

      const results = [];
      for (let i = 0; i < 3; i++) results.push(await clusters.applyDecisions(scope, 'run:1'));
      await clusters.save(scope, newCluster(scope, opened, [fresh[3]!]));
      results.push(await clusters.applyDecisions(scope, 'run:1'));
      await clusters.releaseRun(scope, 'run:1');

      expect(results).toEqual(Array.from({ length: 4 }, () => ({ clusterIds: [opened, old], opened: 1, joined: 3 })));
      expect(await reports.countUnclustered(scope)).toBe(0);
      expect(new Set(await clusters.members(scope, old)).size).toBe(4);
      expect(await clusters.members(scope, opened)).toEqual([fresh[3]!.reportId]);
      // Mia at one source and Mia at another may be two people.
      const counted = {
        reportCount: 4,
        occurrences: 4,
        peopleCount: 3,
        sources: { manual: 2, sentry: 2 },
        lastSeenAt: expect.any(String) as string,
      };
      expect(await clusters.get(scope, old)).toMatchObject(counted);
      const [joined] = await reports.getMany(scope, [fresh[1]!.reportId]);
      expect(joined).toMatchObject({ clusterId: old, evidence: { rule: 'words', sharedWords: ['csv', 'export'] } });
      const listed = await reports.list(scope, { limit: 10, clusterId: old, source: 'sentry' });
      expect(listed.items.map(({ id }) => id)).toEqual([fresh[2]!.reportId, fresh[0]!.reportId]);
    });

    it('counts a cluster as the domain does', async () => {
      const scope = newScope();
      const id = await grouped(scope, [incomingReport({ author: 'a', occurredAt: isoMinute(9) })]);
      await grouped(
        scope,
        [incomingReport({ author: 'a', occurredAt: isoMinute(4) }, { source: 'github' }), incomingReport({ occurredAt: isoMinute(40) })],
        id,
        false,
      );

      const members = await reports.getMany(scope, await clusters.members(scope, id));
      const { trend24h: _hours, trend14d: _days, severity: _severity, ...figures } = figuresOf(members, new Date().toISOString());

      expect(await clusters.get(scope, id)).toMatchObject(figures);
    });

    it('takes back reports of a cluster that was decided on and never saved', async () => {
      const scope = newScope();
      const [report] = await stored(scope, [incomingReport()]);
      await clusters.claimUnclustered(scope, 'cut:off', 50);
      await clusters.putDecisions(scope, 'cut:off', [decision(report!, 'never-saved', true)]);
      await clusters.applyDecisions(scope, 'cut:off');

      await clusters.releaseRun(scope, 'cut:off');

      expect(await reports.get(scope, report!.reportId)).toMatchObject({ clusterId: null, evidence: null });
      expect(await clusters.members(scope, 'never-saved')).toEqual([]);
      expect(await reports.countUnclustered(scope)).toBe(1);
    });

    it('leaves a report where somebody else has put it meanwhile', async () => {
      const scope = newScope();
      const report = incomingReport();
      const first = await grouped(scope, [report]);
      await clusters.putDecisions(scope, 'late', [decision(report, 'other', true)]);

      const result = await clusters.applyDecisions(scope, 'late');

      expect(result).toEqual({ clusterIds: [], opened: 0, joined: 0 });
      expect((await reports.get(scope, report.reportId))?.clusterId).toBe(first);
      expect(await clusters.get(scope, 'other')).toBeNull();
    });

    it('passes over a report that is gone', async () => {
      const scope = newScope();
      await clusters.putDecisions(scope, 'run:1', [decision(incomingReport(), 'c', true)]);

      expect(await clusters.applyDecisions(scope, 'run:1')).toEqual({ clusterIds: [], opened: 0, joined: 0 });
      expect(await clusters.get(scope, 'c')).toBeNull();
    });

    it('puts back what it claimed and did not decide, and drops the rest', async () => {
      const scope = newScope();
      const [decided, undecided] = await stored(scope, [incomingReport(), incomingReport()]);
      await clusters.claimUnclustered(scope, 'run:1', 50);
      await clusters.putVectors(scope, 'run:1', new Map([['x', new Float32Array(2)]]));
      await clusters.putDecisions(scope, 'run:1', [decision(decided!, 'c', true)]);
      await clusters.applyDecisions(scope, 'run:1');
      await clusters.save(scope, newCluster(scope, 'c', [decided!]));

      await clusters.releaseRun(scope, 'run:1');
      await clusters.releaseRun(scope, 'run:1');

      expect(await clusters.claimed(scope, 'run:1')).toEqual([]);
      expect((await clusters.vectors(scope, 'run:1')).size).toBe(0);
      expect(await clusters.decisions(scope, 'run:1')).toEqual([]);
      expect(await reports.countUnclustered(scope)).toBe(1);
      await clusters.claimUnclustered(scope, 'run:2', 50);
      expect(await clusters.claimed(scope, 'run:2')).toEqual([undecided!.reportId]);
    });
  });
}
