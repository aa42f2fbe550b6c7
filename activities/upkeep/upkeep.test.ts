import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createRedisStores } from '#adapters/redis/index';
import type { ChangeEvent } from '#domain/events';
import type { TenantScope } from '#domain/project';
import { delivery, startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { RecordingLauncher } from '#tests/recording-launcher';
import { incomingReport, storedCluster } from '#tests/stored';
import { createUpkeepActivities, type UpkeepDeps } from './index.ts';

const DAY_MS = 86_400_000;
let postgres: TestPostgres;
let scope: TenantScope;
let launcher: RecordingLauncher;
let published: ChangeEvent[];
const redis = createRedisStores(inject('redisRest'));
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  await postgres.query('delete from deliveries');
  launcher = new RecordingLauncher();
  published = [];
  const owner = await postgres.stores.users.upsertGithub({ githubId: randomUUID(), login: 'owner', name: null });
  const project = await postgres.stores.projects.create({ ownerId: owner.id, name: 'Shop', isSample: false });
  scope = { projectId: project.id, ownerId: owner.id } as TenantScope;
});

const activities = (fields: Partial<UpkeepDeps> = {}) =>
  createUpkeepActivities({
    inboxUpkeep: postgres.stores.inboxUpkeep,
    projects: postgres.stores.projects,
    reports: redis.reports,
    clusters: redis.clusters,
    changes: { publish: async (events) => void published.push(...events) },
    launcher,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    reportQuota: 10,
    parkedMs: 7 * DAY_MS,
    retentionMs: 30 * DAY_MS,
    ...fields,
  });
const park = async (many: number) => {
  for (let i = 0; i < many; i++) {
    const { id } = await postgres.stores.inbox.accept(scope, delivery(scope));
    await postgres.stores.inbox.settle(scope, [{ id, state: 'parked', reason: 'over the limit of reports', reportId: null }]);
  }
};
const statesOf = async () =>
  Object.fromEntries(
    (await postgres.query(`select state, count(*)::int as many from deliveries group by state`)).map(({ state, many }) => [state, many]),
  );

describe('parked deliveries', () => {
  it('go back into the inbox as far as their owner has room, over all projects, and ingestion is woken', async () => {
    await park(3);
    await redis.reports.storeBatch(scope, [incomingReport(), incomingReport()], 10);

    expect(await activities({ reportQuota: 4 }).releaseParked()).toEqual({ released: 2, projects: 1 });
    expect(await statesOf()).toEqual({ waiting: 2, parked: 1 });
    expect(launcher.of('wakeIngest')).toEqual([scope.projectId]);
  });

  it('stay where there is no room', async () => {
    await park(2);

    expect(await activities({ reportQuota: 0 }).releaseParked()).toEqual({ released: 0, projects: 0 });
    expect(launcher.of('wakeIngest')).toEqual([]);
  });

  it('end as expired when their time is over', async () => {
    await park(2);
    await postgres.query(
      `update deliveries set received_at = now() - interval '8 days' where id = (select id from deliveries order by id limit 1)`,
    );

    expect(await activities().expireParked()).toEqual({ expired: 1 });
    expect(await statesOf()).toEqual({ parked: 1, expired: 1 });
  });
});

describe('old rows', () => {
  it('go when they are older than what is kept, and say when there are none left', async () => {
    const { id } = await postgres.stores.inbox.accept(scope, delivery(scope));
    await postgres.stores.inbox.settle(scope, [{ id, state: 'stored', reason: null, reportId: 'r' }]);

    expect(await activities().deleteOldDeliveries()).toEqual({ deleted: 0, more: false });
    expect(await activities({ retentionMs: -1_000 }).deleteOldDeliveries()).toEqual({ deleted: 1, more: false });
  });
});

describe('reports that wait for clustering', () => {
  it('have it woken, and nobody else has', async () => {
    const idle = await postgres.stores.projects.create({ ownerId: scope.ownerId, name: 'Idle', isSample: false });
    await redis.reports.storeBatch(scope, [incomingReport()], 10);
    await activities().wakeWaitingClustering();

    const woken = launcher.of('resumeClustering') as { projectId: string; count: number }[];
    expect(woken.filter(({ projectId }) => projectId === scope.projectId)).toEqual([{ projectId: scope.projectId, count: 1 }]);
    expect(woken.map(({ projectId }) => projectId)).not.toContain(idle.id);
  });
});

it('snoozed clusters whose time has come are back, and pages are told', async () => {
  const over = new Date(Date.now() - 1_000).toISOString();
  const [due, later] = ['due', 'later'].map((id) => storedCluster(scope.projectId, { id, status: 'snoozed', snoozedFrom: 'regressed' }));
  await redis.clusters.save(scope, { ...due!, snoozedUntil: over });
  await redis.clusters.save(scope, { ...later!, snoozedUntil: new Date(Date.now() + DAY_MS).toISOString() });

  expect(await activities().wakeSnoozed()).toEqual({ awoken: 1 });
  expect((await redis.clusters.getMany(scope, ['due', 'later'])).map(({ status }) => status)).toEqual(['regressed', 'snoozed']);
  expect(published).toEqual([{ projectId: scope.projectId, kind: 'cluster', id: 'due' }]);
});
