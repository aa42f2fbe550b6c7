import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryDetailBody, ErrorBody, RefusalBody, ReplayAnswer } from '#domain/api-contract';
import type { DeliveryOutcome } from '#domain/delivery';
import { type TenantScope, tenantScope } from '#domain/project';
import { startTestApi, type TestApi } from '#tests/api';

let api: TestApi;
let projectId: string;
let scope: TenantScope;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  projectId = await api.project();
  scope = tenantScope((await api.adapters.projects.find(projectId))!);
  api.launcher.calls.length = 0;
});

const get = (path: string, project = projectId) => api.ask(`/${path}${path.includes('?') ? '&' : '?'}project_id=${project}`);
const post = (path: string, body: unknown = {}, project = projectId) => api.ask(`/${path}?project_id=${project}`, { method: 'POST', body });

/** Deliveries of people, one in each of these states; in the order given. */
async function settled(...states: DeliveryOutcome['state'][]): Promise<string[]> {
  for (const state of states) await post('ingest/manual', { text: `The ${state} one` });
  const rows = await api.adapters.inbox.claim(scope, states.length);
  const outcomes = rows.map(({ id, body }) => {
    const state = states.find((one) => Buffer.from(body).toString().includes(`The ${one} one`))!;
    return { id, state, reason: 'a reason', reportId: null };
  });
  await api.adapters.inbox.settle(scope, outcomes);
  api.launcher.calls.length = 0;
  return states.map((state) => outcomes.find((one) => one.state === state)!.id);
}
const stateOf = async (id: string) => (await get(`deliveries/${id}`)).body.state;

describe('a delivery', () => {
  it('is shown with what is kept of its body', async () => {
    const [id] = await settled('dead_letter');

    const shown = DeliveryDetailBody.parse((await get(`deliveries/${id}`)).body);

    expect(shown).toMatchObject({ id, state: 'dead_letter', reason: 'a reason', body: { kind: 'received' } });
    expect(JSON.parse(shown.body?.text ?? '')).toMatchObject({ text: 'The dead_letter one' });
  });

  it('is found by its state and by words of it', async () => {
    const [dead, parked] = await settled('dead_letter', 'parked', 'filtered');
    const idsOf = async (query: string) => (await get(`deliveries?${query}`)).body.items.map((item: { id: string }) => item.id);

    expect(await idsOf('state=dead_letter')).toEqual([dead]);
    expect((await idsOf('state=dead_letter,parked')).toSorted()).toEqual([dead, parked].toSorted());
    const { delivery_id: key } = (await get(`deliveries/${dead}`)).body;
    expect(await idsOf(`q=${String(key).toUpperCase()}`)).toEqual([dead]);
    expect(await idsOf('q=A%20REASON&state=parked')).toEqual([parked]);
    expect((await get('deliveries?state=lost')).status).toBe(422);
  });

  it('of another project is not there: to see, to replay, or among refusals', async () => {
    const [id] = await settled('dead_letter');
    const other = await api.project();

    expect((await get(`deliveries/${id}`, other)).status).toBe(404);
    expect((await post(`deliveries/${id}/replay`, {}, other)).status).toBe(404);
    expect((await post('deliveries/replay', { ids: [id] }, other)).body).toEqual({
      status: 'ok',
      replayed: 0,
      left: 0,
      before: expect.any(String),
    });
    expect((await post('deliveries/replay', {}, other)).body.replayed).toBe(0);
    expect((await get('deliveries/nonsense')).status).toBe(404);
    expect((await get(`deliveries/${randomUUID()}`)).status).toBe(404);
    expect(await stateOf(id!)).toBe('dead_letter');
  });
});

describe('replay', () => {
  it('puts one back, wakes ingest, and does nothing the second time', async () => {
    const [id] = await settled('dead_letter');

    expect(ReplayAnswer.parse((await post(`deliveries/${id}/replay`)).body)).toEqual({
      status: 'ok',
      replayed: 1,
      left: 0,
      before: expect.any(String),
    });
    expect(await stateOf(id!)).toBe('waiting');
    expect(api.launcher.of('wakeIngest')).toEqual([projectId]);
    expect((await post(`deliveries/${id}/replay`)).body.replayed).toBe(0);
    expect(api.launcher.of('wakeIngest')).toEqual([projectId]);
  });

  it('takes all that failed when nothing is named, and leaves what did not', async () => {
    const [dead, parked, filtered] = await settled('dead_letter', 'parked', 'filtered');

    expect((await post('deliveries/replay')).body).toEqual({ status: 'ok', replayed: 2, left: 0, before: expect.any(String) });
    expect(await Promise.all([dead, parked, filtered].map((id) => stateOf(id!)))).toEqual(['waiting', 'waiting', 'filtered']);
  });

  it('takes a filter or ids, not both', async () => {
    const [dead, parked] = await settled('dead_letter', 'parked');

    expect((await post('deliveries/replay', { state: ['parked'] })).body.replayed).toBe(1);
    expect((await post('deliveries/replay', { source: 'sentry' })).body.replayed).toBe(0);
    expect((await post('deliveries/replay', { ids: [dead] })).body.replayed).toBe(1);
    const both = await post('deliveries/replay', { ids: [parked], source: 'manual' });
    expect(both.status).toBe(422);
    expect(Object.keys(ErrorBody.parse(both.body).error.details ?? {})).toEqual(['ids']);
    expect((await post('deliveries/replay', { everything: true })).status).toBe(422);
  });

  it('says so where nothing is kept that could be tried', async () => {
    await post('ingest/manual', { text: 'Forget me' });
    const [row] = await api.adapters.inbox.claim(scope, 1);
    await api.adapters.inbox.settle(scope, [{ id: row!.id, state: 'filtered', reason: 'erased', reportId: null, forgetBody: true }]);

    const refused = await post(`deliveries/${row!.id}/replay`);

    expect(refused.status).toBe(409);
    expect(ErrorBody.parse(refused.body).error.code).toBe('body_gone');
    expect((await get(`deliveries/${row!.id}`)).body.body).toBeNull();
  });
});

it('a refused delivery is listed with its reason, by source', async () => {
  await api.adapters.sourceConfig.setSecret(scope, 'sentry', 'a-secret-of-this-project');
  const forged = { 'content-type': 'application/json', 'sentry-hook-signature': 'ab'.repeat(32) };
  await api.ask(`/ingest/sentry?project_id=${projectId}`, { method: 'POST', token: null, body: '{}', headers: forged });

  await expect.poll(async () => (await get('refusals')).body.total, { timeout: 5_000 }).toBe(1);
  const { items } = (await get('refusals?source=sentry')).body;
  expect(items.map((item: unknown) => RefusalBody.parse(item))).toMatchObject([{ source: 'sentry', reason: 'bad_signature' }]);
  expect((await get('refusals?source=github')).body.items).toEqual([]);
});
