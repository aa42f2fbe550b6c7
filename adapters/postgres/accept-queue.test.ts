import { expect, it } from 'vitest';
import { InternalError } from '#domain/errors';
import { createAcceptQueue, type Kept, type SealedDelivery } from './accept-queue.ts';

/** An insert that the test lets through by hand. */
function heldInsert() {
  const held: { rows: SealedDelivery[]; answer(kept?: (Kept | Error)[]): void; fail(error: unknown): void }[] = [];
  const insert = (rows: SealedDelivery[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<(Kept | Error)[]>();
    held.push({ rows, answer: (kept = rows.map(({ id }) => ({ id, duplicate: false }))) => resolve(kept), fail: reject });
    return promise;
  };
  return { held, insert };
}

let made = 0;
function row(sizeBytes = 10): SealedDelivery {
  made += 1;
  return {
    id: `id-${made}`,
    projectId: 'p',
    source: 'sentry',
    deliveryKey: `key-${made}`,
    eventType: null,
    userId: null,
    receivedAt: new Date(),
    sizeBytes,
    sealedBody: Buffer.alloc(0),
  };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
const refused = (code: string) => ({ value: { code } });

it('sends what arrives meanwhile as the next batch, one at a time', async () => {
  const { held, insert } = heldInsert();
  const queue = createAcceptQueue({ insert });

  const first = queue.add(row());
  await nextTurn();
  const rest = Array.from({ length: 40 }, () => queue.add(row()));
  await nextTurn();
  expect(held.map((batch) => batch.rows.length)).toEqual([1]);

  held[0]!.answer();
  await first;
  await nextTurn();
  expect(held.map((batch) => batch.rows.length)).toEqual([1, 40]);

  held[1]!.answer();
  await Promise.all(rest);
  await queue.drained();
});

it('bounds a batch by rows and by bytes', async () => {
  const { held, insert } = heldInsert();
  const queue = createAcceptQueue({ insert, maxBatchRows: 3, maxBatchBytes: 100 });

  const all = [10, 10, 10, 60, 60, 500].map((size) => queue.add(row(size)));
  for (let answered = 0; answered < 4; answered += 1) {
    await nextTurn();
    held[answered]!.answer();
  }

  await Promise.all(all);
  expect(held.map((batch) => batch.rows.map((one) => one.sizeBytes))).toEqual([[10, 10, 10], [60], [60], [500]]);
});

it('refuses what it has no room for, says when to come again, and has room again afterwards', async () => {
  const { held, insert } = heldInsert();
  const queue = createAcceptQueue({ insert, maxWaitingRows: 2, maxWaitingBytes: 100 });

  const first = queue.add(row(60));
  await expect(queue.add(row(60))).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 5, details: { reason: 'inbox_full' } });
  const second = queue.add(row(30));
  await expect(queue.add(row(1))).rejects.toMatchObject({ code: 'unavailable' });
  await nextTurn();
  held[0]!.answer();
  await Promise.all([first, second]);

  const third = queue.add(row(90));
  await nextTurn();
  held[1]!.answer();
  await expect(third).resolves.toMatchObject({ duplicate: false });
});

it('tells everybody at once when Postgres is down', async () => {
  const { held, insert } = heldInsert();
  const queue = createAcceptQueue({ insert, maxBatchRows: 1 });
  const all = [row(), row(), row(), row()].map((one) => queue.add(one).catch((error: unknown) => ({ value: error })));
  await nextTurn();

  held[0]!.fail(Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' }));

  expect(await Promise.all(all)).toMatchObject([
    refused('unavailable'),
    refused('unavailable'),
    refused('unavailable'),
    refused('unavailable'),
  ]);
  expect(held).toHaveLength(1);
});

it('tries again on another connection when one breaks', async () => {
  const { held, insert } = heldInsert();
  const queue = createAcceptQueue({ insert });
  const kept = queue.add(row());
  await nextTurn();

  held[0]!.fail(new Error('Connection terminated unexpectedly'));
  await nextTurn();
  held[1]!.answer();

  await expect(kept).resolves.toMatchObject({ duplicate: false });
});

it('finds the one row that cannot be written', async () => {
  const bad = row();
  const queue = createAcceptQueue({
    insert: (rows) =>
      rows.includes(bad) ? Promise.reject(new InternalError('refused')) : Promise.resolve(rows.map(({ id }) => ({ id, duplicate: false }))),
  });

  const answers = await Promise.allSettled([row(), row(), bad, row(), row()].map((one) => queue.add(one)));

  expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
});
