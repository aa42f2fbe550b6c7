import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TokenBody, TokenShown } from '#domain/api-contract';
import { startTestApi, type TestApi } from '#tests/api';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const create = (body: unknown, token?: string) => api.ask('/tokens', { method: 'POST', body, token });
const DAY_MS = 86_400_000;

describe('an API token', () => {
  it('is shown once, works at once and is listed without itself', async () => {
    const projectId = await api.project();

    const made = await create({ name: 'script' });

    expect(made.status).toBe(201);
    const { token, id } = TokenShown.parse(made.body);
    expect(token).toMatch(/^sc_/);
    expect((await api.ask(`/deliveries?project_id=${projectId}`, { token })).status).toBe(200);
    const listed = await api.ask('/tokens');
    expect(listed.text).not.toContain(token);
    expect(listed.body.items.map((item: unknown) => TokenBody.parse(item))).toContainEqual(
      expect.objectContaining({ id, name: 'script', last_four: token.slice(-4), project_id: null }),
    );
    expect(api.log.join('')).not.toContain(token);
  });

  it('lives 90 days unless told otherwise', async () => {
    const made = await create({ name: 'usual' });
    const eternal = await create({ name: 'eternal', expires_in_days: null });

    expect(Date.parse(made.body.expires_at) - Date.now()).toBeGreaterThan(89 * DAY_MS);
    expect(eternal.body.expires_at).toBeNull();
  });

  it('is no more once it is revoked', async () => {
    const { id, token } = (await create({ name: 'gone' })).body;

    const revoked = await api.ask(`/tokens/${id}`, { method: 'DELETE' });

    expect(revoked.status).toBe(204);
    expect((await api.ask('/me', { token })).status).toBe(401);
    expect((await api.ask(`/tokens/${id}`, { method: 'DELETE' })).status).toBe(404);
  });

  it('of one project selects it, and reaches nothing else', async () => {
    const [mine, other] = [await api.project('Mine'), await api.project('Other')];

    const { token } = (await create({ name: 'bound', project_id: mine })).body;

    expect((await api.ask('/me', { token })).body.projects.map((project: { id: string }) => project.id)).toEqual([mine]);
    expect((await api.ask('/projects', { token })).body.total).toBe(1);
    expect((await api.ask('/deliveries', { token })).status).toBe(200);
    expect((await api.ask(`/deliveries?project_id=${other}`, { token })).status).toBe(404);
    expect((await api.ask(`/projects/${other}`, { token })).status).toBe(404);
    expect((await api.ask('/projects', { method: 'POST', body: { name: 'More' }, token })).status).toBe(403);
    expect((await api.ask('/tokens', { token })).status).toBe(403);
    expect((await create({ name: 'wider' }, token)).status).toBe(403);
  });

  it('made with a token ends no later than that one', async () => {
    const short = (await create({ name: 'short', expires_in_days: 1 })).body;

    const made = await create({ name: 'longer', expires_in_days: null }, short.token);

    expect(made.body.expires_at).toBe(short.expires_at);
  });

  it('cannot be made for a project of someone else', async () => {
    const stranger = await api.adapters.users.upsertGithub({ githubId: '99', login: 'stranger', name: null });
    const foreign = await api.adapters.projects.create({ ownerId: stranger.id, name: 'Theirs', isSample: false });

    expect((await create({ name: 'x', project_id: foreign.id })).status).toBe(404);
    expect((await create({ name: 'x', project_id: 'nonsense' })).status).toBe(404);
  });
});
