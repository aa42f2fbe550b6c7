import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { createLocalEmbedder } from '#adapters/local-model/embedder';
import { createExtractiveSummarizer } from '#adapters/local-model/summarizer';
import { createRedisStores } from '#adapters/redis/index';
import { createVectorIndex } from '#adapters/vector/index';
import { assign } from '#domain/clustering/assign';
import { bandsOf, type StoredBounds, withBounds } from '#domain/clustering/bounds';
import { FEATURE_VERSION } from '#domain/clustering/pair-features';
import { RateLimitedError, UnavailableError, VendorRefusedError } from '#domain/errors';
import type { ChangeEvent } from '#domain/events';
import { ProjectSettings, tenantScope, type Project, type TenantScope } from '#domain/project';
import type { Report } from '#domain/report';
import { NO_OTHERS, NOTHING_TAUGHT } from '#tests/clustering-deps';
import { crashWith, reportWith } from '#tests/report-builders';
import { createClusteringActivities, type ClusteringActivities, type ClusteringDeps } from './index.ts';

const redis = createRedisStores(inject('redisRest'));
const vectors = createVectorIndex(inject('vectorRest'));
const embedder = createLocalEmbedder();
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let project: Project;
let scope: TenantScope;
let published: ChangeEvent[];
let reembeds: { id: string; space: string }[];

beforeEach(() => {
  project = { id: randomUUID(), ownerId: randomUUID(), name: 'Shop', isSample: false, settings: ProjectSettings.parse({}), createdAt: '' };
  scope = tenantScope(project);
  published = [];
  reembeds = [];
});

function worker(changes: Partial<ClusteringDeps> = {}) {
  return createClusteringActivities({
    projects: {
      ...NO_OTHERS,
      find: async (id) => (id === project.id ? project : null),
      updateSettings: async (_, settings) => (project = { ...project, settings: { ...project.settings, ...settings } }),
    },
    launcher: { startReembed: async (id, space) => (reembeds.push({ id, space }), { workflowId: `reembed:${id}` }) },
    ...redis,
    vectors,
    embedder,
    ...NOTHING_TAUGHT,
    summarizer: createExtractiveSummarizer(embedder),
    judge: null,
    changes: { publish: async (events) => void published.push(...events) },
    log: silent,
    ...changes,
  });
}

/** The reports as ingestion leaves them. */
async function receive(...reports: Report[]): Promise<string[]> {
  const incoming = reports.map(({ source, receivedAt, ...report }) => ({
    reportId: randomUUID(),
    deliveryId: randomUUID(),
    source,
    receivedAt,
    report,
  }));
  await redis.reports.storeBatch(scope, incoming, 10_000);
  return incoming.map((one) => one.reportId);
}

const newEnvironment = (info = {}) => new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
/** As Temporal calls an activity. */
const within = <T>(call: () => Promise<T>, environment = newEnvironment()) => environment.run<[], T, () => Promise<T>>(call);

let seq = 0;
/** What the workflow does, activity by activity. */
async function run(activities = worker(), runKey = `${project.id}:${++seq}`) {
  const input = { projectId: project.id, runKey };
  const { claimed, more } = await activities.claimUnclustered({ ...input, max: 100 });
  const embedded = await within(() => activities.embedReports({ ...input, from: 0, to: claimed }));
  await within(() => activities.assignClusters(input));
  await activities.writeVectors(input);
  const persisted = await activities.persistClusters(input);
  const summarized = await within(() => activities.summarizeClusters({ projectId: project.id, clusterIds: persisted.clusterIds }));
  await activities.releaseRun(input);
  return { claimed, more, ...embedded, ...persisted, ...summarized };
}

const reportOf = async (id: string) => (await redis.reports.get(scope, id))!;
const crash = (functions: string[], fields = {}) => crashWith('RangeError', functions, { message: 'Invalid time value', ...fields });
const twice = [
  reportWith({
    title: 'Customer charged twice',
    body: 'Clicking Pay twice quickly charges the card two times for one order.',
    author: 'ann',
  }),
  reportWith({ title: 'Double charge on checkout', body: 'When Pay is clicked again the card is charged twice.', author: 'bob' }),
];
const slow = reportWith({ title: 'Search takes ten seconds', body: 'Product search is slow with many products.' });

describe('a run', () => {
  it('groups what came in, counts it, says why and puts a text to it', async () => {
    const [a, b, c, d, e] = await receive(
      crash(['streamRows', 'exportCsv'], { author: 'u1' }),
      crash(['streamRows', 'exportCsv'], { author: 'u2', message: 'other' }),
      ...twice,
      slow,
    );

    expect(await run()).toMatchObject({ claimed: 5, more: false, embedded: 5, skipped: 0, opened: 3, joined: 2, summarized: 3 });

    const reports = await Promise.all([a!, b!, c!, d!, e!].map(reportOf));
    expect(reports.map((report) => report.evidence!.rule)).toEqual(['first', 'fingerprint', 'first', 'words', 'first']);
    expect(reports[3]!.evidence).toMatchObject({
      nearestReportId: c,
      bound: 0.5,
      space: 'local/hybrid-2/768',
      sharedWords: expect.arrayContaining(['charge', 'twice']),
    });
    const crashes = await redis.clusters.get(scope, reports[0]!.clusterId!);
    expect(crashes).toMatchObject({
      reportCount: 2,
      occurrences: 2,
      peopleCount: 2,
      sources: { sentry: 2 },
      status: 'new',
      severity: { parts: expect.arrayContaining(['error level', '2 people']) },
    });
    expect(crashes!.summary).toContain('In streamRows (streamRows.js), called from exportCsv.');
    const charged = await redis.clusters.get(scope, reports[2]!.clusterId!);
    expect(charged).toMatchObject({ reportCount: 2, peopleCount: 2, summaryBy: 'extractive', title: expect.stringMatching(/charge/iu) });
    expect(await redis.reports.countUnclustered(scope)).toBe(0);
  });

  it('keeps with each report where else it may belong', async () => {
    const [first] = await receive(
      reportWith({ title: 'CSV export of orders stops after 1000 rows', body: 'The exported file ends early.' }),
    );
    await run();
    const [second] = await receive(reportWith({ title: 'CSV export of customers has wrong umlauts', body: 'Names are garbage in Excel.' }));
    await run();

    const [suggestion] = (await reportOf(second!)).suggestions!;
    expect(suggestion).toMatchObject({
      clusterId: (await reportOf(first!)).clusterId,
      evidence: { rule: 'words', nearestReportId: first, nearestTitle: null, sharedWords: expect.arrayContaining(['csv', 'export']) },
    });
    expect(suggestion!.score).toBeLessThan(0.5);
    expect((await reportOf(first!)).suggestions).toEqual([]);
  });

  it('tells of each report and cluster that changed', async () => {
    const [id] = await receive(slow);
    const { clusterIds } = await run();

    expect(published).toContainEqual({ projectId: project.id, kind: 'report', id });
    expect(published).toContainEqual({ projectId: project.id, kind: 'cluster', id: clusterIds[0] });
  });

  it('joins what a run before it grouped, and keeps text, status and fix of that cluster', async () => {
    const [first] = await receive(twice[0]!);
    const { clusterIds } = await run();
    await redis.clusters.transition(scope, clusterIds[0]!, 'fixing', { jobId: 'job-1' });
    const [second] = await receive(twice[1]!);

    expect(await run()).toMatchObject({ clusterIds, opened: 0, joined: 1 });
    expect((await reportOf(second!)).evidence).toMatchObject({ rule: 'words', nearestReportId: first, space: 'local/hybrid-2/768' });
    expect(await redis.clusters.get(scope, clusterIds[0]!)).toMatchObject({ status: 'fixing', jobId: 'job-1', reportCount: 2 });
  });

  it('writes the vectors with the cluster of each report', async () => {
    const [id] = await receive(slow);
    const { clusterIds } = await run();
    const [query] = await embedder.embed([slow]);
    const deadline = Date.now() + 5000;
    let found = await vectors.nearest(scope, embedder.space, [query!], 1);
    while (found[0]!.length === 0 && Date.now() < deadline) found = await vectors.nearest(scope, embedder.space, [query!], 1);

    expect(found[0]).toMatchObject([{ id, clusterId: clusterIds[0] }]);
    expect(found[0]![0]!.cosine).toBeCloseTo(1, 3);
  });

  it.each([
    ['by meaning with the vectors of known ones', true, { opened: 0, joined: 1 }, { rule: 'meaning' }],
    ['by words alone where the index has not got them yet', false, { opened: 1, joined: 0 }, { rule: 'first' }],
  ])('groups short messages %s', async (_what, isThere, counts, evidence) => {
    const declined = reportWith({ title: 'my card was declined in the store', source: 'reddit' });
    const [known] = await receive(reportWith({ title: 'they refused my payment', source: 'reddit' }));
    await run();
    const [id] = await receive(declined);
    const [meant] = await embedder.embed([declined]);
    const asked: string[] = [];
    const index: ClusteringDeps['vectors'] = {
      ...vectors,
      nearest: async (_scope, _space, queries) => queries.map(() => [{ id: known!, cosine: 0.5, clusterId: '' }]),
      fetch: async (_scope, _space, ids) => (asked.push(...ids), new Map(isThere ? [[known!, meant!]] : [])),
    };

    expect(await run(worker({ vectors: index }))).toMatchObject(counts);
    expect((await reportOf(id!)).evidence).toMatchObject(evidence);
    expect(asked).toEqual([known]);
  });

  it('asks for no vectors of known reports where no short message came in', async () => {
    await receive(reportWith({ title: 'search is slow', source: 'reddit' }));
    await run();
    await receive(crash(['streamRows', 'exportCsv']), { ...slow, source: 'github' });
    const asked: (readonly string[])[] = [];
    const fetch: ClusteringDeps['vectors']['fetch'] = async (_scope, _space, ids) => (asked.push(ids), new Map());

    expect(await run(worker({ vectors: { ...vectors, fetch } }))).toMatchObject({ claimed: 2 });
    expect(asked).toEqual([]);
  });

  it('is tried again where the vectors of known messages cannot be had, and then decides', async () => {
    await receive(reportWith({ title: 'my card was declined', source: 'reddit' }));
    await run();
    const [id] = await receive(reportWith({ title: 'my card was declined again', source: 'reddit' }));
    const gone = async () => {
      throw new UnavailableError('The vector index does not answer.');
    };
    const runKey = `${project.id}:gone`;

    await expect(run(worker({ vectors: { ...vectors, fetch: gone } }), runKey)).rejects.toThrow(UnavailableError);
    expect((await reportOf(id!)).clusterId).toBeNull();
    expect(await run(worker(), runKey)).toMatchObject({ opened: 0, joined: 1 });
  });

  it('says when others are waiting', async () => {
    await receive(...twice, slow);
    const activities = worker();

    expect(await activities.claimUnclustered({ projectId: project.id, runKey: 'r1', max: 2 })).toEqual({ claimed: 2, more: true });
    expect(await activities.claimUnclustered({ projectId: project.id, runKey: 'r2', max: 2 })).toEqual({ claimed: 1, more: false });
  });

  it('puts back what it claimed and did not group', async () => {
    await receive(...twice);
    const activities = worker();
    await activities.claimUnclustered({ projectId: project.id, runKey: 'r1', max: 10 });
    await activities.releaseRun({ projectId: project.id, runKey: 'r1' });

    expect(await redis.reports.countUnclustered(scope)).toBe(2);
  });

  it('of a project that is gone has nothing to release', async () => {
    await expect(worker().releaseRun({ projectId: randomUUID(), runKey: 'r1' })).resolves.toBeUndefined();
    await expect(within(() => worker().assignClusters({ projectId: randomUUID(), runKey: 'r1' }))).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('a large project', () => {
  it('costs a run what it claimed: it reads neither the project nor its clusters', async () => {
    const member = (i: number) => crash(['streamRows', 'exportCsv'], { author: `u${i}`, message: `row ${i}` });
    await receive(...Array.from({ length: 60 }, (_, i) => member(i)));
    const asked: string[] = [];
    const reports: typeof redis.reports = {
      ...redis.reports,
      getMany: (of, ids) => (asked.push(...ids), redis.reports.getMany(of, ids)),
      scan: (...args) => (asked.push('all'), redis.reports.scan(...args)),
    };
    const activities = worker({ reports });
    await run(activities);
    asked.length = 0;

    const [id] = await receive(member(61));
    expect(await run(activities)).toMatchObject({ claimed: 1, joined: 1 });

    expect([...new Set(asked)]).toEqual([id]);
    expect(await redis.clusters.get(scope, (await reportOf(id!)).clusterId!)).toMatchObject({
      reportCount: 61,
      peopleCount: 61,
      severity: { parts: expect.arrayContaining(['61 times', '61 people']) },
    });
  });
});

describe('tried again after a crash', () => {
  it('every activity gives the same, and nothing twice', async () => {
    const ids = await receive(...twice, slow, crash(['streamRows', 'exportCsv']));
    const input = { projectId: project.id, runKey: `${project.id}:again` };
    const each = async <T>(call: (activities: ClusteringActivities) => Promise<T>) => {
      const [one, other] = [await call(worker()), await call(worker())];
      expect(other).toEqual(one);
      return one;
    };

    await each((activities) => activities.claimUnclustered({ ...input, max: 10 }));
    await each((activities) => within(() => activities.embedReports({ ...input, from: 0, to: 4 })));
    await each((activities) => within(() => activities.assignClusters(input)));
    await each((activities) => activities.writeVectors(input));
    const { clusterIds } = await each((activities) => activities.persistClusters(input));
    await each((activities) => within(() => activities.summarizeClusters({ projectId: project.id, clusterIds })));

    expect(clusterIds).toHaveLength(3);
    expect((await redis.clusters.list(scope, { limit: 10, sort: 'reports' })).items.map((cluster) => cluster.reportCount)).toEqual([
      2, 1, 1,
    ]);
    for (const id of ids) expect((await reportOf(id)).clusterId).not.toBeNull();
  });

  it('the same run opens the same clusters, also where the decisions were lost', async () => {
    await receive(...twice, slow);
    const input = { projectId: project.id, runKey: `${project.id}:lost` };
    await worker().claimUnclustered({ ...input, max: 10 });
    await within(() => worker().assignClusters(input));
    const before = await redis.clusters.decisions(scope, input.runKey);
    await redis.clusters.putDecisions(scope, input.runKey, []);
    await within(() => worker().assignClusters(input));

    expect((await redis.clusters.decisions(scope, input.runKey)).map((one) => one.clusterId)).toEqual(before.map((one) => one.clusterId));
  });
});

describe('the evidence in the store', () => {
  it('is what the rules give for the same reports', async () => {
    await receive(...twice, slow);
    await run(worker({ embedder: away(new VendorRefusedError('no')) }));
    const knownIds = (await redis.reports.list(scope, { limit: 50 })).items.map((report) => report.id);
    const ids = await receive(
      reportWith({ title: 'Two charges for one order', body: 'A customer double clicked Pay and was charged twice on her card.' }),
      crash(['streamRows', 'exportCsv']),
      crash(['streamRows', 'exportCsv']),
    );
    await run(worker({ embedder: away(new VendorRefusedError('no')) }));
    const stored = await redis.reports.getMany(scope, ids);

    const again = assign({
      reports: stored.map((report) => ({ ...report, clusterId: null, evidence: null })),
      known: await redis.reports.getMany(scope, knownIds),
      vectors: new Map(),
      nearest: new Map(),
      space: null,
      bands: bandsOf(project.settings, null),
      awaitVectors: new Set(stored.flatMap(({ id, kind }) => (kind === 'human' ? [id] : []))),
      now: stored[0]!.evidence!.decidedAt,
      newClusterId: (first) => first,
    });

    expect(again.map((decision) => decision.evidence)).toEqual(stored.map((report) => report.evidence));
    expect(stored.map((report) => report.evidence!.rule)).toEqual(['words', 'first', 'fingerprint']);
  });
});

describe('what a worker remembers', () => {
  it('never changes a result: a new worker and one that ran before decide alike', async () => {
    const old = worker();
    await receive(...twice);
    await run(old);
    // Another worker groups something that the old one has not seen.
    await receive(slow);
    await run(worker());
    const ids = await receive(
      reportWith({ title: 'Product search takes very long', body: 'Search needs ten seconds with many products.' }),
    );
    const input = { projectId: project.id, runKey: `${project.id}:old` };
    await old.claimUnclustered({ ...input, max: 10 });
    await within(() => old.assignClusters(input));
    const byOld = await redis.clusters.decisions(scope, input.runKey);
    await redis.clusters.putDecisions(scope, input.runKey, []);
    await within(() => worker().assignClusters(input));
    const byNew = await redis.clusters.decisions(scope, input.runKey);
    const timeless = (decisions: typeof byOld) =>
      decisions.map((decision) => ({ ...decision, evidence: { ...decision.evidence, decidedAt: null } }));

    expect(timeless(byOld)).toEqual(timeless(byNew));
    expect(byOld).toMatchObject([{ reportId: ids[0], opened: false, evidence: { rule: 'words' } }]);
  });
});

describe('an embedder that does not answer', () => {
  it.each([
    ['refuses', new VendorRefusedError('Gemini refused the key.')],
    ['wants to be left alone for long', new RateLimitedError('Wait.', { retryAfterSeconds: 3600 })],
  ])('and %s lets words decide', async (_what, error) => {
    await receive(...twice, crash(['streamRows', 'exportCsv']));

    expect(await run(worker({ embedder: away(error) }))).toMatchObject({ embedded: 0, skipped: 3, opened: 2, joined: 1 });
    const reports = (await redis.reports.list(scope, { limit: 10 })).items;
    expect(reports.map((report) => report.evidence!.space)).toEqual([null, null, null]);
    // Only what people wrote waits for a vector: a crash has its fingerprint.
    expect(reports.map((report) => [report.kind, report.evidence!.awaitsVector]).sort()).toEqual([
      ['human', true],
      ['human', true],
      ['machine', undefined],
    ]);
  });

  it.each([
    ['a short wait', new RateLimitedError('Wait.', { retryAfterSeconds: 5 })],
    ['an outage', new UnavailableError('Away.')],
  ])('for %s is asked again', async (_what, error) => {
    await receive(slow);
    await worker().claimUnclustered({ projectId: project.id, runKey: 'r1', max: 10 });
    const embed = within(() => worker({ embedder: away(error) }).embedReports({ projectId: project.id, runKey: 'r1', from: 0, to: 1 }));

    await expect(embed).rejects.toBe(error);
  });
});

describe('summaries', () => {
  it('that fail for one cluster are kept for the others, which a retry does not ask for again', async () => {
    await receive(...twice, slow, crash(['streamRows', 'exportCsv']));
    const { clusterIds } = await run();
    const asked: string[] = [];
    let broken = true;
    const summarizer = {
      async summarize(reports: Report[]) {
        asked.push(reports[0]!.title);
        if (broken && reports[0]!.title === slow.title) throw new UnavailableError('Away.');
        return { title: `about ${reports[0]!.title}`, summary: 's', by: 'gemini-x' };
      },
    };
    const first = newEnvironment();
    let progress: unknown;
    first.on('heartbeat', (details: unknown) => (progress = details));
    const input = { projectId: project.id, clusterIds };
    await expect(within(() => worker({ summarizer }).summarizeClusters(input), first)).rejects.toThrow('Away.');
    broken = false;
    asked.length = 0;

    const second = newEnvironment({ heartbeatDetails: progress });
    expect(await within(() => worker({ summarizer }).summarizeClusters(input), second)).toEqual({ summarized: 3 });

    expect(asked).toEqual([slow.title]);
    for (const cluster of await redis.clusters.getMany(scope, clusterIds))
      expect(cluster).toMatchObject({ summaryBy: 'gemini-x', title: expect.stringMatching(/^about /u) });
  });

  it('read twelve exemplars, the oldest four and the newest eight, newest last', async () => {
    const reports = Array.from({ length: 20 }, (_, i) => crash(['streamRows', 'exportCsv'], { title: `number ${i}` }));
    await receive(...reports);
    let seen: string[] = [];
    const summarizer = {
      async summarize(exemplars: Report[]) {
        seen = exemplars.map((report) => report.title);
        return { title: 't', summary: 's', by: 'm' };
      },
    };
    await run(worker({ summarizer }));

    expect(seen).toEqual([0, 1, 2, 3, 12, 13, 14, 15, 16, 17, 18, 19].map((i) => `number ${i}`));
  });
});

function away(error: Error): ClusteringDeps['embedder'] {
  return { space: embedder.space, embed: () => Promise.reject(error) };
}

describe('a cluster that grows', () => {
  const crash = () => crashWith('RangeError', ['formatDate', 'rowOf', 'exportCsv']);

  it('is described anew at 2, 5 and 10 reports, and says how well it holds together and what stands for it', async () => {
    const described: number[] = [];
    for (let count = 1; count <= 10; count++) {
      await receive(crash());
      const { summarized, clusterIds } = await run();
      if (summarized > 0) described.push(count);
      if (count === 1) expect(await redis.clusters.get(scope, clusterIds[0]!)).toMatchObject({ cohesion: null, describedReports: 1 });
    }

    expect(described).toEqual([1, 2, 5, 10]);
    const { items } = await redis.clusters.list(scope, { limit: 5, sort: 'reports' });
    expect(items).toMatchObject([{ reportCount: 10, cohesion: 1, describedReports: 10 }]);
    expect(items[0]!.exemplarIds).toHaveLength(1);
  });

  it('keeps the words of a person', async () => {
    await receive(crash());
    const { clusterIds } = await run();
    const cluster = (await redis.clusters.get(scope, clusterIds[0]!))!;
    const words = { title: 'Exports of December', summary: 'Written by hand.' };
    const sets = [{ clusterId: cluster.id, facts: { words } }];
    await redis.clusters.edit(scope, { editId: 'rename', regroups: false, expects: [], opens: [], moves: [], sets, drops: [] });
    await receive(crash());

    await run();

    expect(await redis.clusters.get(scope, cluster.id)).toMatchObject({ ...words, summaryBy: 'person', reportCount: 2, cohesion: 1 });
  });
});

/** Of what people report, with vectors and without. */
const NOTHING_JOINS: StoredBounds[] = withBounds(
  [],
  {
    ...{ kind: 'issue', joinAt: 1, suggestAt: 0.1, ...embedder.space },
    ...{ featureVersion: FEATURE_VERSION, by: 'person', calibratedAt: '2026-03-01T00:00:00.000Z' },
  },
  true,
);

describe('a look at all clusters', () => {
  it('proposes to merge what is one problem and changes nothing', async () => {
    const texts = [
      ['CSV export of orders is cut off at row 1000', 'The CSV export of my orders is cut off at row 1000'],
      ['Orders CSV export is cut off at row 1000', 'CSV export of my orders cut off at row 1000 again'],
    ];
    // A bound that nothing reaches: only the sender's own group joins.
    project = { ...project, settings: ProjectSettings.parse({ bounds: NOTHING_JOINS }) };
    await receive(
      ...texts.flatMap((titles, i) => titles.map((title) => reportWith({ title, source: 'github', senderGroup: `group ${i}` }))),
    );
    await run();
    const before = await redis.clusters.list(scope, { limit: 5, sort: 'reports' });
    expect(before.total).toBe(2);

    const found = await within(() => worker().proposeCleanup({ projectId: project.id }));

    expect(found).toMatchObject({ kind: 'cleanup', lookedAt: 2, protected: 0, proposals: [{ kind: 'merge', score: expect.any(Number) }] });
    expect((await redis.clusters.list(scope, { limit: 5, sort: 'reports' })).total).toBe(2);
  });

  it('tells what other bounds would have done', async () => {
    project = { ...project, settings: ProjectSettings.parse({ bounds: NOTHING_JOINS }) };
    const now = new Date().toISOString();
    const texts = [
      'CSV export of orders is cut off at row 1000',
      'Orders CSV export is cut off at row 1000',
      'Dark mode toggle is missing',
    ];
    await receive(...texts.map((title) => reportWith({ title, source: 'github', receivedAt: now })));
    await run();
    const ask = (joinAt: number, suggestAt: number) =>
      within(() => worker().backtestBounds({ projectId: project.id, days: 7, of: 'issue', joinAt, suggestAt }));

    const [same, lower, none] = [
      await ask(1, 1),
      await ask(0.2, 0.1),
      await within(() => worker().backtestBounds({ projectId: project.id, days: 1, of: 'issue', joinAt: 1, suggestAt: 0.01 })),
    ];

    expect(same).toMatchObject({ reports: 3, wouldJoin: [], wouldSplit: [], wouldSuggest: 0 });
    expect(lower.wouldJoin).toMatchObject([{ reports: 2, clusterIds: [expect.any(String), expect.any(String)] }]);
    expect(none.wouldSuggest).toBeGreaterThan(0);
  });
});

describe('another embedder', () => {
  const other = { ...embedder, space: { ...embedder.space, model: 'another' } };

  it('is not compared with what the one before made, and its space is filled before it counts', async () => {
    const ids = await receive(...['The export is cut off', 'The login page is blank'].map((title) => reportWith({ title })));
    await run();
    expect(project.settings.vectorSpace).toBe('local/hybrid-2/768');
    const later = await receive(reportWith({ title: 'The chart has the wrong colours' }));
    const asked: unknown[] = [];
    const watched = {
      ...vectors,
      nearest: async (...input: Parameters<typeof vectors.nearest>) => (asked.push(input), vectors.nearest(...input)),
    };
    const changed = worker({ embedder: other, vectors: watched });

    await run(changed);

    expect(reembeds).toEqual([{ id: project.id, space: 'local/another/768' }]);
    expect(asked).toEqual([]);
    expect([...(await vectors.fetch(scope, other.space, [...ids, ...later])).keys()]).toEqual(later);
    const space = 'local/another/768';
    expect(await within(() => changed.beginReembed({ projectId: project.id }))).toEqual({ total: 3 });
    let cursor: string | null = null;
    do ({ cursor } = await within(() => changed.reembedChunk({ projectId: project.id, space, cursor, max: 2 })));
    while (cursor !== null);
    expect(project.settings.vectorSpace).toBe('local/hybrid-2/768');
    expect((await redis.clusters.jobs(scope, { limit: 1 })).items).toMatchObject([
      { kind: 'reembed', status: 'running', done: 3, total: 3, space },
    ]);
    expect(await within(() => changed.switchSpace({ projectId: project.id, space }))).toEqual({ switched: true });
    expect((await redis.clusters.jobs(scope, { limit: 1 })).items).toMatchObject([{ kind: 'reembed', status: 'succeeded' }]);

    expect(project.settings.vectorSpace).toBe(space);
    expect((await vectors.fetch(scope, other.space, [...ids, ...later])).size).toBe(3);
    expect((await vectors.fetch(scope, embedder.space, ids)).size).toBe(0);
    await receive(reportWith({ title: 'The chart is empty' }));
    await run(changed);
    expect(asked).toHaveLength(1);
    expect(reembeds).toHaveLength(1);
  });

  it('that has changed again is told so, and switches nothing', async () => {
    const input = { projectId: project.id, space: 'local/gone/768' };

    await expect(within(() => worker().reembedChunk({ ...input, cursor: null, max: 10 }))).rejects.toMatchObject({ code: 'space_changed' });
    expect(await within(() => worker().switchSpace(input))).toEqual({ switched: false });
    expect(project.settings.vectorSpace).toBeNull();
  });
});
