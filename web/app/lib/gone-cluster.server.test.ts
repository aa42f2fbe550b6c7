import { data } from 'react-router';
import { expect, it } from 'vitest';
import type { Api } from './api.server.ts';
import { orItsSuccessor, successorOf } from './gone-cluster.server.ts';

const size = (reports: number) => ({ reports, status: 'new' });
const merge = {
  state: 'applied',
  effects: [
    { cluster_id: 'kept', title: 'Kept', before: size(2), after: size(3) },
    { cluster_id: 'gone', title: 'Gone', before: size(1), after: null },
  ],
};
const rename = { state: 'applied', effects: [{ cluster_id: 'gone', title: 'Gone', before: size(1), after: size(1) }] };
const split = {
  state: 'undone',
  effects: [
    { cluster_id: 'kept', title: 'Kept', before: size(3), after: size(2) },
    { cluster_id: 'gone', title: '', before: null, after: size(1) },
  ],
};
const apiThatTells = (...items: object[]) =>
  ({ call: () => Promise.resolve({ ok: true, value: { items }, setCookie: [] }) }) as unknown as Pick<Api, 'call'>;
const missing = () => Promise.reject<string>(data({ error: { code: 'not_found' } }, { status: 404 }));

it('finds the cluster that took in one that was merged away, or a split that was taken back', async () => {
  expect(await successorOf(apiThatTells(rename, merge), 'p', 'gone')).toBe('kept');
  expect(await successorOf(apiThatTells(split), 'p', 'gone')).toBe('kept');
});

it('finds none where the merge was taken back, or nobody did anything', async () => {
  expect(await successorOf(apiThatTells({ ...merge, state: 'undone' }), 'p', 'gone')).toBeNull();
  expect(await successorOf(apiThatTells(), 'p', 'gone')).toBeNull();
});

it('sends whoever follows an old link there', async () => {
  const sent = await orItsSuccessor(apiThatTells(merge), 'p', 'gone', missing()).catch((thrown: unknown) => thrown);

  expect((sent as Response).status).toBe(302);
  expect((sent as Response).headers.get('location')).toBe('/p/p/clusters/kept');
});

it('leaves every other answer as it is', async () => {
  const down = data({ error: { code: 'unavailable' } }, { status: 503 });

  expect(await orItsSuccessor(apiThatTells(merge), 'p', 'here', Promise.resolve('read'))).toBe('read');
  await expect(orItsSuccessor(apiThatTells(), 'p', 'gone', missing())).rejects.toMatchObject({ init: { status: 404 } });
  await expect(orItsSuccessor(apiThatTells(merge), 'p', 'gone', Promise.reject(down))).rejects.toBe(down);
});
