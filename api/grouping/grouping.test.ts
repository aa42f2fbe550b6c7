import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClusterBody, ClusterDetailBody, ErrorBody, FeedbackBody, SearchBody, SimilarBody, SuggestionBody } from '#domain/api-contract';
import { spaceName } from '#domain/ports/vector-index';
import { type TenantScope, tenantScope } from '#domain/project';
import type { Suggestion } from '#domain/report';
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
});

const get = (path: string) => api.ask(`${path}${path.includes('?') ? '&' : '?'}project_id=${projectId}`);

/** A cluster with these reports of people, as a run leaves them. */
async function clusterOf(titles: string[], suggestions: Suggestion[] = []): Promise<{ id: string; reportIds: string[] }> {
  const made = storedCluster(projectId, { title: titles[0]!, reportCount: titles.length });
  await api.adapters.clusters.save(scope, made);
  const incoming = titles.map((title) => incomingReport({ title, body: '', kind: 'human' }, { source: 'github' }));
  await api.adapters.reports.storeBatch(scope, incoming, 10_000);
  const runKey = `${projectId}:${randomUUID()}`;
  await api.adapters.clusters.claimUnclustered(scope, runKey, 100);
  await api.adapters.clusters.putDecisions(
    scope,
    runKey,
    incoming.map(({ reportId }) => ({ reportId, clusterId: made.id, opened: false, evidence: storedEvidence(), suggestions })),
  );
  await api.adapters.clusters.applyDecisions(scope, runKey);
  await api.adapters.clusters.releaseRun(scope, runKey);
  await api.adapters.changePublisher.publish([{ projectId, kind: 'cluster', id: made.id }]);
  return { id: made.id, reportIds: incoming.map(({ reportId }) => reportId) };
}

/** As a person's word is kept. */
async function keepApart(reportIds: string[], clusterId: string): Promise<void> {
  await api.adapters.editJournal.begin(
    scope,
    {
      id: randomUUID(),
      projectId,
      command: { kind: 'split', cluster: clusterId, reports: reportIds },
      actorId: null,
      state: 'applied',
      digest: '',
      effects: [],
      error: null,
      at: new Date().toISOString(),
      undoableUntil: new Date(Date.now() + 60_000).toISOString(),
      undoneAt: null,
    },
    { clusters: [], opens: null, moves: [], drops: [], sets: [] },
  );
  const { items } = await api.adapters.editJournal.list(scope, { limit: 1 });
  await api.adapters.editJournal.putLinks(scope, items[0]!.id, {
    ...{ mustLink: [], merged: [], left: [] },
    cannotLink: [{ a: { reports: reportIds, clusters: [] }, b: { reports: [], clusters: [clusterId] } }],
  });
}

const similar = async (id: string) => {
  const answer = await get(`/clusters/${id}/similar`);
  expect(answer.status).toBe(200);
  return SimilarBody.array().parse(answer.body.items);
};

describe('clusters like one', () => {
  it('are listed with their scores though they are below the bounds, the nearest first, and say why', async () => {
    const cut = await clusterOf(['CSV export of orders is cut off at row 1000', 'Orders export as CSV is cut off after 1000 rows']);
    const near = await clusterOf(['Export of invoices as CSV is cut off']);
    const far = await clusterOf(['Dark mode toggle is hard to find in orders']);

    const found = await similar(cut.id);

    expect(found[0]).toMatchObject({ cluster_id: near.id, title: 'Export of invoices as CSV is cut off', status: 'new', count: 1 });
    expect(found[0]!.sentence).toContain('“csv”');
    expect(found.map((one) => one.cluster_id)).not.toContain(cut.id);
    const last = found.find((one) => one.cluster_id === far.id);
    expect(last === undefined || last.band === 'below').toBe(true);
    expect(found.map((one) => one.score)).toEqual(found.map((one) => one.score).toSorted((a, b) => b - a));
  });

  it('are known to be kept apart by a person', async () => {
    const a = await clusterOf(['CSV export of orders is cut off at row 1000']);
    const b = await clusterOf(['CSV export of orders is cut off at row 1000 again']);
    await keepApart(a.reportIds, b.id);

    expect((await similar(a.id))[0]).toMatchObject({ cluster_id: b.id, band: 'apart' });
  });

  it('follow what changes, reports that go included', async () => {
    const a = await clusterOf(['CSV export of orders is cut off at row 1000']);
    expect(await similar(a.id)).toEqual([]);

    const b = await clusterOf(['CSV export of orders is cut off at row 1000 again']);
    await vi.waitFor(async () => expect((await similar(a.id)).map((one) => one.cluster_id)).toEqual([b.id]));
    await api.adapters.reports.remove(scope, b.reportIds);

    await vi.waitFor(async () => expect(await similar(a.id)).toEqual([]));
  });

  it('are of no other project, and of none that is not there', async () => {
    const a = await clusterOf(['CSV export of orders is cut off at row 1000']);
    const other = await api.project();

    const answers = await Promise.all(
      ['similar', 'suggestions'].flatMap((what) => [
        api.ask(`/clusters/${a.id}/${what}?project_id=${other}`),
        get(`/clusters/${randomUUID()}/${what}`),
      ]),
    );

    expect(answers.map(({ status, body }) => [status, ErrorBody.parse(body).error.code])).toEqual(
      Array.from({ length: 4 }, () => [404, 'not_found']),
    );
  });
});

describe('reports that may belong to a cluster', () => {
  it('are those a run suggested and nobody has answered', async () => {
    const a = await clusterOf(['CSV export of orders is cut off at row 1000']);
    const evidence = storedEvidence({
      rule: 'words',
      score: 0.31,
      bound: 0.15,
      nearestReportId: a.reportIds[0],
      nearestTitle: null,
      sharedWords: ['csv'],
    });
    const verdict = {
      answer: 'same' as const,
      reason: 'Both lose rows.',
      by: 'gemini-3.5-flash-lite',
      saw: [],
      at: '2026-03-01T00:00:00.000Z',
    };
    const b = await clusterOf(
      ['CSV download of customers ends early'],
      [{ clusterId: a.id, score: 0.31, band: 'suggest', evidence, verdict }],
    );
    await clusterOf(['Something else'], [{ clusterId: a.id, score: 0.05, band: 'below', evidence }]);

    const { body } = await get(`/clusters/${a.id}/suggestions`);

    expect(SuggestionBody.array().parse(body.items)).toEqual([
      {
        report_id: b.reportIds[0],
        title: 'CSV download of customers ends early',
        source: 'github',
        cluster_id: b.id,
        score: 0.31,
        sentence: 'shares “csv” with “CSV export of orders is cut off at row 1000” (0.31, at or above 0.15)',
        verdict: { answer: 'same', reason: 'Both lose rows.', by: 'gemini-3.5-flash-lite' },
      },
    ]);
    expect(ClusterDetailBody.parse((await get(`/clusters/${a.id}`)).body).suggestions).toHaveLength(1);
  });

  it('are counted in lists, which can be narrowed to what has some, until a person keeps them apart', async () => {
    const a = await clusterOf(['CSV export of orders is cut off at row 1000']);
    const suggestion = { clusterId: a.id, score: 0.31, band: 'suggest' as const, evidence: storedEvidence() };
    const b = await clusterOf(['CSV download of customers ends early'], [suggestion]);
    const other = await api.project();
    const listed = async (query: string) => {
      const { items, total } = (await get(`/clusters?${query}`)).body;
      const clusters = ClusterBody.array().parse(items);
      expect(total).toBe(clusters.length);
      return clusters.map(({ id, suggested }) => [id, suggested] as const).toSorted();
    };
    const all = (ofA: number) =>
      (
        [
          [a.id, ofA],
          [b.id, 0],
        ] as const
      ).toSorted();
    const report = async () => FeedbackBody.parse((await get(`/feedback/${b.reportIds[0]}`)).body).suggested_for;

    expect(await listed('')).toEqual(all(1));
    expect(await listed('has_suggestion=true')).toEqual([[a.id, 1]]);
    expect(await listed('has_suggestion=true&source=sentry')).toEqual([]);
    expect(await listed('has_suggestion=false')).toEqual([[b.id, 0]]);
    expect(await report()).toEqual([{ cluster_id: a.id, title: 'CSV export of orders is cut off at row 1000', score: 0.31 }]);
    expect((await get(`/feedback?cluster_id=${b.id}`)).body.items[0].suggested_for).toHaveLength(1);
    expect(ClusterDetailBody.parse((await get(`/clusters/${b.id}`)).body).feedback_items[0]!.suggested_for).toHaveLength(1);
    expect((await get('/clusters?has_suggestion=perhaps')).status).toBe(422);
    expect((await api.ask(`/clusters?has_suggestion=true&project_id=${other}`)).body).toMatchObject({ items: [], total: 0 });

    await keepApart(b.reportIds, a.id);
    expect(await listed('')).toEqual(all(0));
    expect(await listed('has_suggestion=true')).toEqual([]);
    expect(await report()).toEqual([]);
    expect((await get(`/clusters/${a.id}/suggestions`)).body.items).toEqual([]);
  });
});

describe('a search', () => {
  it('finds reports and clusters by their words, whatever their endings', async () => {
    const a = await clusterOf(['Exporting orders cuts off rows']);
    await clusterOf(['Dark mode toggle is hard to find']);

    const found = SearchBody.parse((await get('/search?q=order%20export')).body);

    expect(found.reports[0]).toMatchObject({ id: a.reportIds[0], cluster_id: a.id });
    expect(['words', 'both']).toContain(found.reports[0]!.by);
    expect(found.clusters[0]).toMatchObject({ id: a.id, count: 1 });
  });

  it('finds by meaning what shares no word', { timeout: 60_000 }, async () => {
    const a = await clusterOf(['I can no longer sign in to my account']);
    await clusterOf(['The chart has the wrong colours']);
    const { embedder, vectors } = api.adapters;
    const titles = ['I can no longer sign in to my account'];
    const made = await embedder.embed(titles.map((title) => ({ title, body: '', kind: 'human' as const })));
    await vectors.upsert(scope, embedder.space, [
      { id: a.reportIds[0]!, vector: made[0]!, metadata: { title: '', source: 'github', cluster_id: a.id, created_at: '' } },
    ]);

    const found = SearchBody.parse((await get('/search?q=login%20impossible%20with%20password')).body);

    expect(spaceName(embedder.space)).toContain('local');
    expect(found).toMatchObject({ meaning: 'used', reports: [{ id: a.reportIds[0], by: 'meaning' }], clusters: [{ id: a.id }] });
  });

  it('goes by words and says so where the embedder is down', async () => {
    const stopped = await startTestApi({ env: { UPSTASH_VECTOR_REST_URL: 'http://127.0.0.1:1' } });
    try {
      const other = await stopped.project();
      const project = await stopped.adapters.projects.find(other);
      const report = incomingReport({ title: 'Exporting orders cuts off rows', kind: 'human' });
      await stopped.adapters.reports.storeBatch(tenantScope(project!), [report], 10_000);

      const answer = await stopped.ask(`/search?q=orders&project_id=${other}`);

      expect(answer.body).toMatchObject({ meaning: 'unavailable', reports: [{ id: report.reportId, by: 'words' }], clusters: [] });
    } finally {
      await stopped.stop();
    }
  });

  it('knows what came, was edited, found its cluster and went since the last one', async () => {
    const found = async (word: string) =>
      SearchBody.parse((await get(`/search?q=${word}`)).body).reports.map(({ id, cluster_id }) => [id, cluster_id]);
    await clusterOf(['Dark mode toggle is hard to find']);
    expect(await found('exports')).toEqual([]);

    const waiting = incomingReport({ title: 'Exporting orders cuts off rows', body: '', kind: 'human' }, { source: 'github' });
    await api.adapters.reports.storeBatch(scope, [waiting], 10_000);
    const unassigned = await found('exports');
    const grouped = await clusterOf(['Exports of invoices are empty']);
    const both = await found('exports');
    const edit = { editId: randomUUID(), at: new Date().toISOString() };
    await api.adapters.reports.edit(scope, waiting.reportId, { title: 'Printing is slow' }, edit);
    const edited = [await found('exports'), await found('printing')];
    await api.adapters.reports.remove(scope, grouped.reportIds);

    expect(unassigned).toEqual([[waiting.reportId, null]]);
    expect(both).toHaveLength(2);
    expect(edited[0]).toEqual([[grouped.reportIds[0], grouped.id]]);
    expect(edited[1]!.map(([id]) => id)).toEqual([waiting.reportId]);
    expect(await found('exports')).toEqual([]);
  });

  it('refuses an empty question and shows nothing of another project', async () => {
    await clusterOf(['Exporting orders cuts off rows']);
    const other = await api.project();

    expect((await get('/search?q=%20')).status).toBe(422);
    expect((await api.ask(`/search?q=orders&project_id=${other}`)).body).toMatchObject({ reports: [], clusters: [] });
  });
});
