import type { Api } from './api.server.ts';
import type { List } from './list.ts';

const FIRST_PAGE = 50;
const LARGEST_PAGE = 200;

/**
 * A list down to where the reader has scrolled: the first page is small, so that it is quick.
 * @param more how many further pages, of 200 each, the reader asked for
 */
export async function readPages<T>(
  api: Api,
  path: string,
  query: Record<string, string | number | null | undefined>,
  more: number,
): Promise<List<T>> {
  if (more === 0) return api.get<List<T>>(path, { ...query, limit: FIRST_PAGE });
  const items: T[] = [];
  let cursor: string | null = null;
  let total = 0;
  for (let page = 0; page < more; page += 1) {
    const answer: List<T> = await api.get<List<T>>(path, { ...query, limit: LARGEST_PAGE, cursor });
    items.push(...answer.items);
    ({ next_cursor: cursor, total } = answer);
    if (cursor === null) break;
  }
  return { items, next_cursor: cursor, total };
}
