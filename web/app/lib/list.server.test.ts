import { expect, it } from 'vitest';
import type { Api } from './api.server.ts';
import { readPages } from './list.server.ts';

/** Answers like a list of that many numbers, and remembers what it was asked. */
function listOf(count: number) {
  const asked: Array<Record<string, unknown>> = [];
  const get = (_path: string, query: Record<string, unknown> = {}) => {
    asked.push(query);
    const from = Number(query.cursor ?? 0);
    const until = Math.min(count, from + Number(query.limit));
    const items = Array.from({ length: until - from }, (_, i) => from + i);
    return Promise.resolve({ items, next_cursor: until < count ? String(until) : null, total: count });
  };
  return { api: { get } as unknown as Api, asked };
}

it('reads a small first page at first', async () => {
  const { api, asked } = listOf(500);

  const list = await readPages<number>(api, '/clusters', { tab: 'all' }, 0);

  expect(list.items).toHaveLength(50);
  expect(asked).toEqual([{ tab: 'all', limit: 50 }]);
});

it('reads on page by page, in order, to where the reader is', async () => {
  const { api } = listOf(500);

  const list = await readPages<number>(api, '/clusters', {}, 2);

  expect(list.items).toEqual(Array.from({ length: 400 }, (_, i) => i));
  expect(list).toMatchObject({ next_cursor: '400', total: 500 });
});

it('stops where the list ends', async () => {
  const { api, asked } = listOf(250);

  const list = await readPages<number>(api, '/clusters', {}, 9);

  expect(list.items).toHaveLength(250);
  expect(list.next_cursor).toBeNull();
  expect(asked).toHaveLength(2);
});
