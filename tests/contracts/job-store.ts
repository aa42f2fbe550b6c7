import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { InternalError, NotFoundError } from '#domain/errors';
import { END_STAGES } from '#domain/fix-job';
import type { GateReport, LogLine, Proof, TestRun } from '#domain/fix-job';
import type { JobStore } from '#domain/ports/job-store';
import { tenantScope } from '#domain/project';
import type { TenantScope } from '#domain/project';
import { storedJob, storedPlan } from '../stored.ts';

const newScope = (ownerId: string = randomUUID()): TenantScope => tenantScope({ id: randomUUID(), ownerId });
const isoMinute = (minute: number) => new Date(Date.UTC(2026, 9, 1, 10, minute)).toISOString();
const line = (text: string): Omit<LogLine, 'n'> => ({ at: isoMinute(0), stream: 'agent', text });

const run: TestRun = {
  commit: 'a'.repeat(40),
  overlaid: true,
  exitCode: 1,
  passed: [],
  failed: ['exports "every" row'],
  durationMs: 1_200,
  outputTail: 'not ok 1',
};
const proof: Proof = {
  command: ['npm', 'test'],
  before: run,
  after: run,
  fixed: [],
  broken: [],
  proven: false,
  verdict: 'No test changed.',
};
const gate: GateReport = { passed: false, files: 1, added: 2, removed: 3, findings: [{ rule: 'path', path: null, message: 'x' }] };

/** What every JobStore must do. */
export function jobStoreContract(name: string, open: () => Promise<JobStore>): void {
  describe(`${name} as a store of fixes`, () => {
    let jobs: JobStore;
    beforeAll(async () => {
      jobs = await open();
    });

    async function created(scope: TenantScope, fields: Parameters<typeof storedJob>[2] = {}, clusterId: string = randomUUID()) {
      const job = storedJob(scope.projectId, clusterId, fields);
      await jobs.create(scope, job);
      return job;
    }

    it('gives back a fix as it was made, and makes it once', async () => {
      const scope = newScope();
      const job = await created(scope, { clusterTitle: 'Quotes " \0 漢字', sandbox: { kind: 'bubblewrap', id: 'b1' } });

      await jobs.create(scope, { ...job, stage: 'failed' });

      expect(await jobs.get(scope, job.id)).toEqual(job);
      expect(await jobs.get(scope, randomUUID())).toBeNull();
    });

    it('merges fields and notes each stage once per attempt', async () => {
      const scope = newScope();
      const job = await created(scope);

      await jobs.update(scope, job.id, { stage: 'planning', updatedAt: isoMinute(1) });
      await jobs.update(scope, job.id, { stage: 'planning', updatedAt: isoMinute(2), detail: 'again' });
      await jobs.update(scope, job.id, { baseCommit: 'c0ffee', updatedAt: isoMinute(3) });
      await jobs.update(scope, job.id, { stage: 'agent', attempt: 1, updatedAt: isoMinute(4), detail: 'first' });
      const last = await jobs.update(scope, job.id, { stage: 'agent', attempt: 2, updatedAt: isoMinute(5), detail: 'second' });

      expect(last.timeline).toEqual([
        job.timeline[0],
        { stage: 'planning', at: isoMinute(1), detail: null },
        { stage: 'agent', at: isoMinute(4), detail: 'first' },
        { stage: 'agent', at: isoMinute(5), detail: 'second' },
      ]);
      expect(last).toMatchObject({ stage: 'agent', attempt: 2, baseCommit: 'c0ffee', detail: 'second', updatedAt: isoMinute(5) });
      expect(await jobs.get(scope, job.id)).toEqual(last);
    });

    it('lets nobody change what a fix is of', async () => {
      const scope = newScope();
      const job = await created(scope);

      const after = await jobs.update(scope, job.id, { id: 'x', projectId: 'y', clusterId: 'z', createdAt: isoMinute(9), timeline: [] });

      expect(after).toEqual({ ...job, updatedAt: after.updatedAt });
      await expect(jobs.update(scope, randomUUID(), { detail: 'x' })).rejects.toThrow(NotFoundError);
    });

    it('clears a field that is given as null', async () => {
      const scope = newScope();
      const job = await created(scope, { branch: 'fix/a', sandbox: { kind: 'bubblewrap', id: 'b1' } });

      const after = await jobs.update(scope, job.id, { sandbox: null });

      expect(after).toMatchObject({ sandbox: null, branch: 'fix/a' });
    });

    it('lists newest first, by cluster, and those that still run', async () => {
      const scope = newScope();
      const clusterId = randomUUID();
      const first = await created(scope, { createdAt: isoMinute(1) }, clusterId);
      const second = await created(scope, { createdAt: isoMinute(2) });
      const third = await created(scope, { createdAt: isoMinute(3) }, clusterId);
      await jobs.update(scope, third.id, { stage: 'failed' });
      const listed = async (query: object) => {
        const { items, total } = await jobs.list(scope, { limit: 10, ...query });
        expect(total).toBe(items.length);
        return items.map(({ id }) => id);
      };

      expect(await listed({})).toEqual([third.id, second.id, first.id]);
      expect(await listed({ clusterId })).toEqual([third.id, first.id]);
      expect(await listed({ active: true })).toEqual([second.id, first.id]);
      expect(await listed({ clusterId, active: true })).toEqual([first.id]);
      const page = await jobs.list(scope, { limit: 2 });
      expect(page.total).toBe(3);
      const rest = await jobs.list(scope, { limit: 2, cursor: page.nextCursor! });
      expect(rest).toMatchObject({ items: [{ id: first.id }], nextCursor: null, total: 3 });
    });

    it.each(END_STAGES)('takes a fix that ended as %s off the running ones', async (stage) => {
      const scope = newScope();
      const job = await created(scope);

      await jobs.update(scope, job.id, { stage });

      expect((await jobs.list(scope, { limit: 5, active: true })).total).toBe(0);
    });

    it('finds a fix by its branch, in its own project alone', async () => {
      const scope = newScope();
      const job = await created(scope);
      await jobs.update(scope, job.id, { branch: 'soulcaster/fix-1' });

      expect((await jobs.findByBranch(scope, 'soulcaster/fix-1'))?.id).toBe(job.id);
      expect(await jobs.findByBranch(scope, 'main')).toBeNull();
      expect(await jobs.findByBranch(newScope(), 'soulcaster/fix-1')).toBeNull();
      expect(await jobs.get(newScope(), job.id)).toBeNull();
    });

    it('keeps plans by version, and proof, gate and diff', async () => {
      const scope = newScope();
      const { id } = await created(scope);
      const plans = [storedPlan(), storedPlan({ version: 2, note: 'smaller' }), storedPlan({ version: 10 })];
      const diff = 'diff --git a/x b/x\r\n+\0 "漢字"\n';
      expect([await jobs.plans(scope, id), await jobs.proof(scope, id), await jobs.gate(scope, id), await jobs.diff(scope, id)]).toEqual([
        [],
        null,
        null,
        null,
      ]);

      for (const plan of [plans[2]!, plans[0]!, plans[1]!, plans[1]!]) await jobs.putPlan(scope, id, plan);
      await jobs.putProof(scope, id, proof);
      await jobs.putGate(scope, id, gate);
      await jobs.putDiff(scope, id, diff);

      expect(await jobs.plans(scope, id)).toEqual(plans);
      expect(await jobs.proof(scope, id)).toEqual(proof);
      expect(await jobs.gate(scope, id)).toEqual(gate);
      expect(await jobs.diff(scope, id)).toBe(diff);
    });

    it('keeps a diff of a megabyte and no more', async () => {
      const scope = newScope();
      const { id } = await created(scope);

      await jobs.putDiff(scope, id, '"'.repeat(1024 * 1024 + 5));

      expect(await jobs.diff(scope, id)).toBe('"'.repeat(1024 * 1024));
    });

    it('appends log lines where they belong; what is sent again is skipped', async () => {
      const scope = newScope();
      const { id } = await created(scope);
      const lines = ['one', 'two "\0', 'three', 'four', 'five'].map(line);

      const lengths = [
        await jobs.appendLog(scope, id, lines.slice(0, 2), 0),
        await jobs.appendLog(scope, id, lines.slice(0, 2), 0),
        await jobs.appendLog(scope, id, lines.slice(1, 4), 1),
        await jobs.appendLog(scope, id, lines.slice(4)),
        await jobs.appendLog(scope, id, []),
      ];

      expect(lengths).toEqual([2, 2, 4, 5, 5]);
      expect(await jobs.log(scope, id, 0, 100)).toEqual({ lines: lines.map((one, n) => ({ n, ...one })), next: 5 });
    });

    it('hands the log out in pages that end at the last line', async () => {
      const scope = newScope();
      const { id } = await created(scope);
      await jobs.appendLog(scope, id, ['a', 'b', 'c'].map(line), 0);

      const first = await jobs.log(scope, id, 0, 2);
      const second = await jobs.log(scope, id, first.next, 2);
      const third = await jobs.log(scope, id, second.next, 2);

      expect(first.lines.map(({ n, text }) => [n, text])).toEqual([
        [0, 'a'],
        [1, 'b'],
      ]);
      expect(second).toMatchObject({ lines: [{ n: 2, text: 'c' }], next: 3 });
      expect(third).toEqual({ lines: [], next: 3 });
    });

    it('never hides that lines are missing', async () => {
      const scope = newScope();
      const { id } = await created(scope);

      await expect(jobs.appendLog(scope, id, [line('late')], 4)).rejects.toThrow(InternalError);
      expect((await jobs.log(scope, id, 0, 10)).lines).toEqual([]);
    });

    it('writes nothing for a fix that is gone', async () => {
      const scope = newScope();

      await expect(jobs.appendLog(scope, 'gone', [line('x')], 0)).rejects.toThrow(NotFoundError);
      await expect(jobs.putDiff(scope, 'gone', 'x')).rejects.toThrow(NotFoundError);
      await expect(jobs.putPlan(scope, 'gone', storedPlan())).rejects.toThrow(NotFoundError);
    });

    it('reserves no more fixes than the owner may have, each once', async () => {
      const owner = randomUUID();

      const many = await Promise.all(Array.from({ length: 30 }, (_, i) => jobs.reserveQuota(owner, `job-${i % 15}`, 10)));
      const kept = [...many.entries()].filter(([, granted]) => granted).map(([i]) => `job-${i % 15}`);

      expect(new Set(kept).size).toBe(10);
      expect(await jobs.reserveQuota(owner, kept[0]!, 10)).toBe(true);
      expect(await jobs.reserveQuota(owner, 'one-more', 10)).toBe(false);
      await jobs.releaseQuota(owner, kept[0]!);
      await jobs.releaseQuota(owner, kept[0]!);
      expect(await jobs.reserveQuota(owner, 'one-more', 10)).toBe(true);
      expect(await jobs.reserveQuota(owner, 'and-another', 10)).toBe(false);
    });

    it('has nothing left of a deleted project, and its reserved fixes are free again', async () => {
      const scope = newScope();
      const { id, clusterId } = await created(scope, { branch: 'fix/x' });
      await jobs.reserveQuota(scope.ownerId, id, 1);
      await jobs.putPlan(scope, id, storedPlan());
      await jobs.appendLog(scope, id, [line('x')], 0);

      await jobs.deleteAll(scope);

      expect(await jobs.get(scope, id)).toBeNull();
      expect(await jobs.plans(scope, id)).toEqual([]);
      expect(await jobs.log(scope, id, 0, 5)).toEqual({ lines: [], next: 0 });
      expect(await jobs.findByBranch(scope, 'fix/x')).toBeNull();
      expect((await jobs.list(scope, { limit: 5, clusterId })).total).toBe(0);
      expect(await jobs.reserveQuota(scope.ownerId, 'next', 1)).toBe(true);
    });
  });
}
