import { boolean, index, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from '../drizzle.ts';
import type { SourceName } from '#domain/report';
import { sql } from '../drizzle.ts';
import { bytea } from './bytea.ts';
import { users } from './people.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

export const projects = pgTable(
  'projects',
  {
    id: uuid('id').primaryKey(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id),
    name: text('name').notNull(),
    isSample: boolean('is_sample').notNull().default(false),
    /** ProjectSettings; parsed on the way out. */
    settings: jsonb('settings').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('projects_one_sample')
      .on(table.ownerId)
      .where(sql`${table.isSample}`),
  ],
);

/** Who may see a project; its owner is one of them. */
export const projectMembers = pgTable(
  'project_members',
  {
    projectId: uuid('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.userId] }), index('project_members_of_user').on(table.userId)],
);

export const sourceSettings = pgTable(
  'source_settings',
  {
    projectId: uuid('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    source: text('source').$type<SourceName>().notNull(),
    enabled: boolean('enabled').notNull().default(true),
    filters: jsonb('filters').$type<Record<string, string[] | null>>().notNull().default({}),
    sealedSecret: bytea('sealed_secret'),
    secretHint: text('secret_hint'),
    /** The secret before, accepted until then. */
    sealedPreviousSecret: bytea('sealed_previous_secret'),
    previousSecretUntil: at('previous_secret_until'),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.source] })],
);

export const apiTokens = pgTable(
  'api_tokens',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** null: every project of its owner. */
    projectId: uuid('project_id').references(() => projects.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    tokenHash: bytea('token_hash').notNull().unique(),
    lastFour: text('last_four').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    expiresAt: at('expires_at'),
  },
  (table) => [index('api_tokens_of_user').on(table.userId), index('api_tokens_of_project').on(table.projectId)],
);
