import type { Report } from '#domain/report';

const OLDEST = 4;
const MOST = 12;

/** At most 12 members that stand for all, newest last: the first four, which opened it, and the latest eight. */
export function exemplarsOf(members: readonly Report[]): Report[] {
  return exemplarsAmong(members.toSorted((a, b) => a.receivedAt.localeCompare(b.receivedAt) || (a.id < b.id ? -1 : 1)));
}

/** The same of members that are in this order already. */
export function exemplarsAmong<T>(ordered: readonly T[]): T[] {
  return ordered.length <= MOST ? [...ordered] : [...ordered.slice(0, OLDEST), ...ordered.slice(OLDEST - MOST)];
}
