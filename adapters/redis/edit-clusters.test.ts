import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import type { ClusterStatus } from '#domain/cluster';
import { figuresOf } from '#domain/clustering/figures';
import type { ClusterEdit } from '#domain/ports/cluster-store';
import type { Decision, IncomingReport } from '#domain/ports/report-store';
import { tenantScope, type TenantScope } from '#domain/project';
import { incomingReport, storedCluster, storedEvidence } from '#tests/stored';
import { createRedisStores } from './index.ts';

const { clusters, reports } = createRedisStores(inject('redisRest'));
let scope: TenantScope;
beforeEach(() => {
  scope = tenantScope({ id: randomUUID(), ownerId: randomUUID() });
});

const BY_PERSON = storedEvidence({ rule: 'person' });
const soon = () => new Date(Date.now() + 1_000).toISOString();
const now = () => new Date().toISOString();

async function claimed(runKey: string, ...incoming: IncomingReport[]): Promise<string[]> {
  await reports.storeBatch(scope, incoming, 1_500);
  await clusters.claimUnclustered(scope, runKey, 500);
  return incoming.map(({ reportId }) => reportId);
}
const decided = (reportIds: string[], clusterId: string): Decision[] =>
  reportIds.map((reportId, i) => ({
    reportId,
    clusterId,
    opened: i === 0,
    evidence: storedEvidence({ rule: i === 0 ? 'first' : 'words' }),
  }));

/** A cluster of so many reports, as a run leaves it. */
async function cluster(count: number, status: ClusterStatus = 'new'): Promise<{ id: string; members: string[] }> {
  const id = randomUUID();
  const runKey = randomUUID();
  const members = await claimed(runKey, ...Array.from({ length: count }, () => incomingReport({ occurredAt: now() })));
  await clusters.putDecisions(scope, runKey, decided(members, id));
  await clusters.applyDecisions(scope, runKey);
  const whole = await reports.getMany(scope, members);
  await clusters.save(scope, storedCluster(scope.projectId, { id, status, ...figuresOf(whole, now()) }));
  await clusters.releaseRun(scope, runKey);
  return { id, members: await clusters.members(scope, id) };
}
const edit = (fields: Partial<ClusterEdit>): Promise<void> =>
  clusters.edit(scope, { editId: randomUUID(), regroups: true, expects: [], opens: [], moves: [], sets: [], drops: [], ...fields });
const moved = (reportIds: readonly string[], to: string | null) => [{ reportIds, to, evidence: BY_PERSON }];

describe('an edit', () => {
  it('moves reports with what they count, and drops what is left empty', async () => {
    const [into, from] = [await cluster(2), await cluster(3)];

    await edit({ moves: moved(from.members, into.id), drops: [from.id] });

    expect(await clusters.get(scope, from.id)).toBeNull();
    const grown = (await clusters.get(scope, into.id))!;
    expect([grown.reportCount, grown.occurrences, grown.sources, grown.trend14d.at(-1)]).toEqual([5, 5, { sentry: 5 }, 5]);
    expect((await reports.get(scope, from.members[0]!))!).toMatchObject({ clusterId: into.id, evidence: { rule: 'person' } });
    expect((await clusters.list(scope, { limit: 10, sort: 'reports' })).total).toBe(1);
  });

  it('changes nothing where a cluster is not as it was seen', async () => {
    const [into, from] = [await cluster(2), await cluster(3)];
    const seen = { clusterId: from.id, status: 'new' as const };

    const wrong = edit({ expects: [{ ...seen, members: from.members.slice(1) }], moves: moved(from.members, into.id) });
    await expect(wrong).rejects.toMatchObject({ code: 'changed', details: { cluster_id: from.id } });
    await expect(edit({ expects: [{ ...seen, status: 'resolved' }], moves: moved(from.members, into.id) })).rejects.toMatchObject({
      code: 'changed',
    });

    expect([await clusters.members(scope, into.id), await clusters.members(scope, from.id)]).toEqual([into.members, from.members]);
    await edit({ expects: [{ ...seen, members: from.members }], moves: moved(from.members, into.id) });
    expect((await clusters.members(scope, into.id)).length).toBe(5);
  });

  it('is done once, however often it is asked for', async () => {
    const [into, from] = [await cluster(1), await cluster(2)];
    const once: ClusterEdit = {
      ...{ editId: 'op', regroups: true, opens: [], sets: [], drops: [from.id], moves: moved(from.members, into.id) },
      expects: [{ clusterId: from.id, status: 'new', members: from.members }],
    };

    await clusters.edit(scope, once);
    const edition = await clusters.edition(scope);
    await clusters.edit(scope, once);

    expect(await clusters.edition(scope)).toBe(edition);
    expect((await clusters.get(scope, into.id))!.reportCount).toBe(3);
  });

  it('opens a cluster and is taken back, with why each report was where it was', async () => {
    const from = await cluster(3);
    const opened = storedCluster(scope.projectId, { id: randomUUID() });
    const taken = [from.members[1]!];
    const why = (await reports.get(scope, taken[0]!))!.evidence!.rule;

    await edit({ editId: 'split', opens: [opened], moves: moved(taken, opened.id) });
    expect([(await clusters.get(scope, opened.id))!.reportCount, (await clusters.get(scope, from.id))!.reportCount]).toEqual([1, 2]);
    await edit({ restores: 'split', moves: moved(taken, from.id), drops: [opened.id] });

    expect(await clusters.get(scope, opened.id)).toBeNull();
    expect(await clusters.members(scope, from.id)).toEqual(from.members);
    expect((await reports.get(scope, taken[0]!))!.evidence).toMatchObject({ rule: why, nearestTitle: null });
  });

  it('puts a removed report where the next run finds it', async () => {
    const from = await cluster(2);

    await edit({ moves: moved([from.members[0]!], null) });

    expect((await reports.get(scope, from.members[0]!))!).toMatchObject({ clusterId: null, evidence: null });
    expect(await clusters.claimUnclustered(scope, 'next', 10)).toBe(1);
  });

  it('sets and takes away what a person says of a cluster; the machine does not write over their words', async () => {
    const { id } = await cluster(1);

    await edit({ sets: [{ clusterId: id, facts: { locked: true, words: { title: 'Ours', summary: 'Also' } } }] });
    await clusters.setWords(scope, id, { title: 'Theirs', summary: 'No', summaryBy: 'extractive' });
    expect(await clusters.get(scope, id)).toMatchObject({
      locked: true,
      edited: true,
      title: 'Ours',
      summary: 'Also',
      summaryBy: 'person',
    });
    await edit({ sets: [{ clusterId: id, facts: { locked: false, words: null } }] });
    await clusters.setWords(scope, id, { title: 'Theirs', summary: 'Yes', summaryBy: 'extractive' });

    const after = (await clusters.get(scope, id))!;
    expect([after.locked, after.edited, after.title]).toEqual([undefined, undefined, 'Theirs']);
  });
});

describe('an edit beside a run', () => {
  it('what the run decided before it is left to the next run', async () => {
    const known = await cluster(2);
    const edition = await clusters.edition(scope);
    const [late] = await claimed('run', incomingReport());
    await clusters.putDecisions(scope, 'run', [{ ...decided([late!], known.id)[0]!, opened: false }], edition);

    await edit({ moves: moved([known.members[0]!], null) });

    expect(await clusters.applyDecisions(scope, 'run')).toEqual({ clusterIds: [], opened: 0, joined: 0 });
    await clusters.releaseRun(scope, 'run');
    expect(await reports.countUnclustered(scope)).toBe(2);
    expect(await clusters.members(scope, known.id)).toEqual([known.members[1]]);
  });

  it('what the run had applied before it holds, and is seen as a change', async () => {
    const [into, from] = [await cluster(2), await cluster(2)];
    const edition = await clusters.edition(scope);
    const [late] = await claimed('run', incomingReport());
    await clusters.putDecisions(scope, 'run', [{ ...decided([late!], from.id)[0]!, opened: false }], edition);
    await clusters.applyDecisions(scope, 'run');

    const stale = edit({ expects: [{ clusterId: from.id, status: 'new', members: from.members }], moves: moved(from.members, into.id) });
    await expect(stale).rejects.toMatchObject({ code: 'changed' });
    await edit({ moves: moved([...from.members, late!], into.id), drops: [from.id] });

    expect((await clusters.applyDecisions(scope, 'run')).joined).toBe(0);
    expect((await clusters.members(scope, into.id)).length).toBe(5);
    expect(await clusters.get(scope, from.id)).toBeNull();
  });

  it('one that regroups nothing disturbs no run', async () => {
    const known = await cluster(1);
    const [late] = await claimed('run', incomingReport());
    await clusters.putDecisions(scope, 'run', [{ ...decided([late!], known.id)[0]!, opened: false }], await clusters.edition(scope));

    await edit({ regroups: false, sets: [{ clusterId: known.id, facts: { status: 'dismissed', dismissedReason: 'noise' } }] });

    expect((await clusters.applyDecisions(scope, 'run')).joined).toBe(1);
    expect(await clusters.get(scope, known.id)).toMatchObject({ status: 'dismissed', dismissedReason: 'noise', reportCount: 2 });
  });
});

describe('a snoozed cluster', () => {
  const snoozed = async (facts: object) => {
    const one = await cluster(1, 'failed');
    await edit({ regroups: false, sets: [{ clusterId: one.id, facts: { status: 'snoozed', snoozedFrom: 'failed', ...facts } }] });
    return one;
  };
  const status = async (id: string) => (await clusters.get(scope, id))!.status;

  it('wakes at its time to what it was', async () => {
    const { id } = await snoozed({ snoozedUntil: '2026-11-25T10:00:00.000Z' });
    const { id: other } = await snoozed({ snoozedUntilCount: 100 });

    expect(await clusters.wakeSnoozed(scope, '2026-11-25T09:59:59.000Z')).toEqual([]);
    expect(await clusters.wakeSnoozed(scope, '2026-11-25T10:00:00.000Z')).toEqual([id]);

    expect([await status(id), await status(other)]).toEqual(['failed', 'snoozed']);
    expect((await clusters.get(scope, id))!.snoozedUntil).toBeUndefined();
  });

  it('wakes with the repeat that makes its count full', async () => {
    const { id, members } = await snoozed({ snoozedUntilCount: 3 });
    const again = () => reports.storeBatch(scope, [incomingReport({ occurredAt: now() }, { reportId: members[0]! })], 10);

    await again();
    expect(await status(id)).toBe('snoozed');
    await again();

    expect(await status(id)).toBe('failed');
  });

  it('wakes with a report that joins it', async () => {
    const { id } = await snoozed({ snoozedUntilCount: 2 });
    const [late] = await claimed('run', incomingReport());
    await clusters.putDecisions(scope, 'run', [{ ...decided([late!], id)[0]!, opened: false }]);

    await clusters.applyDecisions(scope, 'run');

    expect(await status(id)).toBe('failed');
  });
});

describe('a closed cluster', () => {
  const closed = async (to: 'merged' | 'resolved') => {
    const one = await cluster(1, to === 'merged' ? 'pr_opened' : 'new');
    await clusters.transition(scope, one.id, to);
    return one;
  };
  const status = async (id: string) => (await clusters.get(scope, id))!.status;
  const join = async (id: string, occurredAt: string, receivedAt = soon()) => {
    const [late] = await claimed('run', incomingReport({ occurredAt }, { receivedAt }));
    await clusters.putDecisions(scope, 'run', [{ ...decided([late!], id)[0]!, opened: false }]);
    await clusters.applyDecisions(scope, 'run');
  };

  it.each(['merged', 'resolved'] as const)('has regressed when a new report joins it: %s', async (to) => {
    const { id } = await closed(to);

    await join(id, soon());

    expect(await status(id)).toBe('regressed');
  });

  it('has not with a report of something that was before', async () => {
    const { id } = await closed('resolved');

    await join(id, '2026-01-01T00:00:00.000Z');

    expect(await status(id)).toBe('resolved');
  });

  it('has when it is resolved and seen again; merged, it may go on until that is deployed', async () => {
    const [resolved, merged] = [await closed('resolved'), await closed('merged')];
    const again = (id: string) => incomingReport({ occurredAt: soon() }, { reportId: id, receivedAt: soon() });

    await reports.storeBatch(scope, [again(resolved.members[0]!), again(merged.members[0]!)], 10);

    expect([await status(resolved.id), await status(merged.id)]).toEqual(['regressed', 'merged']);
  });
});
