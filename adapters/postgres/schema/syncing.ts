import type { SyncCounts, SyncKind } from '#domain/ports/index';
import type { SourceName } from '#domain/report';
import { boolean, index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from '../drizzle.ts';
import { bytea } from './bytea.ts';
import { projects } from './projects.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });
const ofProject = () =>
  uuid('project_id')
    .notNull()
    .references(() => projects.id, { onDelete: 'cascade' });

/** What a source's own API asks for, one sealed JSON object. */
export const sourceCredentials = pgTable(
  'source_credentials',
  {
    projectId: ofProject(),
    source: text('source').$type<SourceName>().notNull(),
    sealedFields: bytea('sealed_fields').notNull(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.source] })],
);

/** What is read regularly, and how far. */
export const syncTargets = pgTable(
  'sync_targets',
  {
    projectId: ofProject(),
    source: text('source').$type<SourceName>().notNull(),
    name: text('name').notNull(),
    kind: text('kind').$type<SyncKind>().notNull(),
    enabled: boolean('enabled').notNull().default(true),
    watermark: at('watermark'),
    cursor: text('cursor'),
    etag: text('etag'),
    lastRunAt: at('last_run_at'),
    lastSuccessAt: at('last_success_at'),
    lastError: text('last_error'),
    lastCounts: jsonb('last_counts').$type<SyncCounts>(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.source, table.name] }),
    index('sync_targets_by_name').on(table.source, table.name),
  ],
);
