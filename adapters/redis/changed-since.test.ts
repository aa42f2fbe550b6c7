import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import type { Decision, IncomingReport } from '#domain/ports/report-store';
import { tenantScope } from '#domain/project';
import { incomingReport, storedCluster, storedEvidence } from '#tests/stored';
import { createRedisClient } from './client.ts';
import { createRedisStores } from './index.ts';
import { projectKeys } from './keys.ts';
import { MOST_CHANGES } from './lua.ts';

const { reports, clusters } = createRedisStores(inject('redisRest'));
const redis = createRedisClient(inject('redisRest'));
const newScope = () => tenantScope({ id: randomUUID(), ownerId: randomUUID() });
const minute = (n: number) => new Date(Date.UTC(2026, 9, 1, 10, n)).toISOString();
type Scope = ReturnType<typeof newScope>;

/** Follows the feed of one project. */
async function follow(scope: Scope) {
  let place = (await reports.changedSince(scope, null, 100))!.next;
  return {
    async changes(limit = 100) {
      const answer = await reports.changedSince(scope, place, limit);
      if (answer === null) return null;
      place = answer.next;
      const { ids, removed, more } = answer;
      return { ids, removed, ...(more && { more }) };
    },
  };
}

async function stored(scope: Scope, count: number): Promise<IncomingReport[]> {
  const batch = Array.from({ length: count }, (_, i) => incomingReport({ title: `Report ${i}`, occurredAt: minute(i) }));
  await reports.storeBatch(scope, batch, 1_500);
  return batch;
}

async function decide(scope: Scope, incoming: IncomingReport[], saved = true): Promise<string> {
  const clusterId = randomUUID();
  const runKey = randomUUID();
  await clusters.claimUnclustered(scope, runKey, 500);
  const decisions = incoming.map(({ reportId }, i): Decision => ({
    reportId,
    clusterId,
    opened: i === 0,
    evidence: storedEvidence({ rule: 'first' }),
  }));
  await clusters.putDecisions(scope, runKey, decisions);
  await clusters.applyDecisions(scope, runKey);
  if (saved) await clusters.save(scope, storedCluster(scope.projectId, { id: clusterId }));
  await clusters.releaseRun(scope, runKey);
  return clusterId;
}

const idsOf = (incoming: IncomingReport[]) => incoming.map(({ reportId }) => reportId);

describe('the feed of changed reports', () => {
  it('tells of reports that came, were grouped, said something else, were edited and went; each once, the latest last', async () => {
    const scope = newScope();
    await stored(scope, 1);
    const feed = await follow(scope);

    const [first, second, third] = await stored(scope, 3);
    expect(await feed.changes()).toEqual({ ids: idsOf([first!, second!, third!]), removed: [] });

    await decide(scope, [second!, first!]);
    expect(await feed.changes()).toEqual({ ids: idsOf([second!, first!]), removed: [] });

    await reports.setText(scope, third!.reportId, { at: minute(70), deliveryId: 'd1', title: 'Other words' });
    await reports.edit(scope, first!.reportId, { body: 'What a person says of it' }, { editId: 'e1', at: minute(71) });
    await reports.remove(scope, [second!.reportId]);
    expect(await feed.changes()).toEqual({ ids: idsOf([third!, first!]), removed: [second!.reportId] });
    expect(await feed.changes()).toEqual({ ids: [], removed: [] });
  });

  it('does not speak of repeats that say the same, nor of what is opened and closed', async () => {
    const scope = newScope();
    const [report] = await stored(scope, 1);
    const feed = await follow(scope);

    await reports.storeBatch(scope, [{ ...report!, deliveryId: randomUUID() }], 1_500);
    await reports.setStatus(scope, report!.reportId, 'closed', minute(80));
    expect(await feed.changes()).toEqual({ ids: [], removed: [] });

    await reports.storeBatch(
      scope,
      [{ ...report!, deliveryId: randomUUID(), report: { ...report!.report, title: 'Payment is taken twice', occurredAt: minute(90) } }],
      1_500,
    );
    expect(await feed.changes()).toEqual({ ids: [report!.reportId], removed: [] });
  });

  it('tells that reports of a cluster that was never saved wait again', async () => {
    const scope = newScope();
    const batch = await stored(scope, 2);
    const feed = await follow(scope);

    await decide(scope, batch, false);

    expect((await reports.getMany(scope, idsOf(batch))).map((report) => report.clusterId)).toEqual([null, null]);
    expect((await feed.changes())?.ids.toSorted()).toEqual(idsOf(batch).toSorted());
  });

  it('tells of what a person moves, out of a cluster and from nowhere into one', async () => {
    const scope = newScope();
    const batch = await stored(scope, 2);
    const from = await decide(scope, batch.slice(0, 1));
    const to = randomUUID();
    const feed = await follow(scope);

    await clusters.edit(scope, {
      editId: randomUUID(),
      regroups: true,
      expects: [{ clusterId: from, status: 'new', members: idsOf(batch.slice(0, 1)) }],
      opens: [storedCluster(scope.projectId, { id: to })],
      moves: [{ reportIds: idsOf(batch), to, evidence: storedEvidence({ rule: 'person' }) }],
      sets: [],
      drops: [],
    });

    expect(await clusters.members(scope, to)).toEqual(expect.arrayContaining(idsOf(batch)));
    expect(await feed.changes()).toEqual({ ids: idsOf(batch), removed: [] });
  });

  it('comes in steps of the size asked for', async () => {
    const scope = newScope();
    const feed = await follow(scope);
    const ids = idsOf(await stored(scope, 5));

    expect(await feed.changes(2)).toEqual({ ids: ids.slice(0, 2), removed: [], more: true });
    expect(await feed.changes(3)).toEqual({ ids: ids.slice(2), removed: [] });
  });

  it('says that it does not reach back where its oldest changes were dropped', async () => {
    const scope = newScope();
    const [kept] = await stored(scope, 1);
    const feed = await follow(scope);
    const other = await follow(scope);
    await redis.run(
      `for i = 2, tonumber(ARGV[1]) do redis.call('ZADD', KEYS[1], i, 'other-' .. i) end return 0`,
      [projectKeys(scope.projectId).reportChanges],
      [MOST_CHANGES],
    );
    expect((await other.changes(10))?.more).toBe(true);
    expect(Number(await redis.command('ZCARD', projectKeys(scope.projectId).reportChanges))).toBe(MOST_CHANGES);

    await reports.edit(scope, kept!.reportId, { title: 'Changed once more' }, { editId: 'e2', at: minute(75) });
    await stored(scope, 2);

    expect(Number(await redis.command('ZCARD', projectKeys(scope.projectId).reportChanges))).toBe(MOST_CHANGES);
    expect(await feed.changes()).toBeNull();
    // Further on than what was dropped: nothing is missing there.
    expect(await other.changes(MOST_CHANGES)).toMatchObject({ removed: expect.arrayContaining(['other-12']) });
  });

  it('says that it was lost', async () => {
    const scope = newScope();
    await stored(scope, 3);
    const feed = await follow(scope);
    await redis.command('DEL', projectKeys(scope.projectId).reportChanges);
    await stored(scope, 5);

    expect(await feed.changes()).toBeNull();
  });

  it('is one project’s alone and goes with it', async () => {
    const scope = newScope();
    const feed = await follow(newScope());
    await stored(scope, 2);
    expect(await feed.changes()).toEqual({ ids: [], removed: [] });

    await reports.deleteAll(scope);

    expect(Number(await redis.command('EXISTS', projectKeys(scope.projectId).reportChanges))).toBe(0);
  });
});
