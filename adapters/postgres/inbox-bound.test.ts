import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgres } from './index.ts';
import { delivery, startTestPostgres, type TestPostgres } from '#tests/postgres-stores';

let test: TestPostgres;
beforeAll(async () => {
  test = await startTestPostgres();
});
afterAll(() => test.stop());

describe('the bound of the inbox', () => {
  it('refuses with what to do once it is reached, and says so in the log', async () => {
    const { scope } = await test.project();
    await Promise.all([1, 2, 3].map(() => test.stores.inbox.accept(scope, delivery(scope))));
    const logged: string[] = [];
    const say = (_data: object, text: string) => void logged.push(text);
    const small = createPostgres({
      url: test.url,
      masterKey: test.masterKey,
      inboxMaxBytes: 1_000,
      log: { info: say, warn: say, error: say },
    });
    const accept = () => small.inbox.accept(scope, delivery(scope));
    try {
      await expect
        .poll(
          () =>
            accept().then(
              () => null,
              (error: unknown) => error,
            ),
          { timeout: 5_000 },
        )
        .toMatchObject({ code: 'unavailable', details: { service: 'inbox' }, message: expect.stringContaining('INBOX_MAX_BYTES') });
      expect(logged).toContain('the inbox is at its bound: deliveries are refused with 503');
      expect(await small.ping()).toMatch(/^The inbox is full: deliveries are refused\. Raise INBOX_MAX_BYTES/);
    } finally {
      await small.close();
    }
  });

  it('counts what rows take, so that deleting old ones makes room', async () => {
    const { scope } = await test.project();
    const { inbox, inboxUpkeep } = test.stores;
    const before = await inboxUpkeep.sizeBytes();
    const body = randomBytes(30_000).toString('base64');
    const kept = await Promise.all(Array.from({ length: 20 }, () => inbox.accept(scope, delivery(scope, { body }))));
    const full = await inboxUpkeep.sizeBytes();
    await inbox.settle(
      scope,
      kept.map(({ id }) => ({ id, state: 'dead_letter' as const, reason: 'no parser', reportId: null })),
    );
    await inboxUpkeep.deleteOlder(-60_000, 1_000);

    expect(full - before).toBeGreaterThan(20 * 40_000);
    expect(full - before).toBeLessThan(20 * 60_000);
    expect(await inboxUpkeep.sizeBytes()).toBeLessThan(full / 2);
  });
});

describe('a delivery that comes again', () => {
  it('is counted on its row a moment later', async () => {
    const { scope } = await test.project();
    const { inbox, deliveryLog } = test.stores;
    const again = delivery(scope, { deliveryKey: 'same' });
    const { id } = await inbox.accept(scope, again);
    await Promise.all([inbox.accept(scope, again), inbox.accept(scope, again), inbox.accept(scope, again)]);

    await expect.poll(async () => (await deliveryLog.get(scope, id))?.record.duplicates, { timeout: 5_000 }).toBe(3);
    expect((await deliveryLog.health(scope)).find(({ source }) => source === 'sentry')).toMatchObject({ duplicates24h: 3 });
  });
});
