import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  AnalyzeBody,
  BacktestBody,
  BoundsBody,
  CleanupApplied,
  CleanupBody,
  ClusteringStatusBody,
  ClusterJobBody,
  ErrorBody,
} from '#domain/api-contract';
import { bandsOf, type ProposedBounds } from '#domain/clustering/bounds';
import { FEATURE_VERSION } from '#domain/clustering/pair-features';
import type { Cluster } from '#domain/cluster';
import { type TenantScope, tenantScope } from '#domain/project';
import { startTestApi, type TestApi } from '#tests/api';
import { incomingReport, storedCluster, storedEvidence } from '#tests/stored';

let api: TestApi;
let projectId: string;
let scope: TenantScope;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  projectId = await api.project();
  const project = await api.adapters.projects.find(projectId);
  scope = tenantScope({ id: projectId, ownerId: project!.ownerId });
  Object.assign(api.launcher, { clustering: null, reembedding: null, review: null, surveyAnswer: null, down: false });
});

const get = (path: string) => api.ask(`${path}?project_id=${projectId}`);
const post = (path: string, body?: unknown) => api.ask(`${path}?project_id=${projectId}`, { method: 'POST', body });
async function cluster(fields: Partial<Cluster> = {}): Promise<Cluster> {
  const made = storedCluster(projectId, fields);
  await api.adapters.clusters.save(scope, made);
  if (fields.cohesion !== undefined) {
    await api.adapters.clusters.setMiddles(scope, new Map([[made.id, { cohesion: fields.cohesion, exemplarIds: [] }]]));
  }
  return made;
}

describe('grouping now', () => {
  it('starts a run and says which', async () => {
    const answer = await post('/cluster-jobs');

    expect([answer.status, answer.body]).toEqual([202, { job_id: '1-run', status: 'pending', project_id: projectId }]);
    const asked = await get('/cluster-jobs/1-run');
    expect(ClusterJobBody.parse(asked.body)).toMatchObject({ id: '1-run', kind: 'clustering', status: 'pending', stats: null });
  });

  it('lists the runs there were, and tells of each, of its own project alone', async () => {
    const { clusters, reports } = api.adapters;
    const runKey = `${projectId}:1:run`;
    const report = incomingReport();
    await reports.storeBatch(scope, [report], 10_000);
    await clusters.claimUnclustered(scope, runKey, 10);
    await clusters.putDecisions(scope, runKey, [
      { reportId: report.reportId, clusterId: randomUUID(), opened: true, evidence: storedEvidence() },
    ]);
    await clusters.applyDecisions(scope, runKey);
    await clusters.beginReembed(scope, 'local/another/768', 3);
    const other = await api.project();

    const { items, total, next_cursor } = (await api.ask(`/cluster-jobs?limit=10&project_id=${projectId}`)).body;

    expect([total, next_cursor]).toEqual([2, null]);
    const jobs = ClusterJobBody.array().parse(items);
    expect(jobs[0]).toMatchObject({ kind: 'reembed', status: 'running', progress: { done: 0, total: 3 }, space: 'local/another/768' });
    expect(jobs[1]).toMatchObject({
      ...{ id: '1-run', kind: 'clustering', status: 'running', stats: { clustered: 1, joined: 0, new_clusters: 1 } },
      progress: { step: 'describing', done: 1, total: 1 },
    });
    for (const job of jobs) {
      expect((await get(`/cluster-jobs/${job.id}`)).body).toEqual(job);
      expect((await api.ask(`/cluster-jobs/${job.id}?project_id=${other}`)).status).toBe(404);
    }
    expect((await api.ask(`/cluster-jobs?project_id=${other}`)).body).toMatchObject({ items: [], total: 0 });
    expect((await get('/cluster-jobs/none')).status).toBe(404);
    expect((await api.ask(`/cluster-jobs?limit=0&project_id=${projectId}`)).status).toBe(422);
  });

  it('shows what waits, what the coordinator is at and how far re-embedding is', async () => {
    await api.adapters.reports.storeBatch(scope, [incomingReport(), incomingReport()], 10_000);
    api.launcher.clustering = { workflowId: `cluster:${projectId}`, atWork: true, detail: 'Run 3: 5 reports.' };
    api.launcher.reembedding = { space: 'gemini/x/1536', done: 64, total: 128 };

    expect(ClusteringStatusBody.parse((await get('/clustering/status')).body)).toEqual({
      pending_unclustered: 2,
      is_clustering: true,
      workflow: { id: `cluster:${projectId}`, detail: 'Run 3: 5 reports.' },
      reembedding: { space: 'gemini/x/1536', done: 64, total: 128 },
    });
  });

  it('shows what waits though Temporal is down', async () => {
    await api.adapters.reports.storeBatch(scope, [incomingReport()], 10_000);
    api.launcher.down = true;

    expect((await get('/clustering/status')).body).toEqual({
      pending_unclustered: 1,
      is_clustering: false,
      workflow: null,
      reembedding: null,
    });
  });

  it('makes the vectors of the configured embedder anew when a person asks', async () => {
    const answer = await post('/clustering/reembed');

    expect([answer.status, answer.body]).toEqual([
      202,
      { job_id: `reembed:${projectId}`, space: 'local/hybrid-2/768', project_id: projectId },
    ]);
  });
});

describe('bounds', () => {
  it('ship with the product until a person sets them, and hold with vectors and without', async () => {
    const shipped = BoundsBody.parse((await get('/clustering/bounds')).body);
    expect(shipped).toMatchObject({ by: 'default', join_at: 0.5, provider: 'local', answers: { accepted: 0, declined: 0, undone: 0 } });
    expect(shipped.kinds.map(({ kind }) => kind)).toEqual(['event', 'log', 'issue', 'prose']);

    const changed = BoundsBody.parse((await post('/clustering/bounds', { join_at: 0.6, suggest_at: 0.3 })).body);
    await post('/clustering/bounds', { kind: 'event', join_at: 0.9, suggest_at: 0.4 });
    await post('/clustering/bounds', { join_at: 0.7, suggest_at: 0.35 });

    expect(changed).toMatchObject({ by: 'person', join_at: 0.6, suggest_at: 0.3 });
    const { settings } = (await api.adapters.projects.find(projectId))!;
    for (const space of [api.adapters.embedder.space, null]) {
      expect(bandsOf(settings, space)).toMatchObject({ issue: { joinAt: 0.7, suggestAt: 0.35 }, event: { joinAt: 0.9, suggestAt: 0.4 } });
    }
    expect(settings.bounds).toHaveLength(4);
  });

  it('are refused where they contradict each other', async () => {
    const answers = [
      await post('/clustering/bounds', { join_at: 0.3, suggest_at: 0.5 }),
      await post('/clustering/bounds', { join_at: 2, suggest_at: 0.5 }),
      await post('/clustering/backtest', { days: 7, join_at: 0.3, suggest_at: 0.5 }),
      await post('/clustering/backtest', { days: 0, join_at: 0.5, suggest_at: 0.5 }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
    const above = { suggest_at: 'is above the bound to join' };
    expect([answers[0]!, answers[2]!].map(({ body }) => ErrorBody.parse(body).error.details)).toEqual([above, above]);
  });

  it('are tried on what came lately, in words a person knows', async () => {
    const [a, b] = [await cluster({ title: 'Export is cut off' }), await cluster({ title: 'Export ends early' })];
    api.launcher.surveyAnswer = {
      ...{ kind: 'backtest', reports: 12, wouldSuggest: 3 },
      wouldJoin: [{ clusterIds: [a.id, b.id], reports: 5 }],
      wouldSplit: [{ clusterId: a.id, parts: 2, reports: 4 }],
    };

    const { body } = await post('/clustering/backtest', { days: 7, join_at: 0.4, suggest_at: 0.1 });

    expect(BacktestBody.parse(body)).toEqual({
      reports: 12,
      would_join: [{ titles: ['Export is cut off', 'Export ends early'], reports: 5 }],
      would_split: [{ title: 'Export is cut off', parts: 2, reports: 4 }],
      would_suggest: 3,
    });
    expect(api.launcher.of('survey').at(-1)).toEqual({
      projectId,
      question: { kind: 'backtest', days: 7, of: 'issue', joinAt: 0.4, suggestAt: 0.1 },
    });
  });
});

describe('bounds that answers ask for', () => {
  const space = { provider: 'local', model: 'hybrid-2', dims: 768 };
  const proposal = (kind: 'issue' | 'log', fields: Partial<ProposedBounds> = {}): ProposedBounds => ({
    ...{ kind, joinAt: 0.44, suggestAt: 0.2, ...space, featureVersion: FEATURE_VERSION, by: 'calibrated' },
    ...{ calibratedAt: '2026-11-25T02:10:00.000Z', answers: 120, counts: { accepted: 80, declined: 38, undone: 2 } },
    backtest: { days: 14, reports: 900, wouldJoin: 3, wouldSplit: 0, wouldSuggest: 40 },
    ...fields,
  });
  const propose = (...proposed: ProposedBounds[]) =>
    api.adapters.groupingReviews.put(scope, { bounds: { at: proposed[0]!.calibratedAt, answers: 120, proposed } });
  const bounds = async () => BoundsBody.parse((await get('/clustering/bounds')).body);

  it('are shown beside those in force, and set when a person takes them as they were shown', async () => {
    await propose(proposal('issue'), proposal('log'), proposal('issue', { model: 'hybrid-1' }));
    const shown = await bounds();
    expect(shown.proposed.map(({ kind, join_at, backtest }) => [kind, join_at, backtest.would_join])).toEqual([
      ['issue', 0.44, 3],
      ['log', 0.44, 3],
    ]);

    const { at } = shown.proposed[0]!;
    const taken = BoundsBody.parse((await post('/clustering/bounds/take', { kind: 'issue', at })).body);
    const again = await post('/clustering/bounds/take', { kind: 'issue', at });
    await post('/clustering/bounds/take', { kind: 'log', at });

    expect(taken).toMatchObject({ by: 'calibrated', join_at: 0.44, suggest_at: 0.2, calibrated_at: at });
    expect(taken.proposed.map(({ kind }) => kind)).toEqual(['log']);
    expect([again.status, ErrorBody.parse(again.body).error.code]).toEqual([409, 'changed']);
    const { settings } = (await api.adapters.projects.find(projectId))!;
    expect(settings.bounds.find(({ kind }) => kind === 'issue')).toMatchObject({ ...space, by: 'calibrated', answers: 120 });
    // Log lines are compared without vectors.
    expect([bandsOf(settings, null).log.joinAt, bandsOf(settings, null).issue.joinAt]).toEqual([0.44, 0.5]);
  });

  it('are looked at now where a person asks, and what that found is told', async () => {
    expect((await get('/clustering/review')).body).toEqual({ state: 'none', started_at: null, found: null });

    api.launcher.review = { startedAt: '2026-01-02T03:04:05.000Z', running: true, finished: null };
    const started = await post('/clustering/review');
    api.launcher.review = { ...api.launcher.review, running: false, finished: { proposals: 2, bounds: 1, applied: 0 } };

    expect([started.status, started.body]).toEqual([202, { state: 'running', started_at: '2026-01-02T03:04:05.000Z', found: null }]);
    expect(api.launcher.of('startReview')).toContainEqual({ projectId });
    expect((await get('/clustering/review')).body).toMatchObject({ state: 'done', found: { cleanup: 2, bounds: 1, applied: 0 } });
    api.launcher.review = { ...api.launcher.review, finished: null };
    expect((await get('/clustering/review')).body).toMatchObject({ state: 'failed' });
  });

  it('are set by themselves only where a person wants that', async () => {
    expect((await bounds()).by_themselves).toBe(false);

    await post('/clustering/bounds/by-themselves', { by_themselves: true });

    expect((await bounds()).by_themselves).toBe(true);
    expect((await post('/clustering/bounds/by-themselves', {})).status).toBe(422);
  });
});

describe('clean-up', () => {
  it('shows what was found at night, without what people have changed since and what is left alone by now', async () => {
    const made = await Promise.all(['A', 'B', 'C', 'D', 'E', 'F'].map((title) => cluster({ title, reportCount: 2 })));
    const [a, b, c, d, e, f] = made.map(({ id }) => id) as [string, string, string, string, string, string];
    const merge = (into: string, from: string) => ({
      ...{ kind: 'merge' as const, clusterIds: [into, from], score: 0.6, before: null },
      command: { kind: 'merge' as const, into, from: [from] },
    });
    const at = new Date(Date.now() - 3_600_000).toISOString();
    expect(CleanupBody.parse((await get('/clusters/cleanup')).body)).toEqual({ proposals: [], looked_at: 0, protected: 0, at: null });
    await api.adapters.groupingReviews.put(scope, {
      cleanup: { at, proposals: [merge(a, b), merge(c, d), merge(e, f)], lookedAt: 6, protected: 0 },
    });

    await post('/clusters/cleanup/apply', { commands: [merge(c, d).command] });
    await api.adapters.clusters.transition(scope, f, 'fixing');
    const waiting = CleanupBody.parse((await get('/clusters/cleanup')).body);

    expect(waiting).toMatchObject({ looked_at: 6, at });
    expect(waiting.proposals.map(({ command }) => command)).toEqual([merge(a, b).command]);
  });

  it('proposes merges and splits with their numbers and the command that carries each out', async () => {
    const [a, b] = [
      await cluster({ title: 'Export is cut off', reportCount: 3 }),
      await cluster({ title: 'Export ends early', reportCount: 2 }),
    ];
    const leaving = incomingReport({ title: 'Import is cut off' }, { source: 'github' });
    await api.adapters.reports.storeBatch(scope, [leaving], 10_000);
    const merge = { kind: 'merge' as const, into: a.id, from: [b.id] };
    const split = { kind: 'split' as const, cluster: a.id, reports: [leaving.reportId] };
    const gone = { kind: 'merge' as const, into: a.id, from: [randomUUID()] };
    api.launcher.surveyAnswer = {
      ...{ kind: 'cleanup', lookedAt: 7, protected: 2 },
      proposals: [
        { kind: 'merge', command: merge, clusterIds: [a.id, b.id], score: 0.61, before: null },
        { kind: 'split', command: split, clusterIds: [a.id], score: 0.2, before: 0.31 },
        { kind: 'merge', command: gone, clusterIds: [a.id, gone.from[0]!], score: 0.5, before: null },
      ],
    };

    const found = CleanupBody.parse((await post('/clusters/cleanup')).body);

    expect(found).toMatchObject({ looked_at: 7, protected: 2 });
    expect(found.proposals.map(({ reports }) => reports)).toEqual([
      [],
      [{ id: leaving.reportId, title: 'Import is cut off', source: 'github' }],
    ]);
    expect(found.proposals.map(({ command, score, sentence }) => [command, score, sentence])).toEqual([
      [merge, 0.61, '“Export is cut off” and “Export ends early” look like one problem (0.61; two reports are joined at 0.50)'],
      [split, 0.2, '1 of 3 reports looks like another problem: apart they hold together at 0.51 instead of 0.31'],
    ]);
  });

  it('carries out what was accepted, and tells what cannot be done any more', async () => {
    const [a, b] = [await cluster({ reportCount: 1 }), await cluster({ reportCount: 1 })];
    const gone = { kind: 'merge', into: a.id, from: [randomUUID()] };

    const answer = await post('/clusters/cleanup/apply', { commands: [gone, { kind: 'merge', into: a.id, from: [b.id] }] });

    const applied = CleanupApplied.parse(answer.body);
    expect(applied.refused).toMatchObject([{ index: 0, code: 'not_found' }]);
    expect(applied.operations).toMatchObject([{ index: 1 }]);
    expect(api.launcher.of('regroup').slice(-1)).toMatchObject([{ projectId, operationId: applied.operations[0]!.id }]);
  });

  it('says how well the clusters hold together, the loosest first, and needs no worker for that', async () => {
    const loose = await cluster({ title: 'Everything', reportCount: 9, cohesion: 0.05 });
    await cluster({ cohesion: 0.9 });
    await cluster({ cohesion: 0.3 });
    await cluster();

    const answer = await get('/clusters/analyze');

    expect(AnalyzeBody.parse(answer.body)).toEqual({
      ...{ clusters: 4, tight: 1, moderate: 1, loose: 1, single: 1, mean_cohesion: 0.417 },
      loosest: [{ id: loose.id, title: 'Everything', count: 9, cohesion: 0.05 }],
      split_recommendations: null,
    });
  });

  it('waits for a worker no longer than it may', async () => {
    const answer = await post('/clusters/cleanup');

    expect([answer.status, ErrorBody.parse(answer.body).error.code]).toEqual([503, 'unavailable']);
  });
});
