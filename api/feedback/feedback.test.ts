import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '#domain/report';
import { tenantScope, type TenantScope } from '#domain/project';
import { startTestApi, type TestApi } from '#tests/api';
import { keptText } from '#tests/kept-text';
import { createTestDatabase } from '#tests/postgres';
import { storedCluster, storedEvidence, storedJob, storedPlan } from '#tests/stored';
import { storesWhatComes } from '#tests/storing';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let api: TestApi;
let work: (projectId: string) => Promise<void>;
let project: string;
let scope: TenantScope;
beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({ databaseUrl: database.url });
  await api.adapters.postgres.migrate();
  work = storesWhatComes(api);
  project = await api.project();
  scope = tenantScope((await api.adapters.projects.find(project))!);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

async function report(fields: object = {}, into = project): Promise<string> {
  const line = { source: 'manual', external_id: randomUUID(), title: 'Export hangs', body: 'At 50 rows.', ...fields };
  await api.ask(`/import?project_id=${into}`, {
    method: 'POST',
    body: JSON.stringify(line),
    headers: { 'content-type': 'application/x-ndjson' },
  });
  await work(into);
  const { items } = await api.adapters.reports.list(tenantScope((await api.adapters.projects.find(into))!), { limit: 200 });
  return items.find(({ externalId }) => externalId === line.external_id)!.id;
}
async function grouped(ids: string[], evidence: Partial<Evidence> = {}, title = 'CSV export fails'): Promise<string> {
  const [clusterId, run] = [randomUUID(), randomUUID()];
  const { clusters } = api.adapters;
  await clusters.claimUnclustered(scope, run, 200);
  const decisions = ids.map((reportId, i) => ({ reportId, clusterId, opened: i === 0, evidence: storedEvidence(i === 0 ? {} : evidence) }));
  await clusters.putDecisions(scope, run, decisions);
  await clusters.applyDecisions(scope, run);
  await clusters.save(scope, storedCluster(project, { id: clusterId, title }));
  await clusters.recount(scope, [clusterId]);
  await clusters.releaseRun(scope, run);
  return clusterId;
}
const call = (method: 'PUT' | 'DELETE' | 'POST' | 'GET', path: string, body?: unknown, of = project) =>
  api.ask(`/feedback/${path}?project_id=${of}`, { method, body });

describe('an edit', () => {
  it('changes what was given, keeps what was before, and has the report grouped again', async () => {
    const [id, other] = [await report({ metadata: { plan: 'pro' } }), await report()];
    const cluster = await grouped([id, other]);

    const { status, body } = await call('PUT', id, {
      title: '  Export never ends ',
      status: 'closed',
      metadata: { plan: 'team', seats: 3 },
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({ title: 'Export never ends', body: 'At 50 rows.', status: 'closed', metadata: { plan: 'team', seats: 3 } });
    expect(body.cluster_id).toBeNull();
    expect((await api.ask(`/clusters/${cluster}?project_id=${project}`)).body).toMatchObject({ count: 1 });
    expect((await call('GET', `${id}/revisions`)).body.items).toMatchObject([{ title: 'Export hangs', body: 'At 50 rows.' }]);
    expect(api.launcher.of('wakeClustering')).toContainEqual({ projectId: project, count: 1 });
  });

  it.each([
    [{}, 422],
    [{ title: '' }, 422],
    [{ title: 'x'.repeat(201) }, 422],
    [{ body: 'x'.repeat(10_001) }, 422],
    [{ status: 'gone' }, 422],
    [{ metadata: { deep: {} } }, 422],
    [{ id: randomUUID() }, 422],
  ])('that says %j is refused', async (body, status) => {
    expect((await call('PUT', await report(), body)).status).toBe(status);
  });

  it('of nothing is not found, and neither is what is of another project', async () => {
    const [id, elsewhere] = [await report(), await api.project()];

    expect((await call('PUT', randomUUID(), { title: 'x' })).status).toBe(404);
    expect((await call('DELETE', randomUUID())).status).toBe(404);
    expect((await call('POST', `${randomUUID()}/erase`)).status).toBe(404);
    expect((await call('GET', `${randomUUID()}/revisions`)).status).toBe(404);
    for (const [method, path] of [
      ['PUT', id],
      ['DELETE', id],
      ['POST', `${id}/erase`],
      ['GET', `${id}/revisions`],
    ] as const)
      expect((await call(method, path, method === 'PUT' ? { title: 'x' } : undefined, elsewhere)).status).toBe(404);
    expect((await call('GET', id)).status).toBe(200);
  });
});

describe('a deletion', () => {
  it('takes the report, its vector and its room, and lets it come again', async () => {
    const id = await report({ external_id: 'again' });
    await grouped([id]);
    const space = api.adapters.embedder.space;
    const vector = Float32Array.from({ length: space.dims }, (_, i) => (i === 0 ? 1 : 0));
    await api.adapters.vectors.upsert(scope, space, [
      { id, vector, metadata: { title: 'x', source: 'manual', cluster_id: '', created_at: '' } },
    ]);
    const usage = await api.adapters.reports.ownerUsage(scope.ownerId);

    expect((await call('DELETE', id)).status).toBe(204);

    expect((await call('GET', id)).status).toBe(404);
    expect((await call('DELETE', id)).status).toBe(404);
    expect(await api.adapters.reports.ownerUsage(scope.ownerId)).toBe(usage - 1);
    expect((await api.adapters.vectors.nearest(scope, space, [vector], 5))[0]!.map((match) => match.id)).not.toContain(id);
    expect(await report({ external_id: 'again', body: 'It is back.' })).toBe(id);
  });
});

describe('an erasure', () => {
  it('leaves the words nowhere, and lets nothing of the fact in again', async () => {
    const marker = `zqx${randomUUID().replaceAll('-', '')}`;
    const words = `Mia of ${marker} cannot export`;
    const fact = {
      external_id: 'erase-me',
      title: words,
      body: `${marker}: it hangs.\nCall ${marker}.`,
      metadata: { customer: marker, met_by: [`friend of ${marker}`] },
      author: marker,
    };
    const id = await report(fact);
    await report({ ...fact, body: `${marker}, again, in other words.` });
    expect(await api.adapters.reports.get(scope, id)).toMatchObject({ metBy: [`friend of ${marker}`] });
    const other = await report({ title: 'Somebody else', body: 'Has something like it.' });
    const cluster = await grouped([id, other], { nearestReportId: id, nearestTitle: words, rule: 'words' }, words);
    const { jobs, vectors, embedder } = api.adapters;
    const job = storedJob(project, cluster, {
      clusterTitle: words,
      stage: 'failed',
      timeline: [{ stage: 'failed', at: '', detail: words }],
    });
    await jobs.create(scope, job);
    await jobs.putPlan(scope, job.id, storedPlan({ prompt: `<untrusted>${words}</untrusted>`, rootCause: `As ${marker} says.` }));
    await jobs.appendLog(scope, job.id, [
      { at: '', stream: 'agent', text: `reading: ${words}` },
      { at: '', stream: 'test', text: 'ok 1' },
    ]);
    await jobs.putDiff(scope, job.id, `+// ${words}\n`);
    const vector = Float32Array.from({ length: embedder.space.dims }, () => 1);
    await vectors.upsert(scope, embedder.space, [
      { id, vector, metadata: { title: words, source: 'manual', cluster_id: cluster, created_at: '' } },
    ]);
    expect((await keptText(project, database.url)).split(marker).length).toBeGreaterThan(12);

    expect((await call('POST', `${id}/erase`)).status).toBe(204);
    await api.ask(`/import?project_id=${project}`, {
      method: 'POST',
      body: JSON.stringify({ source: 'manual', ...fact, body: `${marker} once more` }),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    await work(project);

    const kept = (await keptText(project, database.url)).split('\n').filter((line) => line.toLowerCase().includes(marker));
    expect(kept).toEqual([]);
    expect((await call('GET', id)).status).toBe(404);
    const { items } = await api.adapters.deliveryLog.list(scope, { limit: 1 });
    expect(items[0]).toMatchObject({ state: 'filtered', reason: 'erased by a person' });
    expect((await api.ask(`/clusters/${cluster}?project_id=${project}`)).body).toMatchObject({ title: 'Somebody else', count: 1 });
    expect((await jobs.log(scope, job.id, 0, 9)).lines.map(({ text }) => text)).toEqual(['reading: [erased]', 'ok 1']);
    expect((await jobs.plans(scope, job.id))[0]).toMatchObject({ prompt: '<untrusted>[erased]</untrusted>', digest: storedPlan().digest });
    expect((await call('POST', `${id}/erase`)).status).toBe(204);
  });
});
