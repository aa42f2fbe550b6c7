import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createLocalEmbedder } from '#adapters/local-model/embedder';
import { createExtractiveSummarizer } from '#adapters/local-model/summarizer';
import { createRedisStores } from '#adapters/redis/index';
import { createVectorIndex } from '#adapters/vector/index';
import { UnavailableError } from '#domain/errors';
import type { TenantScope } from '#domain/project';
import { digestOf } from '#domain/regrouping/digest';
import { namedIn } from '#domain/regrouping/named';
import { planOf, type Standing } from '#domain/regrouping/plan';
import { snapshotOf } from '#domain/regrouping/snapshot';
import type { Report } from '#domain/report';
import type { RegroupCommand } from '#domain/teaching';
import { startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { RecordingLauncher } from '#tests/recording-launcher';
import { reportWith } from '#tests/report-builders';
import { createClusteringActivities } from '../clustering/index.ts';
import { createRegroupingActivities, type RegroupingDeps } from './index.ts';

const { reports, clusters } = createRedisStores(inject('redisRest'));
const vectors = createVectorIndex(inject('vectorRest'));
const embedder = createLocalEmbedder();
let postgres: TestPostgres;
let scope: TenantScope;
let launcher: RecordingLauncher;
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  ({ scope } = await postgres.project());
  launcher = new RecordingLauncher();
});

const deps = () => ({
  projects: postgres.stores.projects,
  editJournal: postgres.stores.editJournal,
  ...{ reports, clusters, vectors, embedder, launcher },
  changes: { publish: async () => undefined },
});
const regrouping = (changes: Partial<RegroupingDeps> = {}) => createRegroupingActivities({ ...deps(), ...changes });
const clustering = () =>
  createClusteringActivities({
    ...deps(),
    ...{ groupingReviews: postgres.stores.groupingReviews, audit: postgres.stores.audit },
    summarizer: createExtractiveSummarizer(embedder),
    judge: null,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
const within = <T>(call: () => Promise<T>) =>
  new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run<[], T, () => Promise<T>>(call);

const charged = () =>
  reportWith({ title: 'Customer charged twice', body: 'Clicking Pay twice quickly charges the card two times for one order.' });
const search = () => reportWith({ title: 'Search takes ten seconds', body: 'Product search is slow with many products in the shop.' });

async function receive(...arriving: Report[]): Promise<string[]> {
  const incoming = arriving.map(({ source, receivedAt, ...report }) => ({
    ...{ reportId: randomUUID(), deliveryId: randomUUID(), source, receivedAt, report },
  }));
  await reports.storeBatch(scope, incoming, 10_000);
  return incoming.map(({ reportId }) => reportId);
}

/** A run in two halves, so that something may come between. */
async function decide(): Promise<() => Promise<void>> {
  const input = { projectId: scope.projectId, runKey: randomUUID() };
  const activities = clustering();
  const { claimed } = await activities.claimUnclustered({ ...input, max: 100 });
  await within(() => activities.embedReports({ ...input, from: 0, to: claimed }));
  await within(() => activities.assignClusters(input));
  return async () => {
    await activities.writeVectors(input);
    await activities.persistClusters(input);
    await activities.releaseRun(input);
  };
}
const run = async () => (await decide())();
const home = async (id: string) => (await reports.get(scope, id))!.clusterId;

/** As the API begins it. */
async function begin(command: RegroupCommand): Promise<{ projectId: string; operationId: string }> {
  const named = namedIn(command);
  const homes = new Map((await reports.getMany(scope, named.reportIds)).map(({ id, clusterId }) => [id, clusterId] as const));
  const ids = [...new Set([...named.clusterIds, ...[...homes.values()].filter((id) => id !== null)])];
  const views = await Promise.all(
    (await clusters.getMany(scope, ids)).map(
      async (cluster) => [cluster.id, { cluster, members: await clusters.members(scope, cluster.id) }] as const,
    ),
  );
  const standing: Standing = { clusters: new Map(views), homes };
  const operationId = randomUUID();
  const plan = planOf(command, standing, { opens: operationId, now: new Date().toISOString() });
  const at = new Date().toISOString();
  const operation = { id: operationId, projectId: scope.projectId, command, actorId: null, digest: await digestOf(command, standing) };
  await postgres.stores.editJournal.begin(
    scope,
    { ...operation, state: 'running', effects: [...plan.effects], error: null, at, undoableUntil: at, undoneAt: null },
    snapshotOf(standing, plan),
  );
  return { projectId: scope.projectId, operationId };
}
const stateOf = async (operationId: string) => (await postgres.stores.editJournal.get(scope, operationId))!.operation;

describe('what people teach', () => {
  it('holds in every later run: a removed report never goes back, whatever else comes', async () => {
    const [first, second, third] = await receive(charged(), charged(), charged());
    await run();
    expect(new Set([await home(first!), await home(second!), await home(third!)]).size).toBe(1);
    const before = (await home(first!))!;

    const ref = await begin({ kind: 'remove', reports: [third!] });
    expect(await regrouping().applyOperation(ref)).toEqual({ outcome: 'applied', code: null, moved: 1 });
    await regrouping().settleOperation(ref);
    expect(launcher.of('wakeClustering')).toEqual([{ projectId: scope.projectId, count: 1 }]);
    await run();
    await receive(charged(), charged());
    await run();

    expect([await home(first!), await home(second!)]).toEqual([before, before]);
    expect([null, before]).not.toContain(await home(third!));
  });

  it('a merge holds for a report whose words change, and is where its vector says', async () => {
    const [pay, slow] = await receive(charged(), search());
    await run();
    const [into, from] = [(await home(pay!))!, (await home(slow!))!];
    expect(into).not.toBe(from);

    const ref = await begin({ kind: 'merge', into, from: [from] });
    await regrouping().applyOperation(ref);
    expect((await regrouping().settleOperation(ref)).clusterIds).toEqual([into]);
    const [vector] = await embedder.embed([search()]);
    const named = (await vectors.nearest(scope, embedder.space, [vector!], 5))[0]!;
    expect(named.map(({ clusterId }) => clusterId)).toEqual(named.map(() => into));
    expect(named.length).toBeGreaterThan(0);
    await reports.edit(
      scope,
      slow!,
      { title: 'The page of results comes late', body: 'Ten seconds.' },
      { editId: 'e', at: new Date().toISOString() },
    );
    await run();

    expect(await home(slow!)).toBe(into);
  });

  it('a locked cluster is left alone', async () => {
    const [first] = await receive(charged());
    await run();
    const locked = (await home(first!))!;
    await regrouping().applyOperation(await begin({ kind: 'lock', cluster: locked, locked: true }));

    const [late] = await receive(charged());
    await run();

    expect(await home(late!)).not.toBe(locked);
  });
});

describe('beside a run', () => {
  it('what it decided before the operation is decided anew after it', async () => {
    const [first, second] = await receive(charged(), charged());
    await run();
    const [late] = await receive(charged());
    const apply = await decide();

    const ref = await begin({ kind: 'split', cluster: (await home(first!))!, reports: [second!] });
    await regrouping().applyOperation(ref);
    await apply();

    expect(await home(late!)).toBeNull();
    expect(await reports.countUnclustered(scope)).toBe(1);
    await run();
    expect(await home(late!)).not.toBeNull();
    expect(await home(first!)).not.toBe(await home(second!));
  });

  it('an operation on what a run has changed since is refused, and teaches nothing', async () => {
    const [first, second] = await receive(charged(), charged());
    await run();
    const ref = await begin({ kind: 'split', cluster: (await home(first!))!, reports: [second!] });
    await receive(charged());
    await run();

    expect(await regrouping().applyOperation(ref)).toEqual({ outcome: 'refused', code: 'changed', moved: 0 });
    expect(await stateOf(ref.operationId)).toMatchObject({ state: 'failed', error: expect.stringContaining('changed') });
    expect(await postgres.stores.editJournal.teaching(scope)).toEqual({ mustLink: [], cannotLink: [] });
    expect(await home(first!)).toBe(await home(second!));
  });
});

describe('cut off in between', () => {
  /** The journal is away once, right after the change. */
  const cutOff = () => {
    let first = true;
    const { editJournal } = postgres.stores;
    return regrouping({
      editJournal: {
        ...editJournal,
        update: async (...args) => {
          const is = args[2].state;
          if (first && (is === 'applied' || is === 'undone')) {
            first = false;
            throw new UnavailableError('away');
          }
          return editJournal.update(...args);
        },
      },
    });
  };

  it('it is done once, and undone once', async () => {
    const [first, second] = await receive(charged(), charged());
    await run();
    const before = (await home(first!))!;
    const ref = await begin({ kind: 'split', cluster: before, reports: [second!] });
    const [doing, undoing] = [cutOff(), cutOff()];

    await expect(doing.applyOperation(ref)).rejects.toBeInstanceOf(UnavailableError);
    const edition = await clusters.edition(scope);
    expect((await doing.applyOperation(ref)).outcome).toBe('applied');
    expect(await clusters.edition(scope)).toBe(edition);
    expect((await doing.applyOperation(ref)).outcome).toBe('applied');

    await expect(undoing.undoOperation(ref)).rejects.toBeInstanceOf(UnavailableError);
    expect(await postgres.stores.editJournal.teaching(scope)).toEqual({ mustLink: [], cannotLink: [] });
    expect((await undoing.undoOperation(ref)).outcome).toBe('undone');

    expect([await home(first!), await home(second!)]).toEqual([before, before]);
    expect((await clusters.get(scope, before))!.reportCount).toBe(2);
    expect((await clusters.list(scope, { limit: 10, sort: 'reports' })).total).toBe(1);
  });

  it('undoing leaves the place of what was deleted empty', async () => {
    const [first, second, third] = await receive(charged(), search(), search());
    await run();
    const [into, from] = [(await home(first!))!, (await home(second!))!];
    const ref = await begin({ kind: 'merge', into, from: [from] });
    await regrouping().applyOperation(ref);
    await reports.remove(scope, [second!, third!]);

    expect((await regrouping().undoOperation(ref)).outcome).toBe('undone');
    await regrouping().settleOperation(ref);

    expect(await clusters.get(scope, from)).toBeNull();
    expect(await clusters.members(scope, into)).toEqual([first]);
  });
});
