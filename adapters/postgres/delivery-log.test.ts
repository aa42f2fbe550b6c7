import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeliveryOutcome, DeliveryState } from '#domain/delivery';
import type { TenantScope } from '#domain/project';
import { delivery, startTestPostgres, type TestPostgres } from '#tests/postgres-stores';

let test: TestPostgres;
beforeAll(async () => {
  test = await startTestPostgres();
});
afterAll(() => test.stop());

const log = () => test.stores.deliveryLog;
const upkeep = () => test.stores.inboxUpkeep;
const receive = async (scope: TenantScope, more: Parameters<typeof delivery>[1] = {}) =>
  (await test.stores.inbox.accept(scope, { ...delivery(scope, more) })).id;
const settle = (scope: TenantScope, id: string, state: DeliveryOutcome['state'], more: Partial<DeliveryOutcome> = {}) =>
  test.stores.inbox.settle(scope, [{ id, state, reason: null, reportId: null, ...more }]);
const body = (text: string) => JSON.stringify({ text });

describe('the delivery log', () => {
  it('is filtered by source, state and text, whatever case and wildcards it has', async () => {
    const { scope } = await test.project();
    const stored = await receive(scope, { source: 'sentry', body: body('Checkout 100% broken') });
    const dead = await receive(scope, { source: 'github', body: body('another') });
    const waiting = await receive(scope, { source: 'github', deliveryKey: 'guid_7' });
    await settle(scope, stored, 'stored', { reportId: 'report-1' });
    await settle(scope, dead, 'dead_letter', { reason: 'The body is no issue.' });
    const found = async (filter: object) => (await log().list(scope, { limit: 10, ...filter })).items.map(({ id }) => id);

    expect(await found({})).toEqual([waiting, dead, stored]);
    expect(await found({ source: 'github' })).toEqual([waiting, dead]);
    expect(await found({ states: ['dead_letter', 'stored'] })).toEqual([dead, stored]);
    expect(await found({ text: '100% BROKEN' })).toEqual([stored]);
    expect(await found({ text: '1%n' })).toEqual([]);
    expect(await found({ text: 'guid_7' })).toEqual([waiting]);
    expect(await found({ text: 'no issue' })).toEqual([dead]);
    expect(await found({ text: 'report-1' })).toEqual([stored]);
    expect((await log().list(scope, { limit: 1, states: ['dead_letter'] })).total).toBe(1);
  });

  it('is not searched for longer than others can wait, and says what to do', async () => {
    const { scope } = await test.project();
    const other = new pg.Client({ connectionString: test.url });
    await other.connect();
    try {
      await other.query('begin; lock table deliveries in access exclusive mode');
      await expect(test.stores.deliveryLog.list(scope, { limit: 10, text: 'lost' })).rejects.toMatchObject({
        code: 'invalid_input',
        details: { text: 'choose a source or an outcome as well' },
      });
    } finally {
      await other.end();
    }
  }, 15_000);

  it('shows what is kept of a body, and nothing of another project', async () => {
    const { scope } = await test.project();
    const other = await test.project();
    const waiting = await receive(scope, { body: body('mail to jane@example.com') });
    const dead = await receive(scope, { body: body('mail to joe@example.com') });
    await settle(scope, dead, 'dead_letter', { reason: 'no' });
    const stored = await receive(scope, { body: body('mail to jim@example.com') });
    await settle(scope, stored, 'stored');
    const kept = async (id: string) => (await log().get(scope, id))?.body;

    expect(await kept(waiting)).toEqual({ kind: 'received', text: '{"text":"mail to jane@example.com"}' });
    expect(await kept(dead)).toEqual({ kind: 'received', text: '{"text":"mail to joe@example.com"}' });
    expect((await kept(stored))?.kind).toBe('scrubbed');
    expect((await kept(stored))?.text).not.toContain('jim@example.com');
    expect(await log().get(other.scope, waiting)).toBeNull();
    expect(await log().get(scope, 'no-uuid')).toBeNull();
  });

  it('erases the bodies of a report’s deliveries and keeps the rows', async () => {
    const { scope } = await test.project();
    const id = await receive(scope);
    await settle(scope, id, 'stored', { reportId: 'gone' });
    await log().eraseBodies(scope, ['gone']);

    expect(await log().get(scope, id)).toMatchObject({ body: null, record: { state: 'stored' } });
  });

  it('counts states of many ids', async () => {
    const { scope } = await test.project();
    const ids = [await receive(scope), await receive(scope), await receive(scope)];
    await settle(scope, ids[0]!, 'stored');
    await settle(scope, ids[1]!, 'parked');

    expect(await log().countStates(scope, [...ids, randomUUID()])).toEqual({ stored: 1, parked: 1, waiting: 1 });
    expect(await log().countStates(scope, [])).toEqual({});
  });

  it('keeps the last fifty refusals', async () => {
    const { scope } = await test.project();
    for (let i = 0; i < 55; i++) await test.stores.inbox.countRefusal(scope.projectId, i % 2 === 0 ? 'sentry' : 'github', `reason_${i}`);

    const last = await log().refusals(scope);
    expect(last).toHaveLength(50);
    expect(last[0]).toMatchObject({ source: 'sentry', reason: 'reason_54' });
    expect((await log().refusals(scope, 'github'))[0]).toMatchObject({ reason: 'reason_53' });
    expect(await test.query('select 1 from refusal_samples where project_id = $1', [scope.projectId])).toHaveLength(50);

    await test.stores.inbox.countRefusal(scope.projectId, 'sentry', 'bad_signature', 20);
    expect((await log().refusals(scope)).map(({ reason }) => reason).lastIndexOf('bad_signature')).toBe(19);
    await test.stores.inbox.countRefusal(scope.projectId, 'sentry', 'rate_limited', 4000);
    expect((await log().refusals(scope)).filter(({ reason }) => reason === 'rate_limited')).toHaveLength(49);
    expect(await test.query('select 1 from refusal_samples where project_id = $1', [scope.projectId])).toHaveLength(50);
  });
});

describe('replay', () => {
  it('puts what failed back with the bytes it came with', async () => {
    const { scope } = await test.project();
    const dead = await receive(scope, { body: body('one') });
    await settle(scope, dead, 'dead_letter', { reason: 'The parser failed on it.' });

    expect(await log().replay(scope, { ids: [dead] }, 10)).toMatchObject({ replayed: 1, left: 0 });
    const [row] = await test.stores.inbox.claim(scope, 10);
    expect(row).toMatchObject({ id: dead, attempts: 1 });
    expect(Buffer.from(row!.body).toString()).toBe('{"text":"one"}');
    expect(await log().replay(scope, { ids: [dead] }, 10)).toMatchObject({ replayed: 0, left: 0 });
  });

  it('gives what is stored again from its scrubbed copy, under the same id and report', async () => {
    const { scope } = await test.project();
    const id = await receive(scope, { body: body('Export stops') });
    await settle(scope, id, 'stored', { reportId: 'r1' });
    await log().replay(scope, { states: ['stored'] }, 10);

    const [row] = await test.stores.inbox.claim(scope, 10);
    expect(row!.id).toBe(id);
    expect(JSON.parse(Buffer.from(row!.body).toString())).toEqual({ text: 'Export stops' });
    await settle(scope, id, 'repeat', { reportId: 'r1' });
    expect((await log().get(scope, id))?.body).toMatchObject({ kind: 'scrubbed' });
  });

  it('goes oldest first, so many at a time, and says what is left', async () => {
    const { scope } = await test.project();
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push(await receive(scope));
    for (const id of ids) await settle(scope, id, 'dead_letter');

    expect(await log().replay(scope, { states: ['dead_letter'] }, 2)).toMatchObject({ replayed: 2, left: 3 });
    expect((await test.stores.inbox.claim(scope, 10)).map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(await log().replay(scope, { states: ['dead_letter'] }, 10)).toMatchObject({ replayed: 3, left: 0 });
  });

  it('reaches everything in steps though what it tried fails again, and tells beforehand how many that are', async () => {
    const { scope } = await test.project();
    const failed = { states: ['dead_letter'] } as const;
    for (let i = 0; i < 5; i++) await settle(scope, await receive(scope), 'dead_letter');
    const tried = new Set<string>();
    let { left, before }: { left: number; before?: string } = await log().replay(scope, failed, 0);
    expect(left).toBe(5);

    for (let steps = 0; left > 0 && steps < 10; steps++) {
      ({ left, before } = await log().replay(scope, failed, 2, before));
      for (const { id } of await test.stores.inbox.claim(scope, 10)) {
        tried.add(id);
        await settle(scope, id, 'dead_letter', { reason: 'still not' });
      }
    }

    expect({ left, tried: tried.size }).toEqual({ left: 0, tried: 5 });
  });

  it('leaves out what has no body any more, and what another project has', async () => {
    const { scope } = await test.project();
    const other = await test.project();
    const id = await receive(scope);
    await settle(scope, id, 'stored', { reportId: 'x' });
    expect(await log().replay(other.scope, { ids: [id] }, 10)).toMatchObject({ replayed: 0, left: 0 });
    await log().eraseBodies(scope, ['x']);

    expect(await log().replay(scope, { ids: [id] }, 10)).toMatchObject({ replayed: 0, left: 0 });
  });
});

describe('the health of sources', () => {
  it('tells the last event, what came of the last day, and the newest failure', async () => {
    const { scope } = await test.project();
    const good = await receive(scope, { source: 'sentry' });
    await settle(scope, good, 'stored');
    const bad = await receive(scope, { source: 'sentry' });
    await settle(scope, bad, 'dead_letter', { reason: 'no issue in it' });
    await test.stores.inbox.countRefusal(scope.projectId, 'github', 'bad_signature');

    const health = new Map((await log().health(scope)).map((one) => [one.source, one]));
    expect(health.size).toBe(8);
    expect(health.get('sentry')).toMatchObject({
      states24h: { stored: 1, dead_letter: 1 },
      lastFailure: { reason: 'no issue in it' },
      refused24h: 0,
    });
    expect(health.get('sentry')!.lastSuccessAt! <= health.get('sentry')!.lastEventAt!).toBe(true);
    expect(health.get('github')).toMatchObject({
      lastEventAt: null,
      lastFailure: null,
      lastUnproven: { reason: 'bad_signature' },
      refused24h: 1,
      states24h: {},
    });
    expect(health.get('splunk')).toMatchObject({ lastEventAt: null, lastFailure: null, refused24h: 0 });
  });

  it('counts every state there is, of the last day and of this project alone, and how often deliveries came again', async () => {
    const { scope } = await test.project();
    const other = await test.project();
    await receive(other.scope);
    const db = new pg.Client({ connectionString: test.url });
    await db.connect();
    try {
      for (const [i, state] of DeliveryState.options.entries()) {
        const ids = await Promise.all(Array.from({ length: i + 2 }, () => receive(scope)));
        await db.query('update deliveries set state = $2, duplicates = 3 where id = any ($1)', [ids, state]);
        await db.query(`update deliveries set received_at = now() - interval '25 hours' where id = $1`, [ids[0]]);
      }
    } finally {
      await db.end();
    }

    const [{ states24h, duplicates24h } = {}] = (await log().health(scope)).filter(({ source }) => source === 'sentry');

    const many = DeliveryState.options.map((state, i) => [state, i + 1] as const);
    expect(states24h).toEqual(Object.fromEntries(many));
    expect(duplicates24h).toBe(3 * many.reduce((sum, [, count]) => sum + count, 0));
  });
});

describe('upkeep', () => {
  it('releases parked deliveries oldest first and ends those that waited too long, which can still be exported', async () => {
    const { scope } = await test.project();
    const ids = [
      await receive(scope, { body: body('a') }),
      await receive(scope, { body: body('b') }),
      await receive(scope, { body: body('c') }),
    ];
    for (const id of ids) await settle(scope, id, 'parked', { reason: 'over the limit of reports' });
    expect(await upkeep().projectsParked()).toContainEqual({ projectId: scope.projectId, ownerId: scope.ownerId });

    expect(await upkeep().releaseParked(scope, 1)).toBe(1);
    expect((await test.stores.inbox.claim(scope, 10)).map(({ id }) => id)).toEqual([ids[0]]);

    await test.query(`update deliveries set received_at = now() - interval '8 days' where id = $1`, [ids[1]]);
    await upkeep().expireParked(7 * 86_400_000);
    const states = Object.fromEntries((await log().list(scope, { limit: 10 })).items.map(({ id, state }) => [id, state]));
    expect(states).toEqual({ [ids[0]!]: 'waiting', [ids[1]!]: 'expired', [ids[2]!]: 'parked' });
    const unstored = [];
    for await (const batch of log().unstored(scope, 1)) unstored.push(...batch.map(({ record, body: kept }) => [record.id, kept?.text]));
    expect(unstored).toEqual([
      [ids[1], '{"text":"b"}'],
      [ids[2], '{"text":"c"}'],
    ]);
  });

  it('deletes what is settled and older, in chunks, and nothing that waits', async () => {
    const { scope } = await test.project();
    const ids = [await receive(scope), await receive(scope), await receive(scope)];
    await settle(scope, ids[0]!, 'stored');
    await settle(scope, ids[1]!, 'filtered');

    expect(await upkeep().deleteOlder(-1_000, 1)).toBe(1);
    while ((await upkeep().deleteOlder(-1_000, 100)) > 0);
    expect((await log().list(scope, { limit: 10 })).items.map(({ id }) => id)).toEqual([ids[2]]);
    expect(await upkeep().sizeBytes()).toBeGreaterThan(8_192);
  });
});

describe('credentials of a source', () => {
  it('are sealed at rest, opened whole, and shown by their last four characters', async () => {
    const { scope } = await test.project();
    const { sourceCredentials } = test.stores;
    const fields = { token: 'sntrys_abcdefgh1234', organization: 'acme', project: 'web' };
    await sourceCredentials.put(scope, 'sentry', fields);

    expect(await sourceCredentials.open(scope, 'sentry')).toEqual(fields);
    expect(await sourceCredentials.describe(scope, 'sentry')).toMatchObject({
      fields: { token: '1234', organization: 'acme', project: 'web' },
    });
    const [row] = await test.query(`select encode(sealed_fields, 'escape') as text from source_credentials where project_id = $1`, [
      scope.projectId,
    ]);
    expect(String(row!['text'])).not.toContain('sntrys_');
    expect(await sourceCredentials.open((await test.project()).scope, 'sentry')).toBeNull();
    await sourceCredentials.delete(scope, 'sentry');
    expect(await sourceCredentials.describe(scope, 'sentry')).toBeNull();
  });
});

describe('targets of syncs', () => {
  it('keep their progress when they are switched off and on, and are found across projects', async () => {
    const [mine, other] = [await test.project(), await test.project()];
    const { syncTargets } = test.stores;
    const target = { source: 'reddit', kind: 'subreddit', name: `r${randomUUID().slice(0, 8)}`, enabled: true } as const;
    expect(await syncTargets.put(mine.scope, target)).toEqual({ created: true });
    await syncTargets.put(other.scope, target);
    const progress = { watermark: '2026-03-02T12:00:00.000Z', cursor: 't3_x', lastCounts: { read: 3, accepted: 2, skipped: 1 } };
    await syncTargets.record(mine.scope, 'reddit', target.name, { ...progress, lastError: null, lastRunAt: '2026-03-02T12:01:00.000Z' });
    expect(await syncTargets.put(mine.scope, { ...target, enabled: false })).toEqual({ created: false });

    expect(await syncTargets.get(mine.scope, 'reddit', target.name)).toMatchObject({
      ...progress,
      enabled: false,
      ownerId: mine.scope.ownerId,
    });
    expect((await syncTargets.enabled('reddit', target.name)).map(({ projectId }) => projectId)).toEqual([other.scope.projectId]);
    expect(await syncTargets.list(other.scope, 'github')).toEqual([]);
    expect(await syncTargets.remove(mine.scope, 'reddit', target.name)).toBe(true);
    expect(await syncTargets.remove(mine.scope, 'reddit', target.name)).toBe(false);
  });
});
