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
    } finally {
      await small.close();
    }
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
