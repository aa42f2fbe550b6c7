import { InvalidInputError } from '#domain/errors';
import type { DeliveryFilter } from '#domain/ports/index';
import { and, eq, ilike, inArray, or, sql, type SQL } from './drizzle.ts';
import { PostgresFault, stateOf } from './errors.ts';
import type { Orm } from './pools.ts';
import { deliveries } from './schema/inbox.ts';

const MAX_TEXT = 200;
/** A search reads every row that the rest of the filter leaves. */
const SEARCH_TIMEOUT_MS = 5_000;
const CUT_OFF = '57014';

/** What a filter asks for, within a project. Bodies that are sealed cannot be searched; what is kept of the others can. */
export function matching(projectId: string, { source, states, text }: DeliveryFilter): SQL | undefined {
  return and(
    eq(deliveries.projectId, projectId),
    source && eq(deliveries.source, source),
    states && states.length > 0 ? inArray(deliveries.state, [...states]) : undefined,
    text ? containing(text.slice(0, MAX_TEXT)) : undefined,
  );
}

function containing(text: string): SQL | undefined {
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return or(
    ilike(deliveries.deliveryKey, pattern),
    ilike(deliveries.eventType, pattern),
    ilike(deliveries.reason, pattern),
    ilike(deliveries.reportId, pattern),
    ilike(deliveries.scrubbedBody, pattern),
  );
}

/** Runs a search that is cut off before it holds up the rest. @throws {InvalidInputError} it took too long: what to do instead */
export async function searching<T>(orm: Orm, search: (within: Orm) => Promise<T>): Promise<T> {
  try {
    return await orm.transaction(async (within) => {
      await within.execute(sql.raw(`set local statement_timeout = ${SEARCH_TIMEOUT_MS}`));
      return search(within);
    });
  } catch (error) {
    if (stateOf(error) !== CUT_OFF) throw error;
    throw new InvalidInputError('There are too many deliveries to search them all.', {
      cause: new PostgresFault(error),
      details: { text: 'choose a source or an outcome as well' },
    });
  }
}
