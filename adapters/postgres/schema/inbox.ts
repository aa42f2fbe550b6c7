import { index, integer, pgTable, primaryKey, text, timestamp, unique, uuid } from '../drizzle.ts';
import type { DeliveryState } from '#domain/delivery';
import type { SourceName } from '#domain/report';
import { sql } from '../drizzle.ts';
import { bytea } from './bytea.ts';
import { projects } from './projects.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** The durable inbox, which is the delivery log too. */
export const deliveries = pgTable(
  'deliveries',
  {
    /** UUIDv7: its order is the order of arrival, which claims and pages follow. */
    id: uuid('id').primaryKey(),
    projectId: uuid('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    source: text('source').$type<SourceName>().notNull(),
    deliveryKey: text('delivery_key').notNull(),
    eventType: text('event_type'),
    userId: uuid('user_id'),
    state: text('state').$type<DeliveryState>().notNull().default('waiting'),
    reason: text('reason'),
    reportId: text('report_id'),
    attempts: integer('attempts').notNull().default(0),
    /** How often it came again. */
    duplicates: integer('duplicates').notNull().default(0),
    /** The bytes received, sealed; null once what they say is stored, filtered or routed. */
    sealedBody: bytea('sealed_body'),
    sizeBytes: integer('size_bytes').notNull(),
    /** What stays of the body after that. */
    scrubbedBody: text('scrubbed_body'),
    receivedAt: at('received_at').notNull(),
    settledAt: at('settled_at'),
  },
  (table) => [
    unique('deliveries_once').on(table.projectId, table.source, table.deliveryKey),
    index('deliveries_waiting')
      .on(table.projectId, table.id)
      .where(sql`${table.state} = 'waiting'`),
    index('deliveries_parked')
      .on(table.projectId, table.id)
      .where(sql`${table.state} = 'parked'`),
    index('deliveries_of_report')
      .on(table.projectId, table.reportId)
      .where(sql`${table.reportId} is not null`),
    index('deliveries_of_project').on(table.projectId, table.id),
    index('deliveries_of_source').on(table.projectId, table.source, table.id),
    // By time, not by id: for the newest of a source that has none, Postgres would read the whole primary key backwards. With the state, so
    // that a day is counted without a look at its rows. A row that waits is in none of them: they cost nothing to accept.
    index('deliveries_understood')
      .on(table.projectId, table.source, table.receivedAt, table.state)
      .where(sql`${table.state} in ('stored', 'repeat', 'updated', 'filtered', 'routed')`),
    index('deliveries_failed')
      .on(table.projectId, table.source, table.receivedAt, table.state)
      .where(sql`${table.state} in ('parked', 'expired', 'dead_letter')`),
    index('deliveries_again')
      .on(table.projectId, table.source, table.receivedAt, table.duplicates)
      .where(sql`${table.duplicates} > 0`),
  ],
);

/** How many requests were refused, by hour; a refused request leaves nothing else. */
export const refusals = pgTable(
  'refusals',
  {
    /** null: no project known. */
    projectId: uuid('project_id').references(() => projects.id, { onDelete: 'cascade' }),
    source: text('source').$type<SourceName>().notNull(),
    reason: text('reason').notNull(),
    hour: at('hour').notNull(),
    count: integer('count').notNull().default(1),
  },
  (table) => [unique('refusals_by_hour').on(table.projectId, table.source, table.reason, table.hour).nullsNotDistinct()],
);

/** The last refusals of a project; older ones make room. */
export const refusalSamples = pgTable(
  'refusal_samples',
  {
    id: uuid('id').primaryKey(),
    projectId: uuid('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    source: text('source').$type<SourceName>().notNull(),
    reason: text('reason').notNull(),
    at: at('at').notNull(),
  },
  (table) => [index('refusal_samples_of_project').on(table.projectId, table.id)],
);

/** Facts erased for good, by their ids. */
export const erasedFacts = pgTable(
  'erased_facts',
  {
    projectId: uuid('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    reportId: text('report_id').notNull(),
    at: at('at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.reportId] })],
);
