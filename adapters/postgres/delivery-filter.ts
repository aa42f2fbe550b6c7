import { and, eq, ilike, inArray, or, type SQL } from 'drizzle-orm';
import type { DeliveryFilter } from '#domain/ports/index';
import { deliveries } from './schema/inbox.ts';

const MAX_TEXT = 200;

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
