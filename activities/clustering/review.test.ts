import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { createLocalEmbedder } from '#adapters/local-model/embedder';
import { createExtractiveSummarizer } from '#adapters/local-model/summarizer';
import { createRedisStores } from '#adapters/redis/index';
import { createVectorIndex } from '#adapters/vector/index';
import { WORDS_VERSION } from '#domain/clustering/pair-model';
import type { TenantScope } from '#domain/project';
import type { RegroupOperation } from '#domain/teaching';
import { startTestPostgres, type TestPostgres } from '#tests/postgres-stores';
import { evidenceWith } from '#tests/report-builders';
import { incomingReport, storedCluster } from '#tests/stored';
import { createClusteringActivities } from './index.ts';

const redis = createRedisStores(inject('redisRest'));
const embedder = createLocalEmbedder();
let postgres: TestPostgres;
let scope: TenantScope;
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  ({ scope } = await postgres.project());
});

const silent = () => undefined;
const activities = (reports: Partial<typeof redis.reports> = {}) =>
  createClusteringActivities({
    ...postgres.stores,
    ...redis,
    reports: { ...redis.reports, ...reports },
    ...{ vectors: createVectorIndex(inject('vectorRest')), embedder, summarizer: createExtractiveSummarizer(embedder), judge: null },
    launcher: { startReembed: async () => ({ workflowId: '' }) },
    changes: { publish: async () => undefined },
    log: { info: silent, warn: silent, error: silent },
  });
const within = <T>(call: () => Promise<T>) =>
  new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run<[], T, () => Promise<T>>(call);
const review = () => postgres.stores.groupingReviews.get(scope);

/** Reports of people, each list of titles in a cluster of its own. */
async function reported(clusters: readonly (readonly string[])[]): Promise<string[]> {
  const opened = clusters.map((titles) => storedCluster(scope.projectId, { title: titles[0]!, reportCount: titles.length }));
  const all = clusters.flatMap((titles, i) => titles.map((title) => ({ title, clusterId: opened[i]!.id })));
  const incoming = all.map(({ title }) => incomingReport({ title, body: '', kind: 'human' }, { source: 'github' }));
  await redis.reports.storeBatch(scope, incoming, 100_000);
  const runKey = randomUUID();
  await redis.clusters.claimUnclustered(scope, runKey, 1_000);
  await redis.clusters.saveMany(scope, opened);
  const decisions = incoming.map(({ reportId }, i) => ({
    ...{ reportId, clusterId: all[i]!.clusterId, opened: true, evidence: evidenceWith() },
  }));
  await redis.clusters.putDecisions(scope, runKey, decisions);
  await redis.clusters.applyDecisions(scope, runKey);
  await redis.clusters.releaseRun(scope, runKey);
  return opened.map(({ id }) => id);
}

async function answered(kind: 'accept' | 'decline', scores: readonly number[]): Promise<void> {
  const at = new Date().toISOString();
  for (const score of scores) {
    const command = { kind, report: randomUUID(), cluster: randomUUID() };
    const operation = { id: randomUUID(), projectId: scope.projectId, command, actorId: null, digest: 'd', effects: [], error: null };
    await postgres.stores.editJournal.begin(
      scope,
      { ...operation, state: 'applied', at, undoableUntil: at, undoneAt: null } satisfies RegroupOperation,
      {
        ...{ clusters: [], opens: null, moves: [], drops: [], sets: [] },
        answers: [{ kind: 'issue', score, joined: false, space: 'local/hybrid-2/768', version: WORDS_VERSION }],
      },
    );
  }
}
const evenly = (count: number, from: number, to: number) => Array.from({ length: count }, (_, i) => from + ((to - from) * i) / count);

describe('clean-up at night', () => {
  it('keeps what it would merge for a person, without what a fix or a person holds', async () => {
    const twins = await reported([
      ['CSV export of orders is cut off at row 1000', 'The CSV export of my orders is cut off at row 1000'],
      ['Orders CSV export is cut off at row 1000', 'CSV export of my orders cut off at row 1000 again'],
    ]);
    await reported([['Dark mode toggle is hard to find'], ['Login page shows a blank screen']]);
    const { reviewCleanup } = activities();

    expect(await within(() => reviewCleanup({ projectId: scope.projectId }))).toEqual({ proposals: 1 });
    expect((await review()).cleanup).toMatchObject({ lookedAt: 4, protected: 0, proposals: [{ kind: 'merge' }] });
    expect((await review()).cleanup!.proposals[0]!.clusterIds.toSorted()).toEqual(twins.toSorted());

    await redis.clusters.transition(scope, twins[0]!, 'fixing');

    expect(await within(() => reviewCleanup({ projectId: scope.projectId }))).toEqual({ proposals: 0 });
    expect((await review()).cleanup).toMatchObject({ protected: 1, proposals: [] });
  });
});

describe('bounds at night', () => {
  it('wait for a hundred answers, are proposed with what they would have done, and again after fifty more', async () => {
    await reported(evenly(30, 0, 30).map((i) => [`Report number ${i} about something of its own: word${i}`]));
    await answered('decline', evenly(40, 0.1, 0.2));
    await answered('accept', evenly(59, 0.3, 0.49));
    const { reviewBounds } = activities();
    const look = () => within(() => reviewBounds({ projectId: scope.projectId }));

    expect(await look()).toEqual({ answers: 99, proposed: 0, applied: 0 });
    expect((await review()).bounds).toBeNull();
    await answered('accept', [0.4]);
    expect(await look()).toEqual({ answers: 100, proposed: 1, applied: 0 });

    const { bounds } = await review();
    expect(bounds).toMatchObject({ answers: 100, proposed: [{ kind: 'issue', ...embedder.space, by: 'calibrated', answers: 100 }] });
    expect(bounds!.proposed[0]!.joinAt).toBeLessThanOrEqual(0.3);
    expect(bounds!.proposed[0]!.backtest).toMatchObject({ days: 14, reports: 30 });
    expect((await postgres.stores.projects.find(scope.projectId))!.settings.bounds).toEqual([]);
    await answered('accept', evenly(49, 0.3, 0.49));
    expect(await look()).toMatchObject({ answers: 149, proposed: 0 });
    expect(await within(() => reviewBounds({ projectId: scope.projectId, asked: true }))).toMatchObject({ answers: 149, proposed: 1 });
    await answered('accept', evenly(50, 0.3, 0.49));
    expect(await look()).toMatchObject({ answers: 199, proposed: 1 });
  });

  it('are found and tried on reports that are read once', async () => {
    await reported([['Something of its own']]);
    await answered('decline', evenly(40, 0.1, 0.2));
    await answered('accept', evenly(60, 0.3, 0.49));
    const scan = vi.fn(redis.reports.scan);

    expect(await within(() => activities({ scan }).reviewBounds({ projectId: scope.projectId }))).toMatchObject({ proposed: 1 });

    expect(scan).toHaveBeenCalledTimes(1);
  });

  it('are set by themselves where the project wants that, and that is on record', async () => {
    await postgres.stores.projects.updateSettings(scope, { boundsByThemselves: true });
    await reported([['Something of its own']]);
    await answered('decline', evenly(40, 0.1, 0.2));
    await answered('accept', evenly(60, 0.3, 0.49));

    expect(await within(() => activities().reviewBounds({ projectId: scope.projectId }))).toEqual({
      answers: 100,
      proposed: 1,
      applied: 1,
    });

    expect((await postgres.stores.projects.find(scope.projectId))!.settings.bounds).toMatchObject([
      { kind: 'issue', ...embedder.space, by: 'calibrated', answers: 100 },
    ]);
    expect((await review()).bounds!.proposed).toEqual([]);
    expect(await postgres.query(`select action, actor_id from audit_entries where project_id = $1`, [scope.projectId])).toEqual([
      { action: 'clustering.bounds', actor_id: null },
    ]);
  });
});

it('projects are looked at in pages, each once', async () => {
  await postgres.project();
  const { projectsToReview } = activities();
  const seen: string[] = [];
  for (let after: string | null = null; ;) {
    const { projectIds, next }: { projectIds: string[]; next: string | null } = await projectsToReview({ after, max: 2 });
    seen.push(...projectIds);
    if (next === null) break;
    after = next;
  }

  expect(seen).toContain(scope.projectId);
  expect(new Set(seen).size).toBe(seen.length);
});
