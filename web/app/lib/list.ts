/** A page of a list, as the API answers it. */
export interface List<T> {
  items: T[];
  next_cursor: string | null;
  total: number;
}
