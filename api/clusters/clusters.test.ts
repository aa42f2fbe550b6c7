import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ClusterBody, ClusterDetailBody, ErrorBody, FeedbackBody, StartFixAnswer, StatsBody } from '#domain/api-contract';
import type { Cluster } from '#domain/cluster';
import type { FixJob } from '#domain/fix-job';
import { type TenantScope, tenantScope } from '#domain/project';
import { startTestApi, type TestApi } from '#tests/api';
import { incomingReport, storedCluster, storedEvidence, storedJob, storedPlan } from '#tests/stored';

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
  if (!project) throw new Error('no project');
  // Quotas are the owner's; a test owns its own.
  scope = tenantScope({ id: projectId, ownerId: project.ownerId });
});

async function cluster(fields: Partial<Cluster> = {}, job: Partial<FixJob> | null = null): Promise<Cluster> {
  const made = storedCluster(projectId, fields);
  const fix = job && storedJob(projectId, made.id, job);
  if (fix) await api.adapters.jobs.create(scope, fix);
  const saved = { ...made, jobId: fix?.id ?? null };
  await api.adapters.clusters.save(scope, saved);
  return saved;
}

/** A cluster with these reports, as a run leaves them. */
async function clusterWith(titles: string[], fields: Partial<Cluster> = {}) {
  const made = await cluster({ reportCount: titles.length, ...fields });
  const incoming = titles.map((title) => incomingReport({ title }));
  await api.adapters.reports.storeBatch(scope, incoming, 10_000);
  const runKey = `${projectId}:${randomUUID()}`;
  await api.adapters.clusters.claimUnclustered(scope, runKey, 100);
  const decisions = incoming.map(({ reportId }, i) => ({
    reportId,
    clusterId: made.id,
    opened: false,
    evidence: storedEvidence(i === 0 ? {} : { rule: 'words', score: 0.8, nearestReportId: incoming[0]?.reportId, sharedWords: ['export'] }),
  }));
  await api.adapters.clusters.putDecisions(scope, runKey, decisions);
  await api.adapters.clusters.applyDecisions(scope, runKey);
  await api.adapters.clusters.releaseRun(scope, runKey);
  return { cluster: made, reportIds: incoming.map(({ reportId }) => reportId) };
}

const get = (path: string) => api.ask(`${path}${path.includes('?') ? '&' : '?'}project_id=${projectId}`);
const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
  api.ask(`${path}?project_id=${projectId}`, { method: 'POST', body, headers });
const idsOf = (answer: { body: { items: { id: string }[] } }) => answer.body.items.map(({ id }) => id);

describe('the inbox', () => {
  it('shows in each tab what a person has to do there', async () => {
    const fresh = await cluster({ title: 'fresh' });
    const planned = await cluster({ title: 'planned', status: 'fixing' }, { stage: 'awaiting_approval' });
    const coding = await cluster({ title: 'coding', status: 'fixing' }, { stage: 'agent' });
    const open = await cluster({ title: 'open', status: 'pr_opened' }, { stage: 'watching' });
    const failed = await cluster({ title: 'failed', status: 'failed' }, { stage: 'failed' });
    const merged = await cluster({ title: 'merged', status: 'merged' });
    const regressed = await cluster({ title: 'regressed', status: 'regressed' });
    const snoozed = await cluster({ title: 'snoozed', status: 'snoozed' });
    const dismissed = await cluster({ title: 'dismissed', status: 'dismissed' });
    const tabs: Record<string, Cluster[]> = {
      needs_you: [fresh, planned, failed, regressed],
      new: [fresh, regressed],
      fixing: [planned, coding],
      pr_open: [open],
      failed: [failed],
      resolved: [merged],
      snoozed: [snoozed],
      dismissed: [dismissed],
      all: [fresh, planned, coding, open, failed, merged, regressed, snoozed, dismissed],
    };

    for (const [tab, expected] of Object.entries(tabs)) {
      const answer = await get(`/clusters?tab=${tab}`);
      expect([tab, idsOf(answer).toSorted()]).toEqual([tab, expected.map(({ id }) => id).toSorted()]);
      expect(answer.body.total).toBe(expected.length);
    }
    const stats = StatsBody.parse((await get('/stats')).body);
    expect(stats.tabs).toEqual(Object.fromEntries(Object.entries(tabs).map(([tab, of]) => [tab, of.length])));
    // An open pull request is watched: its fix has not ended.
    expect(stats.active_fixes).toBe(3);
    const shown = (await get('/clusters?tab=fixing')).body.items.find((one: { id: string }) => one.id === planned.id);
    expect(ClusterBody.parse(shown).job).toMatchObject({ id: planned.jobId, stage: 'awaiting_approval' });
  });

  it('filters by severity, source and words, and sorts', async () => {
    const one = await cluster({
      title: 'Login loops',
      severity: { level: 'P1', score: 90, parts: [] },
      sources: { github: 1 },
      reportCount: 2,
    });
    const two = await cluster({ title: 'Export hangs', severity: { level: 'P3', score: 10, parts: [] }, reportCount: 9 });

    expect(idsOf(await get('/clusters?severity=P1,P2'))).toEqual([one.id]);
    expect(idsOf(await get('/clusters?source=sentry'))).toEqual([two.id]);
    expect(idsOf(await get('/clusters?q=export%20HANGS'))).toEqual([two.id]);
    expect(idsOf(await get('/clusters?sort=impact'))).toEqual([one.id, two.id]);
    expect(idsOf(await get('/clusters?sort=reports'))).toEqual([two.id, one.id]);
  });

  it('comes in pages that neither repeat nor leave out', async () => {
    const made = await Promise.all([1, 2, 3, 4, 5].map((n) => cluster({ severity: { level: 'P2', score: n, parts: [] } })));

    const first = await get('/clusters?limit=2');
    const second = await get(`/clusters?limit=2&cursor=${encodeURIComponent(first.body.next_cursor)}`);
    const third = await get(`/clusters?limit=2&cursor=${encodeURIComponent(second.body.next_cursor)}`);

    expect([...idsOf(first), ...idsOf(second), ...idsOf(third)]).toEqual(made.toReversed().map(({ id }) => id));
    expect([first.body.total, third.body.next_cursor]).toEqual([5, null]);
  });

  it('says which parameter is wrong', async () => {
    const fieldOf = async (query: string) => {
      const answer = await get(`/clusters?${query}`);
      expect(answer.status).toBe(422);
      return Object.keys(ErrorBody.parse(answer.body).error.details ?? {})[0];
    };

    expect(await fieldOf('limit=0')).toBe('limit');
    expect(await fieldOf('limit=many')).toBe('limit');
    expect(await fieldOf('tab=other')).toBe('tab');
    expect(await fieldOf('severity=P1,P9')).toMatch(/^severity/);
    expect(await fieldOf('source=fax')).toMatch(/^source/);
    expect((await get('/clusters?cursor=nonsense')).status).toBe(422);
  });
});

describe('a cluster', () => {
  it('shows its newest reports, and why they are together', async () => {
    const { cluster: made, reportIds } = await clusterWith(['Export hangs', 'The export never ends', 'Export stuck']);

    const detail = ClusterDetailBody.parse((await get(`/clusters/${made.id}`)).body);

    expect(detail.feedback_items.map(({ id }) => id).toSorted()).toEqual(reportIds.toSorted());
    expect(detail.why).toMatchObject([{ rule: 'words', count: 2, score: 0.8 }]);
    expect(detail.why[0]?.sentence).toContain('export');
    expect(detail.feedback_items.every((item) => (item.evidence?.sentence ?? '').length > 0)).toBe(true);
    expect(detail.plan).toBeNull();
  });

  it('shows the newest plan of its fix', async () => {
    const made = await cluster({ status: 'fixing' }, { stage: 'awaiting_approval' });
    for (const version of [1, 2])
      await api.adapters.jobs.putPlan(scope, made.jobId ?? '', storedPlan({ version, digest: `${version}`.repeat(64) }));

    const detail = ClusterDetailBody.parse((await get(`/clusters/${made.id}`)).body);

    expect(detail.plan).toMatchObject({ version: 2, digest: '2'.repeat(64), files: ['src/export.js'] });
  });

  it('is found in its own project only', async () => {
    const made = await cluster();
    const other = await api.project();

    expect((await api.ask(`/clusters/${made.id}?project_id=${other}`)).status).toBe(404);
    expect((await get(`/clusters/${randomUUID()}`)).status).toBe(404);
    expect((await get('/clusters/a:b')).status).toBe(404);
  });
});

describe('reports', () => {
  it('are listed newest first, by source, cluster and status, and each alone', async () => {
    const { cluster: made, reportIds } = await clusterWith(['Export hangs', 'Export stuck']);
    await api.adapters.reports.storeBatch(scope, [incomingReport({ title: 'Elsewhere' }, { source: 'github' })], 10_000);

    expect((await get('/feedback')).body.total).toBe(3);
    expect(idsOf(await get(`/feedback?cluster_id=${made.id}`)).toSorted()).toEqual(reportIds.toSorted());
    expect((await get('/feedback?source=github')).body.items[0].title).toBe('Elsewhere');
    expect((await get('/feedback?status=closed')).body.total).toBe(0);
    const one = FeedbackBody.parse((await get(`/feedback/${reportIds[1]}`)).body);
    expect(one).toMatchObject({ id: reportIds[1], cluster_id: made.id, project_id: projectId });
    expect((await get(`/feedback/${randomUUID()}`)).status).toBe(404);
  });

  it('are counted, with what is used of the quota', async () => {
    await clusterWith(['Export hangs']);

    const stats = StatsBody.parse((await get('/stats')).body);

    expect(stats).toMatchObject({ total_feedback: 1, total_clusters: 1, unclustered: 0 });
    const none = { github: 0, reddit: 0, datadog: 0, posthog: 0, splunk: 0, manual: 0, standard: 0 };
    expect(stats.by_source).toEqual({ ...none, sentry: 1 });
    expect(stats.quota.reports_limit).toBe(api.env.REPORT_QUOTA);
    expect(stats.quota.reports_used).toBeGreaterThanOrEqual(1);
    expect(stats.provider).toEqual({ embedder: 'local', summarizer: 'extractive', planner: 'demo model', agent: 'gemini-cli', demo: true });
  });
});

describe('starting a fix', () => {
  const repository = () => api.ask(`/projects/${projectId}`, { method: 'PATCH', body: { repository: 'acme/shop' } });

  it('starts the workflow of the cluster under a new job, and a second click finds the first', async () => {
    await repository();
    const made = await cluster();

    const first = await post(`/clusters/${made.id}/start_fix`);
    const second = await post(`/clusters/${made.id}/start_fix`);

    expect(first.status).toBe(200);
    expect(StartFixAnswer.parse(first.body)).toMatchObject({ status: 'ok', cluster_id: made.id, project_id: projectId });
    expect(second.body).toEqual(first.body);
    expect(api.launcher.of('startFix')).toContainEqual({
      projectId,
      ownerId: scope.ownerId,
      clusterId: made.id,
      jobId: first.body.job_id,
      actorId: scope.ownerId,
    });
  });

  it('shows the fix at once, queued, before a worker looks', async () => {
    await repository();
    const made = await cluster({ title: 'Export hangs' });

    const { job_id: jobId } = (await post(`/clusters/${made.id}/start_fix`)).body;

    expect((await get(`/jobs/${jobId}`)).body).toMatchObject({
      stage: 'queued',
      status: 'pending',
      cluster_title: 'Export hangs',
      repository: 'acme/shop',
      started_by: scope.ownerId,
    });
  });

  it('waits for the last one to be cleaned up', async () => {
    await repository();
    const made = await cluster({ status: 'new' }, { stage: 'cancelled' });
    api.launcher.running.set(made.id, made.jobId ?? '');

    const answer = await post(`/clusters/${made.id}/start_fix`);

    expect([answer.status, answer.body.error.code]).toEqual([409, 'fix_ending']);
    expect(answer.headers.get('retry-after')).toBe('2');
  });

  it('finds a fix that runs without asking for another', async () => {
    await repository();
    const made = await cluster({ status: 'fixing' }, { stage: 'agent' });

    const answer = await post(`/clusters/${made.id}/start_fix`);

    expect(answer.body.job_id).toBe(made.jobId);
    expect(api.launcher.of('startFix').some((input) => (input as { clusterId: string }).clusterId === made.id)).toBe(false);
  });

  it('is refused where the project names no repository, and where the cluster is past it', async () => {
    const made = await cluster();
    const without = await post(`/clusters/${made.id}/start_fix`);
    await repository();
    const absent = await post(`/clusters/${randomUUID()}/start_fix`);

    expect([without.status, without.body.error.code]).toEqual([422, 'no_repository']);
    expect(absent.status).toBe(404);
  });

  it('is 503 while Temporal is away, and uses nothing of the quota', async () => {
    const limited = await startTestApi({ env: { FIX_QUOTA: '1' } });
    const id = await limited.project();
    await limited.ask(`/projects/${id}`, { method: 'PATCH', body: { repository: 'acme/shop' } });
    const owner = (await limited.adapters.users.localOwner()).id;
    const of = tenantScope({ id, ownerId: owner });
    const [one, two] = [storedCluster(id), storedCluster(id)];
    for (const made of [one, two]) await limited.adapters.clusters.save(of, made);
    const start = (made: Cluster) => limited.ask(`/clusters/${made.id}/start_fix?project_id=${id}`, { method: 'POST' });

    limited.launcher.down = true;
    const away = await start(one);
    limited.launcher.down = false;
    const started = await start(one);
    const over = await start(two);

    expect([away.status, started.status, over.status]).toEqual([503, 200, 429]);
    expect(away.body.error.details).toEqual({ service: 'temporal' });
    expect(over.body.error).toMatchObject({ code: 'quota_exceeded', details: { current_count: 1, limit: 1, requested: 1 } });
    await limited.stop();
  });
});

describe('the quota of reports', () => {
  it('is told to a person who is over it', async () => {
    const limited = await startTestApi({ env: { REPORT_QUOTA: '1' } });
    const id = await limited.project();
    const of = tenantScope({ id, ownerId: (await limited.adapters.users.localOwner()).id });
    await limited.adapters.reports.storeBatch(of, [incomingReport()], 1);

    const answer = await limited.ask(`/ingest/manual?project_id=${id}`, { method: 'POST', body: { text: 'One more' } });

    expect(answer.status).toBe(429);
    expect(answer.body.error).toMatchObject({ code: 'quota_exceeded', details: { current_count: 1, limit: 1, requested: 1 } });
    expect(await limited.adapters.inbox.waiting(of)).toBe(0);
    await limited.stop();
  });
});
