import { InvalidInputError } from '#domain/errors';
import type { SourceName } from '#domain/report';
import { SOURCES } from '#domain/sources/index';

export type Filters = Record<string, string[] | null>;

/** Other names under which a filter's list may come: those of the API before this one. */
const ALSO: Partial<Record<SourceName, Record<string, string>>> = { posthog: { event_types: 'events' } };

/**
 * The list meant for one filter, where the body's key is the filter's name. Pure.
 * @throws {InvalidInputError} no list under that name, or others beside it
 */
export function listNamed(source: SourceName, filter: string, body: Filters): string[] | null {
  const [entry, ...more] = Object.entries(body).map(([key, list]) => ({ name: ALSO[source]?.[key] ?? key, list }));
  if (entry?.name === filter && more.length === 0) return entry.list;
  throw new InvalidInputError('Some fields are wrong.', { details: { [filter]: 'must be the one field: a list, or null to let all in' } });
}

/** @throws {InvalidInputError} naming each filter that this source does not have, and each list with a value it does not know */
export function checkFilters(source: SourceName, filters: Filters): void {
  const wrong: Record<string, string> = {};
  for (const [name, list] of Object.entries(filters)) {
    const filter = SOURCES[source].filters.find((one) => one.name === name);
    if (!filter) wrong[`filters.${name.slice(0, 80)}`] = 'is not a filter of this source';
    else if (filter.values && list?.some((value) => !filter.values?.includes(value)))
      wrong[`filters.${name}`] = `must be of ${filter.values.join(', ')}`;
  }
  if (Object.keys(wrong).length > 0) throw new InvalidInputError('Some filters are wrong.', { details: wrong });
}
