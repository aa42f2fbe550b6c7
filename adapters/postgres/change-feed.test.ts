import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ChangeEvent } from '#domain/events';
import { startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { createPostgres, type Postgres } from './index.ts';

let test: TestPostgres;
let worker: Postgres;
beforeAll(async () => {
  test = await startTestPostgres();
  worker = createPostgres({ url: test.url, masterKey: test.masterKey });
});
afterAll(async () => {
  await worker.close();
  await test.stop();
});

const change = (kind: ChangeEvent['kind'] = 'cluster'): ChangeEvent => ({ projectId: randomUUID(), kind, id: randomUUID() });

async function subscribe(stores: Postgres) {
  const seen: ChangeEvent[] = [];
  let gaps = 0;
  const stop = await stores.changeSubscription.subscribe(
    (event) => seen.push(event),
    () => {
      gaps += 1;
    },
  );
  return { seen, gaps: () => gaps, stop };
}

const listeners = () =>
  test.query(`select pid from pg_stat_activity where datname = current_database() and application_name = 'soulcaster-changes'`);

it('tells every subscriber what another process changed, once each', async () => {
  const [one, two] = [await subscribe(test.stores), await subscribe(test.stores)];
  const [first, second] = [change('job'), change('report')];

  await worker.changePublisher.publish([first, second, first]);

  await expect.poll(() => one.seen).toEqual([first, second]);
  await expect.poll(() => two.seen).toEqual([first, second]);
  expect(await listeners()).toHaveLength(1);
  await one.stop();
  await two.stop();
  await expect.poll(listeners).toEqual([]);
});

it('takes more changes at a time than one notification holds', async () => {
  const { seen, stop } = await subscribe(test.stores);
  const changes = Array.from({ length: 500 }, () => change());

  await worker.changePublisher.publish(changes);

  await expect.poll(() => seen.length).toBe(500);
  expect(seen).toEqual(changes);
  await stop();
});

it('listens again after its connection was cut, and says that something may have been missed', async () => {
  const { seen, gaps, stop } = await subscribe(test.stores);
  const [before, after] = [change(), change()];
  await worker.changePublisher.publish([before]);
  await expect.poll(() => seen).toEqual([before]);
  expect(gaps()).toBe(0);

  const [listener] = await listeners();
  await test.query('select pg_terminate_backend($1)', [listener!.pid]);
  await expect.poll(gaps, { timeout: 5_000 }).toBe(1);
  await worker.changePublisher.publish([after]);

  await expect.poll(() => seen).toEqual([before, after]);
  await stop();
});

it('passes over what others say on its channel', async () => {
  const { seen, stop } = await subscribe(test.stores);
  const event = change();

  await test.query(`select pg_notify('soulcaster_changes', 'hello'), pg_notify('soulcaster_changes', '["p","unknown","i"]')`);
  await worker.changePublisher.publish([event]);

  await expect.poll(() => seen).toEqual([event]);
  await stop();
});

it('never fails the work that it tells about', async () => {
  const warnings: string[] = [];
  const log = { info: () => undefined, error: () => undefined, warn: (_data: object, message: string) => warnings.push(message) };
  const stores = createPostgres({ url: 'postgres://nobody:x@127.0.0.1:1/none', masterKey: test.masterKey, log });

  await stores.changePublisher.publish([change()]);
  const stop = await stores.changeSubscription.subscribe(
    () => undefined,
    () => undefined,
  );
  await stop();

  expect(warnings).toEqual(expect.arrayContaining(['changes could not be announced', 'the change feed has no connection to PostgreSQL']));
  await stores.close();
});
