import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DiffBody, ErrorBody, JobBody, JobDetailBody, LogsBody, PlanBody } from '#domain/api-contract';
import { ConflictError } from '#domain/errors';
import type { FixJob } from '#domain/fix-job';
import { type TenantScope, tenantScope } from '#domain/project';
import { startTestApi, type TestApi } from '#tests/api';
import { storedCluster, storedJob, storedPlan } from '#tests/stored';

let api: TestApi;
let projectId: string;
let scope: TenantScope;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  projectId = await api.project();
  scope = tenantScope({ id: projectId, ownerId: (await api.adapters.users.localOwner()).id });
});

/** A fix at this stage; its workflow runs unless it is lost. */
async function fix(fields: Partial<FixJob> = {}, workflow: 'runs' | 'lost' = 'runs'): Promise<FixJob> {
  const cluster = storedCluster(projectId, { status: 'fixing' });
  const job = storedJob(projectId, cluster.id, fields);
  await api.adapters.jobs.create(scope, job);
  await api.adapters.clusters.save(scope, { ...cluster, jobId: job.id });
  if (workflow === 'runs') api.launcher.running.set(cluster.id, job.id);
  return job;
}

const get = (path: string) => api.ask(`${path}${path.includes('?') ? '&' : '?'}project_id=${projectId}`);
const post = (path: string, body?: unknown) => api.ask(`${path}?project_id=${projectId}`, { method: 'POST', body });
const target = (job: FixJob) => ({ projectId, clusterId: job.clusterId, jobId: job.id, actorId: scope.ownerId });

describe('fixes', () => {
  it('are listed newest first, by cluster and whether they run', async () => {
    const old = await fix({ stage: 'failed', createdAt: '2026-10-01T00:00:00.000Z' });
    const running = await fix({ stage: 'agent', createdAt: '2026-10-02T00:00:00.000Z' });

    expect((await get('/jobs')).body.items.map((job: unknown) => JobBody.parse(job).id)).toEqual([running.id, old.id]);
    expect((await get('/jobs?active=true')).body.items.map(({ id }: { id: string }) => id)).toEqual([running.id]);
    expect((await get(`/jobs?cluster_id=${old.clusterId}`)).body.items.map(({ id }: { id: string }) => id)).toEqual([old.id]);
    expect((await get('/jobs?active=perhaps')).status).toBe(422);
  });

  it('show what is stored together with what Temporal says', async () => {
    const job = await fix({ stage: 'awaiting_approval' });
    for (const version of [1, 2]) await api.adapters.jobs.putPlan(scope, job.id, storedPlan({ version, digest: `${version}`.repeat(64) }));
    await api.adapters.jobs.putDiff(scope, job.id, 'diff --git a/x b/x\n');
    await api.adapters.jobs.appendLog(scope, job.id, [{ at: job.createdAt, stream: 'agent', text: 'Reading' }]);

    const detail = JobDetailBody.parse((await get(`/jobs/${job.id}`)).body);

    expect(detail).toMatchObject({
      id: job.id,
      status: 'running',
      plan_versions: 2,
      has_diff: true,
      log_length: 1,
      proof: null,
      gate: null,
    });
    expect(detail.plan).toMatchObject({ version: 2, digest: '2'.repeat(64) });
    const workflowId = `fix:${projectId}:${job.clusterId}`;
    expect(detail.workflow).toMatchObject({ id: workflowId, running: true });
    expect(detail.workflow?.ui_url).toBe(
      `${api.env.TEMPORAL_UI_URL}/namespaces/soulcaster/workflows/${encodeURIComponent(workflowId)}/run-1`,
    );
    expect((await get(`/jobs/${job.id}/plans`)).body.items.map((plan: unknown) => PlanBody.parse(plan).version)).toEqual([2, 1]);
    expect(DiffBody.parse((await get(`/jobs/${job.id}/diff`)).body).diff).toContain('diff --git');
  });

  it('are shown without Temporal’s part while it is away', async () => {
    const job = await fix();
    api.launcher.down = true;

    const answer = await get(`/jobs/${job.id}`);
    api.launcher.down = false;

    expect(answer.status).toBe(200);
    expect(JobDetailBody.parse(answer.body).workflow).toBeNull();
  });

  it('of an earlier run do not show the workflow of the newest', async () => {
    const job = await fix({ stage: 'failed' });
    const newer = storedJob(projectId, job.clusterId);
    await api.adapters.jobs.create(scope, newer);
    await api.adapters.clusters.transition(scope, job.clusterId, 'fixing', { jobId: newer.id });

    expect((await get(`/jobs/${job.id}`)).body.workflow).toBeNull();
    expect((await get(`/jobs/${newer.id}`)).body.workflow).not.toBeNull();
  });

  it('are found in their own project only', async () => {
    const job = await fix();
    const other = await api.project();

    for (const path of ['', '/logs', '/diff', '/plans'])
      expect((await api.ask(`/jobs/${job.id}${path}?project_id=${other}`)).status).toBe(404);
    expect((await api.ask(`/jobs/${job.id}/cancel?project_id=${other}`, { method: 'POST' })).status).toBe(404);
    expect(api.launcher.of('cancelFix')).not.toContainEqual(target(job));
  });
});

describe('the log', () => {
  it('is read from a position on, and ends with the fix', async () => {
    const job = await fix({ stage: 'agent' });
    const lines = ['one', 'two', 'three'].map((text) => ({ at: job.createdAt, stream: 'agent' as const, text }));
    await api.adapters.jobs.appendLog(scope, job.id, lines);

    const first = LogsBody.parse((await get(`/jobs/${job.id}/logs?limit=2`)).body);
    const rest = LogsBody.parse((await get(`/jobs/${job.id}/logs?cursor=${first.next_cursor}`)).body);
    await api.adapters.jobs.update(scope, job.id, { stage: 'failed' });
    const ended = LogsBody.parse((await get(`/jobs/${job.id}/logs?cursor=${rest.next_cursor}`)).body);
    const endedPage = LogsBody.parse((await get(`/jobs/${job.id}/logs?limit=2`)).body);

    expect(first).toMatchObject({ next_cursor: 2, ended: false });
    expect(first.lines.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(rest).toMatchObject({ next_cursor: 3, ended: false });
    expect(rest.lines.map(({ n, text }) => [n, text])).toEqual([[2, 'three']]);
    expect(ended).toMatchObject({ lines: [], next_cursor: 3, ended: true });
    expect(endedPage.ended).toBe(false);
  });
});

describe('a person’s word', () => {
  it('goes to the workflow, with who said it', async () => {
    const job = await fix({ stage: 'awaiting_approval' });

    const approved = await post(`/jobs/${job.id}/approve`, { digest: 'abc' });
    await post(`/jobs/${job.id}/changes`, { note: 'Not that file' });
    await post(`/jobs/${job.id}/reject`, { reason: 'Wrong cause' });
    await post(`/jobs/${job.id}/cancel`);

    expect(approved.status).toBe(200);
    expect(JobBody.parse(approved.body).id).toBe(job.id);
    expect(api.launcher.of('approvePlan')).toContainEqual({ ...target(job), digest: 'abc' });
    expect(api.launcher.of('requestPlanChanges')).toContainEqual({ ...target(job), note: 'Not that file' });
    expect(api.launcher.of('rejectPlan')).toContainEqual({ ...target(job), reason: 'Wrong cause' });
    expect(api.launcher.of('cancelFix')).toContainEqual(target(job));
  });

  it('about a plan that has changed is 409 with the workflow’s own code', async () => {
    const job = await fix({ stage: 'awaiting_approval' });
    api.launcher.refusals.set('approvePlan', new ConflictError('The plan has changed since it was shown.', { code: 'stale_plan' }));

    const answer = await post(`/jobs/${job.id}/approve`, { digest: 'old' });

    expect([answer.status, answer.body.error.code]).toEqual([409, 'stale_plan']);
  });

  it('about a fix that has ended is 409, and nothing is sent', async () => {
    const job = await fix({ stage: 'merged' });

    const answer = await post(`/jobs/${job.id}/cancel`);

    expect([answer.status, ErrorBody.parse(answer.body).error.code]).toEqual([409, 'wrong_stage']);
    expect(api.launcher.of('cancelFix')).not.toContainEqual(target(job));
  });

  it('must say something', async () => {
    const job = await fix({ stage: 'awaiting_approval' });

    for (const path of ['approve', 'changes', 'reject']) expect((await post(`/jobs/${job.id}/${path}`, {})).status).toBe(422);
    expect((await post(`/jobs/${randomUUID()}/approve`, { digest: 'x' })).status).toBe(404);
  });

  it('cancel ends a fix whose workflow is gone, so that it does not run for ever on the page', async () => {
    const job = await fix({ stage: 'agent' }, 'lost');

    const answer = await post(`/jobs/${job.id}/cancel`);

    expect(answer.status).toBe(200);
    expect(answer.body.stage).toBe('cancelled');
    expect((await api.adapters.clusters.get(scope, job.clusterId))?.status).toBe('new');
  });
});
