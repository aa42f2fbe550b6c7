import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Cluster, ClusterStatus } from '#domain/cluster';
import { canBecome, ClusterStatus as Statuses } from '#domain/cluster';
import { figuresOf } from '#domain/clustering/figures';
import { ConflictError, InvalidInputError, NotFoundError } from '#domain/errors';
import type { ClusterQuery, ClusterStore } from '#domain/ports/cluster-store';
import type { Decision, IncomingReport, ReportStore } from '#domain/ports/report-store';
import { tenantScope } from '#domain/project';
import type { TenantScope } from '#domain/project';
import { incomingReport, storedCluster, storedEvidence } from '../stored.ts';

const newScope = (): TenantScope => tenantScope({ id: randomUUID(), ownerId: randomUUID() });
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const isoMinute = (minute: number) => new Date(Date.UTC(2026, 9, 1, 10, minute)).toISOString();

function decision(report: IncomingReport, clusterId: string, opened: boolean): Decision {
  const rule = opened ? 'first' : 'words';
  return { reportId: report.reportId, clusterId, opened, evidence: storedEvidence({ rule, sharedWords: opened ? [] : ['csv', 'export'] }) };
}

/** As a run saves what it opened: with the figures of its members. */
function newCluster(scope: TenantScope, id: string, members: IncomingReport[]): Cluster {
  const now = new Date().toISOString();
  const seen = members.map(({ report }) => report.occurredAt).toSorted();
  return storedCluster(scope.projectId, {
    id,
    reportCount: members.length,
    occurrences: members.length,
    firstSeenAt: seen[0]!,
    lastSeenAt: seen.at(-1)!,
    createdAt: now,
    updatedAt: now,
  });
}

/** What every ClusterStore must do, next to the ReportStore of the same database. */
export function clusterStoreContract(name: string, open: () => Promise<{ clusters: ClusterStore; reports: ReportStore }>): void {
  describe(`${name} as a store of clusters`, () => {
    let clusters: ClusterStore;
    let reports: ReportStore;
    beforeAll(async () => {
      ({ clusters, reports } = await open());
    });

    async function stored(scope: TenantScope, incoming: IncomingReport[]): Promise<IncomingReport[]> {
      await reports.storeBatch(scope, incoming, 1_500);
      return incoming;
    }
    /** Stores, claims and decides: the first report opens the cluster, the others join it. */
    async function grouped(
      scope: TenantScope,
      incoming: IncomingReport[],
      clusterId: string = randomUUID(),
      opened = true,
    ): Promise<string> {
      const runKey = `${scope.projectId}:${randomUUID()}`;
      await stored(scope, incoming);
      await clusters.claimUnclustered(scope, runKey, 500);
      await clusters.putDecisions(
        scope,
        runKey,
        incoming.map((report, i) => decision(report, clusterId, opened && i === 0)),
      );
      await clusters.applyDecisions(scope, runKey);
      if (opened) await clusters.save(scope, newCluster(scope, clusterId, incoming));
      await clusters.releaseRun(scope, runKey);
      return clusterId;
    }

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

    describe('the list', () => {
      const titles = async (scope: TenantScope, query: Partial<ClusterQuery>) => {
        const { items, total } = await clusters.list(scope, { limit: 50, sort: 'impact', ...query });
        expect(total).toBe(items.length);
        return items.map(({ title }) => title);
      };
      async function several(scope: TenantScope, make: [title: string, fields: Partial<Cluster>][]) {
        for (const [title, fields] of make) await clusters.save(scope, storedCluster(scope.projectId, { title, summary: '', ...fields }));
      }

      it('sorts by impact, last seen, first seen and reports, highest first', async () => {
        const scope = newScope();
        const severity = (score: number) => ({ level: 'P2' as const, score, parts: [] });
        await several(scope, [
          ['a', { severity: severity(10.5), lastSeenAt: isoMinute(3), firstSeenAt: isoMinute(1), reportCount: 2 }],
          ['b', { severity: severity(10.25), lastSeenAt: isoMinute(9), firstSeenAt: isoMinute(2), reportCount: 9 }],
          ['c', { severity: severity(90), lastSeenAt: isoMinute(1), firstSeenAt: isoMinute(0), reportCount: 10 }],
        ]);

        expect(await titles(scope, { sort: 'impact' })).toEqual(['c', 'a', 'b']);
        expect(await titles(scope, { sort: 'last_seen' })).toEqual(['b', 'a', 'c']);
        expect(await titles(scope, { sort: 'first_seen' })).toEqual(['b', 'a', 'c']);
        expect(await titles(scope, { sort: 'reports' })).toEqual(['c', 'b', 'a']);
      });

      it('filters by status, severity, source and words, all together', async () => {
        const scope = newScope();
        const p = (level: 'P1' | 'P2' | 'P3', score: number) => ({ level, score, parts: [] });
        const failedId = randomUUID();
        await several(scope, [
          ['CSV Export FÄILS', { summary: 'Größe falsch', severity: p('P1', 9), sources: { sentry: 1 } }],
          ['Cart total wrong', { severity: p('P2', 8), sources: { github: 2, manual: 1 }, status: 'fixing' }],
          ['Invoice export', { severity: p('P3', 7), sources: { manual: 1 }, status: 'failed', id: failedId }],
        ]);

        expect(await titles(scope, { status: ['new'] })).toEqual(['CSV Export FÄILS']);
        expect(await titles(scope, { status: ['new', 'fixing'] })).toHaveLength(2);
        expect(await titles(scope, { status: [] })).toEqual([]);
        expect(await titles(scope, { status: [], alsoIds: [failedId, randomUUID()] })).toEqual(['Invoice export']);
        expect(await titles(scope, { status: ['new'], alsoIds: [failedId], severity: ['P3'] })).toEqual(['Invoice export']);
        expect(await titles(scope, { severity: ['P1', 'P3'] })).toHaveLength(2);
        expect(await titles(scope, { source: ['manual'] })).toEqual(['Cart total wrong', 'Invoice export']);
        expect(await titles(scope, { source: ['sentry', 'github'] })).toHaveLength(2);
        expect(await titles(scope, { text: 'export' })).toEqual(['CSV Export FÄILS', 'Invoice export']);
        expect(await titles(scope, { text: '  EXPORT   fäils ' })).toEqual(['CSV Export FÄILS']);
        expect(await titles(scope, { text: 'grösse' })).toEqual([]);
        expect(await titles(scope, { text: 'größe' })).toEqual(['CSV Export FÄILS']);
        expect(await titles(scope, { text: '%a+ .* [' })).toEqual([]);
        expect(await titles(scope, { text: '\ud83d \0' })).toEqual([]);
        expect(await clusters.countByStatus(scope)).toEqual({ new: 1, fixing: 1, failed: 1 });
      });

      it('pages without a gap or a repeat, also where many are equal', async () => {
        const scope = newScope();
        const ids = Array.from({ length: 23 }, () => randomUUID());
        for (const id of ids) await clusters.save(scope, storedCluster(scope.projectId, { id }));

        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await clusters.list(scope, { limit: 5, sort: 'reports', cursor });
          expect(page.total).toBeGreaterThanOrEqual(23);
          seen.push(...page.items.map(({ id }) => id));
          cursor = page.nextCursor ?? undefined;
          await clusters.save(scope, storedCluster(scope.projectId, { reportCount: 50 }));
        } while (cursor);

        expect(seen.toSorted()).toEqual(ids.toSorted());
      });

      it('refuses a cursor of another order', async () => {
        const scope = newScope();
        for (let i = 0; i < 3; i++) await clusters.save(scope, storedCluster(scope.projectId));
        const { nextCursor } = await clusters.list(scope, { limit: 2, sort: 'impact' });

        const wrong = clusters.list(scope, { limit: 2, sort: 'reports', cursor: nextCursor! });

        await expect(wrong).rejects.toThrow(InvalidInputError);
      });
    });

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

    it('counts a repeated fact in its cluster, and shows when', async () => {
      const scope = newScope();
      const before = minutesAgo(90);
      const fact = incomingReport({ occurredAt: before }, { receivedAt: before });
      const id = await grouped(scope, [fact]);
      const repeat = {
        ...fact,
        deliveryId: randomUUID(),
        receivedAt: minutesAgo(0),
        report: { ...fact.report, occurredAt: minutesAgo(0) },
      };

      await stored(scope, [repeat]);
      await stored(scope, [repeat]);

      const cluster = (await clusters.get(scope, id))!;
      expect(cluster).toMatchObject({ reportCount: 1, occurrences: 2, firstSeenAt: fact.receivedAt, lastSeenAt: repeat.receivedAt });
      expect(cluster.trend24h.at(-1)).toBe(1);
      expect(cluster.trend24h.reduce((sum, count) => sum + count)).toBe(2);
      expect(cluster.trend14d.reduce((sum, count) => sum + count)).toBe(2);
    });

    it('lets the trend move on by itself and forgets what is older than the chart', async () => {
      const scope = newScope();
      const hour = 60;
      const id = await grouped(
        scope,
        [0, 2 * hour, 30 * hour, 20 * 24 * hour].map((minutes) => incomingReport({ occurredAt: minutesAgo(minutes) })),
      );

      const { trend24h, trend14d } = (await clusters.get(scope, id))!;

      expect(trend24h).toHaveLength(24);
      expect(trend14d).toHaveLength(14);
      expect(trend24h.reduce((sum, count) => sum + count)).toBe(2);
      expect(trend24h.at(-3)).toBe(1);
      expect(trend14d.reduce((sum, count) => sum + count)).toBe(3);
    });

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
        expect(await reports.revisions(scope, leaves.reportId)).toMatchObject([
          { body: leaves.report.body, deliveryId: leaves.deliveryId },
        ]);
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

    it('has nothing left of a deleted project', async () => {
      const scope = newScope();
      const id = await grouped(scope, [incomingReport()]);

      await clusters.deleteAll(scope);
      await reports.deleteAll(scope);

      expect(await clusters.get(scope, id)).toBeNull();
      expect(await clusters.members(scope, id)).toEqual([]);
      const counts: Partial<Record<ClusterStatus, number>> = await clusters.countByStatus(scope);
      expect(counts).toEqual({});
    });
  });
}
