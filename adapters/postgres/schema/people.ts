import { boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from '../drizzle.ts';
import type { AuditEntry } from '#domain/ports/index';
import { sql } from '../drizzle.ts';
import { bytea } from './bytea.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });
const ofUser = () =>
  uuid('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' });

export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    githubId: text('github_id').unique(),
    githubLogin: text('github_login'),
    localOwner: boolean('local_owner').notNull().default(false),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('users_one_local_owner')
      .on(table.localOwner)
      .where(sql`${table.localOwner}`),
  ],
);

export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    userId: ofUser(),
    /** SHA-256 of the token, as in every *_hash here. */
    tokenHash: bytea('token_hash').notNull().unique(),
    createdAt: at('created_at').notNull().defaultNow(),
    lastSeenAt: at('last_seen_at').notNull().defaultNow(),
  },
  (table) => [index('sessions_of_user').on(table.userId)],
);

export const credentials = pgTable(
  'credentials',
  {
    userId: ofUser(),
    kind: text('kind').notNull(),
    sealedToken: bytea('sealed_token').notNull(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.kind] })],
);

/** No foreign keys: an entry outlives whom and what it tells of. */
export const auditEntries = pgTable(
  'audit_entries',
  {
    id: uuid('id').primaryKey(),
    at: at('at').notNull().defaultNow(),
    actorId: uuid('actor_id'),
    projectId: uuid('project_id'),
    action: text('action').notNull(),
    target: text('target'),
    facts: jsonb('facts').$type<AuditEntry['facts']>().notNull(),
  },
  (table) => [index('audit_entries_of_project').on(table.projectId, table.id)],
);

export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    userId: ofUser(),
    keyHash: bytea('key_hash').notNull(),
    requestHash: text('request_hash').notNull(),
    startedAt: at('started_at').notNull().defaultNow(),
    /** null while the first request runs. */
    status: integer('status'),
    /** An answer may show a secret this once, so it is sealed. */
    sealedBody: bytea('sealed_body'),
  },
  (table) => [primaryKey({ columns: [table.userId, table.keyHash] }), index('idempotency_keys_by_age').on(table.startedAt)],
);
