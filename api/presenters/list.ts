import type { Page } from '#domain/ports/index';

/** Every list of the API. */
export function listBody<T, B>(page: Page<T>, present: (item: T) => B): { items: B[]; next_cursor: string | null; total: number } {
  return { items: page.items.map((item) => present(item)), next_cursor: page.nextCursor, total: page.total };
}

/** A list that is always whole. */
export function wholeList<B>(items: B[]): { items: B[]; next_cursor: null; total: number } {
  return { items, next_cursor: null, total: items.length };
}
