import { afterAll, beforeAll, expect, it } from 'vitest';
import { DeliveryBody } from '#domain/api-contract';
import { tenantScope } from '#domain/project';
import { startTestApi, type TestApi } from '#tests/api';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

it('the delivery log shows what came in, newest first and page by page, and what became of it', async () => {
  const projectId = await api.project();
  const scope = tenantScope({ id: projectId, ownerId: (await api.adapters.users.localOwner()).id });
  for (const text of ['one', 'two', 'three']) await api.ask(`/ingest/manual?project_id=${projectId}`, { method: 'POST', body: { text } });
  const [first] = await api.adapters.inbox.claim(scope, 1);
  await api.adapters.inbox.settle(scope, [{ id: first?.id ?? '', state: 'filtered', reason: 'a rule', reportId: null }]);
  const page = (query: string) => api.ask(`/deliveries?project_id=${projectId}&${query}`);

  const newest = await page('limit=2');
  const rest = await page(`limit=2&cursor=${encodeURIComponent(newest.body.next_cursor)}`);

  expect(newest.body.total).toBe(3);
  const all = [...newest.body.items, ...rest.body.items].map((item) => DeliveryBody.parse(item));
  expect(all.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'filtered']);
  expect(all.at(-1)).toMatchObject({ id: first?.id, source: 'manual', reason: 'a rule' });
  expect(all.at(-1)?.settled_at).not.toBeNull();
  expect(rest.body.next_cursor).toBeNull();
  expect((await page('source=sentry')).body).toEqual({ items: [], next_cursor: null, total: 0 });
  expect((await page('source=fax')).status).toBe(422);
});
