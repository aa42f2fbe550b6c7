import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { createRedisStores } from '#adapters/redis/index';
import { assign } from '#domain/clustering/assign';
import { DEFAULT_BANDS } from '#domain/clustering/bounds';
import type { KnownIndex } from '#domain/clustering/known-index';
import type { Decision, IncomingReport, ReportStore } from '#domain/ports/index';
import { tenantScope } from '#domain/project';
import type { Report } from '#domain/report';
import { WORDINGS } from '#tests/bug-wordings';
import { crashWith, reportWith } from '#tests/report-builders';
import { storedCluster, storedEvidence } from '#tests/stored';
import { KnownReports } from './known-reports.ts';

const { reports, clusters } = createRedisStores(inject('redisRest'));
const newScope = () => tenantScope({ id: randomUUID(), ownerId: randomUUID() });
type Scope = ReturnType<typeof newScope>;

/** The same numbers every time, 0..1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Counts what is asked of the store. */
function watched(): { store: Pick<ReportStore, 'scan' | 'getMany' | 'changedSince'>; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    store: {
      scan: (...args) => (asked.push('scan'), reports.scan(...args)),
      getMany: (...args) => (asked.push(`getMany ${args[1].length}`), reports.getMany(...args)),
      changedSince: (...args) => (asked.push('changedSince'), reports.changedSince(...args)),
    },
  };
}

/** A project that people and machines write to at random, a few of each kind alike. */
function busyProject(seed: number) {
  const scope = newScope();
  const random = numbers(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const texts = WORDINGS.flatMap((row) => row.reports);
  const alive: IncomingReport[] = [];
  let minute = 0;

  function content(): Report {
    const crashes = ['exportCsv', 'payOrder', 'resize'];
    const choice = random();
    if (choice < 0.35) return crashWith('RangeError', [pick(crashes), 'handle'], { message: pick(['no', 'too long']) });
    if (choice < 0.55)
      return reportWith({ kind: 'machine', source: 'splunk', title: `Worker ${pick(crashes)} lost ${Math.floor(random() * 9)} jobs` });
    if (choice < 0.7) return reportWith({ title: pick(texts).split(' | ')[0]! });
    const [title = '', body = ''] = pick(texts).split(' | ');
    return reportWith({ title, body });
  }
  function incoming(): IncomingReport {
    const { source, ...report } = content();
    // Not always in the order of receipt: what was parked or is replayed was received long before.
    const receivedAt = new Date(Date.UTC(2026, 5, 1) + (random() < 0.2 ? random() * minute : ++minute) * 60_000).toISOString();
    return { reportId: randomUUID(), deliveryId: randomUUID(), source, receivedAt, report };
  }
  async function decide(decisions: readonly Decision[], runKey: string): Promise<void> {
    await clusters.putDecisions(scope, runKey, [...decisions]);
    const { clusterIds } = await clusters.applyDecisions(scope, runKey);
    const there = new Set((await clusters.getMany(scope, clusterIds)).map(({ id }) => id));
    for (const id of clusterIds) if (!there.has(id)) await clusters.save(scope, storedCluster(scope.projectId, { id }));
    await clusters.releaseRun(scope, runKey);
  }
  async function move(): Promise<void> {
    const report = alive.length > 0 ? await reports.get(scope, pick(alive).reportId) : null;
    if (!report?.clusterId) return;
    const to = random() < 0.5 ? randomUUID() : null;
    await clusters.edit(scope, {
      editId: randomUUID(),
      regroups: true,
      expects: [],
      opens: to ? [storedCluster(scope.projectId, { id: to })] : [],
      moves: [{ reportIds: [report.id], to, evidence: storedEvidence({ rule: 'person' }) }],
      sets: [],
      drops: [],
    });
  }
  return {
    scope,
    decide,
    async claim(runKey: string): Promise<Report[]> {
      await clusters.claimUnclustered(scope, runKey, 40);
      return await reports.getMany(scope, await clusters.claimed(scope, runKey));
    },
    async change(): Promise<void> {
      const fresh = Array.from({ length: 1 + Math.floor(random() * 8) }, incoming);
      await reports.storeBatch(scope, fresh, 1_500);
      alive.push(...fresh);
      for (let i = 0; i < 6; i++) {
        const one = pick(alive);
        const other = content();
        const at = new Date(Date.UTC(2026, 6, 1) + ++minute * 60_000).toISOString();
        const what = random();
        if (what < 0.25) await reports.remove(scope, [alive.splice(alive.indexOf(one), 1)[0]!.reportId]);
        else if (what < 0.5) await move();
        else if (what < 0.65) await reports.edit(scope, one.reportId, { title: other.title }, { editId: randomUUID(), at });
        else if (what < 0.8) await reports.setText(scope, one.reportId, { at, deliveryId: randomUUID(), body: other.body });
        else
          await reports.storeBatch(
            scope,
            [{ ...one, deliveryId: randomUUID(), receivedAt: at, report: { ...other, occurredAt: at } }],
            1_500,
          );
        if (alive.length === 0) return;
      }
    },
  };
}

function decisionsWith(index: KnownIndex, claimed: readonly Report[], runKey: string): Decision[] {
  return assign({
    reports: claimed,
    known: index,
    vectors: new Map(),
    nearest: new Map(),
    space: null,
    bands: DEFAULT_BANDS,
    now: '2026-07-01T00:00:00.000Z',
    newClusterId: (first) => `${runKey}-${first}`,
  });
}

describe('what grouping remembers of a project', () => {
  it.each([1, 2, 3, 4])('decides as if it had been read from the store just now, whatever happened in between (%i)', async (seed) => {
    const project = busyProject(seed);
    const { store, asked } = watched();
    const remembering = new KnownReports(store);

    for (let round = 0; round < 14; round++) {
      await project.change();
      const runKey = randomUUID();
      const claimed = await project.claim(runKey);
      const except = new Set(claimed.map(({ id }) => id));
      const fresh = await new KnownReports(reports).load(project.scope, except);
      const kept = await remembering.load(project.scope, except);

      expect([...kept.profiles.values()].toSorted(byId)).toEqual([...fresh.profiles.values()].toSorted(byId));
      expect([kept.words.size, kept.words.termCount, kept.frames.size]).toEqual([
        fresh.words.size,
        fresh.words.termCount,
        fresh.frames.size,
      ]);
      const decisions = decisionsWith(kept, claimed, runKey);
      expect(decisions).toEqual(decisionsWith(fresh, claimed, runKey));
      // Now and then a run ends before its clusters are saved.
      if (round % 5 !== 4) await project.decide(decisions, runKey);
      else {
        await clusters.putDecisions(project.scope, runKey, decisions);
        await clusters.applyDecisions(project.scope, runKey);
        await clusters.releaseRun(project.scope, runKey);
      }
    }

    expect(asked.filter((call) => call === 'scan')).toHaveLength(1);
  });

  it('asks the store for what has changed alone, and for nothing more where nothing has', async () => {
    const scope = newScope();
    const { store, asked } = watched();
    const known = new KnownReports(store);
    const ids = await grouped(scope, 30);
    await known.load(scope, new Set());
    asked.length = 0;

    await known.load(scope, new Set());
    expect(asked).toEqual(['changedSince']);

    await reports.edit(scope, ids[3]!, { title: 'Other words' }, { editId: 'e', at: '2026-08-01T00:00:00.000Z' });
    await known.load(scope, new Set([ids[4]!]));
    expect(asked).toEqual(['changedSince', 'changedSince', 'getMany 1']);
    // One that a run had for itself is read again after it.
    expect((await known.load(scope, new Set())).profiles.has(ids[4]!)).toBe(true);
  });

  it('reads a project again after the store failed it half-way', async () => {
    const scope = newScope();
    const ids = await grouped(scope, 4);
    const { store } = watched();
    let fails = false;
    const getMany: ReportStore['getMany'] = (...args) => (fails ? Promise.reject(new Error('gone')) : reports.getMany(...args));
    const known = new KnownReports({ ...store, getMany });
    await known.load(scope, new Set());
    await reports.remove(scope, [ids[0]!]);
    await reports.edit(scope, ids[1]!, { title: 'Other words' }, { editId: 'e', at: '2026-08-01T00:00:00.000Z' });

    fails = true;
    await expect(known.load(scope, new Set())).rejects.toThrow('gone');
    fails = false;

    expect([...(await known.load(scope, new Set())).profiles.keys()].toSorted()).toEqual(ids.slice(2).toSorted());
  });

  it('forgets the project that was used least recently where memory is short, and old reports of one that is too large', async () => {
    const [first, second] = [newScope(), newScope()];
    await grouped(first, 10);
    const ids = await grouped(second, 10);
    const { store, asked } = watched();
    const small = new KnownReports(store, { sizeBytes: 8_000, reports: 6 });

    await small.load(first, new Set());
    expect([...(await small.load(second, new Set())).profiles.keys()].toSorted()).toEqual(ids.slice(-6).toSorted());
    await small.load(second, new Set());
    await small.load(first, new Set());

    expect(asked.filter((call) => call === 'scan')).toHaveLength(3);
  });
});

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

/** Each in a cluster of its own; in the order of receipt. */
async function grouped(scope: Scope, count: number): Promise<string[]> {
  const batch = Array.from({ length: count }, (_, i): IncomingReport => {
    const { source, receivedAt, ...report } = reportWith({
      title: `Report ${i} of many`,
      body: WORDINGS[i % WORDINGS.length]!.reports[0]!,
    });
    return { reportId: randomUUID(), deliveryId: randomUUID(), source, receivedAt, report };
  });
  await reports.storeBatch(scope, batch, 1_500);
  const runKey = randomUUID();
  await clusters.claimUnclustered(scope, runKey, count);
  const decisions = batch.map(({ reportId }): Decision => {
    return { reportId, clusterId: randomUUID(), opened: true, evidence: storedEvidence({ rule: 'first' }) };
  });
  await clusters.putDecisions(scope, runKey, decisions);
  await clusters.applyDecisions(scope, runKey);
  for (const { clusterId } of decisions) await clusters.save(scope, storedCluster(scope.projectId, { id: clusterId }));
  await clusters.releaseRun(scope, runKey);
  return batch.map(({ reportId }) => reportId);
}
