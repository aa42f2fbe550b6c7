import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tenantScope, type TenantScope } from '#domain/project';
import { delivery, startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { createPostgres } from './index.ts';

let test: TestPostgres;
beforeAll(async () => {
  test = await startTestPostgres();
});
afterAll(() => test.stop());

const inbox = () => test.stores.inbox;
const log = () => test.stores.deliveryLog;
const text = (body: Uint8Array) => Buffer.from(body).toString();

describe('accept', () => {
  it('keeps each of a thousand deliveries once, however many come at the same time', async () => {
    const { scope } = await test.project();
    const keys = Array.from({ length: 800 }, (_, place) => `delivery-${place}`);
    const arriving = [...keys, ...keys.slice(0, 200)];

    const kept = await Promise.all(arriving.map((deliveryKey) => inbox().accept(scope, delivery(scope, { deliveryKey }))));

    expect(kept.filter((one) => !one.duplicate)).toHaveLength(800);
    expect(new Set(kept.map((one) => one.id)).size).toBe(800);
    kept.slice(800).forEach((again, place) => expect(again).toEqual({ id: kept[place]?.id, duplicate: true }));
    expect(await inbox().waiting(scope)).toBe(800);
  });

  it('answers a later delivery of the same key with the id of the first', async () => {
    const { scope } = await test.project();
    const first = await inbox().accept(scope, delivery(scope, { deliveryKey: 'k', body: 'one' }));

    const again = await inbox().accept(scope, delivery(scope, { deliveryKey: 'k', body: 'two' }));

    expect(again).toEqual({ id: first.id, duplicate: true });
    const [row] = await inbox().claim(scope, 10);
    expect(text(row!.body)).toBe('one');
  });

  it('takes the same key from another source and into another project', async () => {
    const [one, other] = [await test.project(), await test.project()];

    const kept = await Promise.all([
      inbox().accept(one.scope, delivery(one.scope, { deliveryKey: 'k' })),
      inbox().accept(one.scope, delivery(one.scope, { deliveryKey: 'k', source: 'github' })),
      inbox().accept(other.scope, delivery(other.scope, { deliveryKey: 'k' })),
    ]);

    expect(kept.map((one) => one.duplicate)).toEqual([false, false, false]);
  });

  it('keeps nothing twice when several processes take the same deliveries in different order', async () => {
    const { scope } = await test.project();
    const second = createPostgres({ url: test.url, masterKey: test.masterKey });
    const keys = Array.from({ length: 300 }, (_, place) => `shared-${place}`);

    const kept = await Promise.all([
      ...keys.map((deliveryKey) => inbox().accept(scope, delivery(scope, { deliveryKey }))),
      ...keys.toReversed().map((deliveryKey) => second.inbox.accept(scope, delivery(scope, { deliveryKey }))),
    ]);

    expect(kept.filter((one) => !one.duplicate)).toHaveLength(300);
    await second.close();
  });

  it('waits for no project that is just being removed', async () => {
    const { scope } = await test.project();
    const { scope: going } = await test.project();
    const client = new pg.Client({ connectionString: test.url });
    await client.connect();
    try {
      await client.query('begin');
      await client.query('delete from projects where id = $1', [going.projectId]);
      const began = performance.now();

      const [refused, kept] = await Promise.allSettled([inbox().accept(going, delivery(going)), inbox().accept(scope, delivery(scope))]);

      expect(refused).toMatchObject({ reason: { code: 'not_found' } });
      expect(kept).toMatchObject({ value: { duplicate: false } });
      // The lock would keep it until its statement is given up.
      expect(performance.now() - began).toBeLessThan(1_500);
    } finally {
      await client.end();
    }
  });

  it('refuses a delivery of a project that is gone, and keeps those that came with it', async () => {
    const { scope } = await test.project();
    const gone = tenantScope({ id: randomUUID(), ownerId: scope.ownerId });

    const [refused, kept] = await Promise.allSettled([inbox().accept(gone, delivery(gone)), inbox().accept(scope, delivery(scope))]);

    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } });
    expect(kept).toMatchObject({ status: 'fulfilled', value: { duplicate: false } });
  });

  it('does not let a row that Postgres refuses take the others with it', async () => {
    const { scope } = await test.project();
    const unwritable = delivery(scope, { userId: 'no uuid' });

    const answers = await Promise.allSettled([
      ...Array.from({ length: 20 }, () => inbox().accept(scope, delivery(scope))),
      inbox().accept(scope, unwritable),
    ]);

    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(20);
    expect(answers.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'internal' } });
  });

  it('refuses a delivery under the scope of another project', async () => {
    const [one, other] = [await test.project(), await test.project()];

    await expect(inbox().accept(one.scope, delivery(other.scope))).rejects.toMatchObject({ code: 'internal' });
  });

  it('refuses a key that no index takes', async () => {
    const { scope } = await test.project();

    await expect(inbox().accept(scope, delivery(scope, { deliveryKey: 'k'.repeat(501) }))).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('claim and settle', () => {
  it('gives the oldest first and the exact bytes, and counts each try', async () => {
    const { scope } = await test.project();
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const first = await inbox().accept(scope, { ...delivery(scope), body: bytes });
    await inbox().accept(scope, delivery(scope, { body: 'second', source: 'manual', userId: scope.ownerId, eventType: null }));
    await inbox().accept(scope, delivery(scope, { body: 'third' }));

    await inbox().claim(scope, 1);
    const rows = await inbox().claim(scope, 2);

    expect(rows.map((row) => [row.attempts, row.source, row.userId])).toEqual([
      [2, 'sentry', null],
      [1, 'manual', scope.ownerId],
    ]);
    expect(rows[0]?.id).toBe(first.id);
    expect(Uint8Array.from(rows[0]!.body)).toEqual(bytes);
    expect(Date.parse(rows[0]!.receivedAt)).toBeLessThanOrEqual(Date.now());
  });

  it('marks what became of each, once', async () => {
    const { scope } = await test.project();
    const { id } = await inbox().accept(scope, delivery(scope));
    const reportId = randomUUID();

    await inbox().settle(scope, [{ id, state: 'stored', reason: null, reportId }]);
    await inbox().settle(scope, [{ id, state: 'dead_letter', reason: 'too late', reportId: null }]);

    expect(await inbox().waiting(scope)).toBe(0);
    expect(await inbox().claim(scope, 10)).toEqual([]);
    const { items } = await log().list(scope, { limit: 10 });
    expect(items).toMatchObject([{ id, state: 'stored', reportId, reason: null }]);
    expect(items[0]?.settledAt).not.toBeNull();
  });

  it('keeps a body sealed while it waits and only a scrubbed copy afterwards', async () => {
    const { scope } = await test.project();
    const body = JSON.stringify({ title: 'The export hangs', contact: 'ana@mail.example.org', password: 'open-sesame' });
    const { id } = await inbox().accept(scope, delivery(scope, { body }));
    const stored = async () => (await test.query('select * from deliveries where id = $1', [id]))[0]!;

    const waiting = JSON.stringify(await stored(), asText);
    expect(waiting).not.toMatch(/export hangs|ana@|open-sesame/);

    await inbox().settle(scope, [{ id, state: 'stored', reason: null, reportId: null }]);
    expect(await stored()).toMatchObject({ sealed_body: null });
    expect(JSON.parse(String((await stored()).scrubbed_body))).toEqual({
      title: 'The export hangs',
      contact: '[email]',
      password: '[secret]',
    });
  });

  it('leaves a parked delivery its bytes, because it is to be stored later', async () => {
    const { scope } = await test.project();
    const { id } = await inbox().accept(scope, delivery(scope));

    await inbox().settle(scope, [{ id, state: 'parked', reason: 'quota', reportId: null }]);

    const [row] = await test.query('select state, sealed_body is not null as sealed, scrubbed_body from deliveries where id = $1', [id]);
    expect(row).toEqual({ state: 'parked', sealed: true, scrubbed_body: null });
  });

  it('sets aside what it cannot decrypt and goes on with the rest', async () => {
    const { scope } = await test.project();
    const broken = await inbox().accept(scope, delivery(scope));
    const whole = await inbox().accept(scope, delivery(scope));
    await test.query(`update deliveries set sealed_body = set_byte(sealed_body, 40, get_byte(sealed_body, 40) # 1) where id = $1`, [
      broken.id,
    ]);

    const rows = await inbox().claim(scope, 1);

    expect(rows.map((row) => row.id)).toEqual([whole.id]);
    const { items } = await log().list(scope, { limit: 10 });
    expect(items.find((item) => item.id === broken.id)).toMatchObject({
      state: 'dead_letter',
      reason: 'the stored body cannot be decrypted',
    });
  });

  it('does not take more bytes than a batch may have, but always one', async () => {
    const { scope } = await test.project();
    const body = 'x'.repeat(9 * 1_048_576);
    for (let sent = 0; sent < 3; sent += 1) await inbox().accept(scope, delivery(scope, { body }));

    expect(await inbox().claim(scope, 200)).toHaveLength(2);
  });
});

describe('tenants', () => {
  it('never sees or settles a delivery of another project', async () => {
    const [mine, other] = [await test.project(), await test.project()];
    const { id } = await inbox().accept(other.scope, delivery(other.scope));

    await inbox().settle(mine.scope, [{ id, state: 'filtered', reason: 'not yours', reportId: null }]);

    expect(await inbox().claim(mine.scope, 10)).toEqual([]);
    expect(await inbox().waiting(mine.scope)).toBe(0);
    expect(await log().list(mine.scope, { limit: 10 })).toEqual({ items: [], nextCursor: null, total: 0 });
    expect(await inbox().waiting(other.scope)).toBe(1);
  });

  it('names the projects whose deliveries have waited too long', async () => {
    const [late, fresh, settled] = [await test.project(), await test.project(), await test.project()];
    const old = await inbox().accept(late.scope, delivery(late.scope));
    await inbox().accept(fresh.scope, delivery(fresh.scope));
    const done = await inbox().accept(settled.scope, delivery(settled.scope));
    await inbox().settle(settled.scope, [{ id: done.id, state: 'stored', reason: null, reportId: null }]);
    await test.query(`update deliveries set received_at = now() - interval '6 s' where id = any($1)`, [[old.id, done.id]]);

    const waiting = await inbox().projectsWaiting(5_000);

    const asked = new Set([late, fresh, settled].map(({ project }) => project.id));
    expect(waiting.filter(({ projectId }) => asked.has(projectId))).toEqual([
      { projectId: late.project.id, ownerId: late.project.ownerId },
    ]);
  });
});

describe('deliveries', () => {
  const readAll = async (scope: TenantScope, between: () => Promise<unknown>) => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await log().list(scope, { limit: 7, ...(cursor === undefined ? {} : { cursor }) });
      ids.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor ?? undefined;
      await between();
    } while (cursor !== undefined);
    return ids;
  };

  it('pages newest first without repeating or missing one while others arrive', async () => {
    const { scope } = await test.project();
    const before: string[] = [];
    for (let sent = 0; sent < 30; sent += 1) before.push((await inbox().accept(scope, delivery(scope))).id);

    const read = await readAll(scope, () => inbox().accept(scope, delivery(scope)));

    expect(read).toEqual(before.toReversed());
  });

  it('counts all that match and filters by source', async () => {
    const { scope } = await test.project();
    for (const source of ['sentry', 'github', 'sentry'] as const) await inbox().accept(scope, delivery(scope, { source }));

    const page = await log().list(scope, { limit: 1, source: 'sentry' });

    expect(page).toMatchObject({ total: 2, items: [{ source: 'sentry' }], nextCursor: expect.any(String) });
  });

  it('refuses a cursor that is not one of ours', async () => {
    const { scope } = await test.project();

    await expect(log().list(scope, { limit: 1, cursor: 'x' })).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

it('counts refusals by project, source, reason and hour, and those of unknown projects together', async () => {
  const { project } = await test.project();
  const stranger = randomUUID();

  await Promise.all(Array.from({ length: 5 }, () => inbox().countRefusal(project.id, 'sentry', 'bad_mac')));
  await Promise.all([stranger, null, 'not a uuid'].map((id) => inbox().countRefusal(id, 'github', 'unknown_project')));

  const rows = await test.query('select project_id, source, reason, sum(count)::int as count from refusals group by 1, 2, 3 order by 2');
  expect(rows).toEqual([
    { project_id: null, source: 'github', reason: 'unknown_project', count: 3 },
    { project_id: project.id, source: 'sentry', reason: 'bad_mac', count: 5 },
  ]);
});

/** Bytes as the text that would be read in a dump of the table. */
function asText(_name: string, value: unknown): unknown {
  const bytes = value as { type?: string; data?: number[] } | null;
  return bytes?.type === 'Buffer' ? Buffer.from(bytes.data ?? []).toString('latin1') : value;
}
