import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErrorBody, ProjectBody, ProjectContentsBody } from '#domain/api-contract';
import { SAMPLE_REPOSITORY } from '#domain/sample';
import { tenantScope } from '#domain/project';
import { startTestApi, type TestApi } from '#tests/api';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const create = (body: unknown, headers: Record<string, string> = {}) => api.ask('/projects', { method: 'POST', body, headers });
const detailsOf = (body: unknown) => Object.keys(ErrorBody.parse(body).error.details ?? {});

describe('a project', () => {
  it('is made with what it was given and the rest as usual, and is in the list', async () => {
    const made = await create({ name: '  Shop  ', repository: 'acme/shop', code_host: 'local' });

    expect(made.status).toBe(201);
    expect(ProjectBody.parse(made.body)).toMatchObject({
      name: 'Shop',
      repository: 'acme/shop',
      code_host: 'local',
      is_sample: false,
      base_branch: null,
      test_command: ['npm', 'test'],
    });
    expect((await api.ask('/projects')).body.items).toContainEqual(made.body);
    expect((await api.ask(`/projects/${made.body.id}`)).body).toEqual(made.body);
  });

  it('with wrong fields is 422 naming each, and is not made', async () => {
    const before = (await api.ask('/projects')).body.total;

    const answer = await create({ name: ' ', repository: 'https://github.com/a/b', base_branch: '-x', test_command: [] });

    expect(answer.status).toBe(422);
    expect(detailsOf(answer.body).toSorted()).toEqual(['base_branch', 'name', 'repository', 'test_command']);
    expect((await api.ask('/projects')).body.total).toBe(before);
  });

  it('changes only what is named', async () => {
    const id = await api.project('Before');

    const renamed = await api.ask(`/projects/${id}`, { method: 'PATCH', body: { name: 'After' } });
    const moved = await api.ask(`/projects/${id}`, { method: 'PATCH', body: { repository: 'acme/shop', base_branch: 'develop' } });
    const cleared = await api.ask(`/projects/${id}`, { method: 'PATCH', body: { base_branch: null } });

    expect(renamed.body).toMatchObject({ name: 'After', repository: null });
    expect(moved.body).toMatchObject({ name: 'After', repository: 'acme/shop', base_branch: 'develop' });
    expect(cleared.body).toMatchObject({ repository: 'acme/shop', base_branch: null });
  });

  it('made twice with one Idempotency-Key is one project; a failed try keeps no answer', async () => {
    const headers = { 'idempotency-key': randomUUID() };

    const failed = await create({ name: '' }, headers);
    const first = await create({ name: 'Once' }, headers);
    const again = await create({ name: 'Once' }, headers);
    const other = await create({ name: 'Another' }, headers);

    expect([failed.status, first.status, again.status, other.status]).toEqual([422, 201, 201, 409]);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(ErrorBody.parse(other.body).error.code).toBe('idempotency_key_reused');
    expect((await create({ name: 'x' }, { 'idempotency-key': 'a b' })).status).toBe(422);
  });

  it('is deleted in every store, after its workflows were stopped, and is gone for everyone', async () => {
    const id = await api.project('Doomed');
    await api.ask(`/ingest/manual?project_id=${id}`, { method: 'POST', body: { text: 'A report' } });
    const contents = await api.ask(`/projects/${id}/contents`);

    const deleted = await api.ask(`/projects/${id}`, { method: 'DELETE' });

    expect(ProjectContentsBody.parse(contents.body)).toEqual({ reports: 0, clusters: 0, fixes: 0, running_fixes: 0, deliveries: 1 });
    expect(deleted.status).toBe(204);
    expect(api.launcher.of('stopProject')).toContain(id);
    expect((await api.ask(`/projects/${id}`)).status).toBe(404);
    expect((await api.ask(`/deliveries?project_id=${id}`)).status).toBe(404);
  });

  it('stays whole when its workflows cannot be stopped', async () => {
    const id = await api.project('Kept');
    api.launcher.down = true;

    const answer = await api.ask(`/projects/${id}`, { method: 'DELETE' });
    api.launcher.down = false;

    expect(answer.status).toBe(503);
    expect(ErrorBody.parse(answer.body).error.details).toEqual({ service: 'temporal' });
    expect((await api.ask(`/projects/${id}`)).status).toBe(200);
  });

  it('takes its reports with it', async () => {
    const id = await api.project('With reports');
    const project = await api.adapters.projects.find(id);
    if (!project) throw new Error('no project');
    const scope = tenantScope(project);
    const at = new Date().toISOString();
    const report = {
      externalId: null,
      title: 'Export hangs',
      body: '',
      kind: 'human',
      occurredAt: at,
      author: null,
      level: null,
      exceptions: [],
      senderGroup: null,
      url: null,
      status: 'open',
      trust: 'teammate',
      metadata: {},
    } as const;
    const reportId = randomUUID();
    await api.adapters.reports.storeBatch(
      scope,
      [{ reportId, deliveryId: randomUUID(), source: 'manual', receivedAt: at, report: { ...report, exceptions: [] } }],
      100,
    );
    expect((await api.ask(`/projects/${id}/contents`)).body.reports).toBe(1);

    await api.ask(`/projects/${id}`, { method: 'DELETE' });

    expect(await api.adapters.reports.get(scope, reportId)).toBeNull();
  });
});

describe('the Sample project', () => {
  it('is made once, however many ask at the same time', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => api.ask('/projects/sample', { method: 'POST' })));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(ProjectBody.parse(answers[0]?.body)).toMatchObject({
      name: 'Sample',
      is_sample: true,
      code_host: 'local',
      repository: SAMPLE_REPOSITORY,
    });
  });
});

describe('which project is meant', () => {
  it('is clear to whoever has just one, and must be said by whoever has several', async () => {
    const alone = await startTestApi();
    expect(detailsOf((await alone.ask('/deliveries')).body)).toEqual(['project_id']);
    const first = await alone.project();
    expect((await alone.ask('/deliveries')).status).toBe(200);
    await alone.project();

    const answer = await alone.ask('/deliveries');

    expect(answer.status).toBe(422);
    expect(detailsOf(answer.body)).toEqual(['project_id']);
    expect((await alone.ask(`/deliveries?project_id=${first}`)).status).toBe(200);
    expect((await alone.ask(`/deliveries?project_id=${first}&project_id=${first}`)).status).toBe(422);
    await alone.stop();
  });
});
