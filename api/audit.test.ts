import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tenantScope } from '#domain/project';
import { startTestApi, type TestApi } from '#tests/api';
import { storedCluster, storedJob } from '#tests/stored';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

it('who did what stays written down, without secrets, when the project is gone', async () => {
  const projectId = await api.project('Audited');
  const owner = await api.adapters.users.localOwner();
  const scope = tenantScope({ id: projectId, ownerId: owner.id });
  const cluster = storedCluster(projectId, { status: 'fixing' });
  const job = storedJob(projectId, cluster.id, { stage: 'awaiting_approval' });
  await api.adapters.jobs.create(scope, job);
  api.launcher.running.set(cluster.id, job.id);

  const { secret } = (await api.ask(`/config/sentry/secret?project_id=${projectId}`, { method: 'POST' })).body;
  const config = (path: string, method: 'POST' | 'DELETE', body?: unknown) =>
    api.ask(`/config/sentry${path}?project_id=${projectId}`, { method, ...(body === undefined ? {} : { body }) });
  const credential = { token: 'sntrys_nobody-may-read-this', organization: 'acme', project: 'web' };
  await config('/credential', 'POST', credential);
  await config('/credential', 'DELETE');
  await config('/levels', 'POST', { levels: ['error'] });
  await config('/secret', 'DELETE');
  await api.ask(`/jobs/${job.id}/approve?project_id=${projectId}`, { method: 'POST', body: { digest: 'digest-of-the-plan' } });
  const { token } = (await api.ask('/tokens', { method: 'POST', body: { name: 'script', project_id: projectId } })).body;
  await api.ask(`/projects/${projectId}`, { method: 'DELETE' });

  const client = new pg.Client({ connectionString: api.env.DATABASE_URL });
  await client.connect();
  const { rows } = await client.query('select * from audit_entries order by id');
  await client.end();
  const entries = rows.map(({ action, actor_id, target }) => [action, actor_id, target]);
  expect(entries).toContainEqual(['project.create', owner.id, projectId]);
  expect(entries).toContainEqual(['source.secret.set', owner.id, 'sentry']);
  for (const action of ['source.credential.set', 'source.credential.remove', 'source.set', 'source.secret.remove'])
    expect(entries).toContainEqual([action, owner.id, 'sentry']);
  expect(entries).toContainEqual(['fix.approve', owner.id, job.id]);
  expect(entries).toContainEqual(['project.delete', owner.id, projectId]);
  expect(rows.find(({ action }) => action === 'fix.approve').facts).toEqual({ digest: 'digest-of-the-plan' });
  expect(JSON.stringify(rows)).not.toContain(secret);
  expect(JSON.stringify(rows)).not.toContain(token);
  expect(JSON.stringify(rows)).not.toContain(credential.token);
});
