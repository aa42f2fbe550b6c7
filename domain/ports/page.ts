/** `cursor` is opaque and comes from the previous page; `limit` 1..200. */
export interface PageRequest {
  limit: number;
  cursor?: string;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  /** All that match, not only this page. */
  total: number;
}
