import { createRequire } from 'node:module';
import type * as orm from 'drizzle-orm';
import type * as nodePostgres from 'drizzle-orm/node-postgres';
import type * as migrator from 'drizzle-orm/node-postgres/migrator';
import type * as pgCore from 'drizzle-orm/pg-core';

export type { SQL } from 'drizzle-orm';
export type { NodePgDatabase } from 'drizzle-orm/node-postgres';

// As ES modules, each of its files has Node 24 parse its package.json of 180 KB again: 220 MB and 300 ms more in each process.
const require = createRequire(import.meta.url);

/** Drizzle, loaded as CommonJS; everything else imports it from here. */
export const {
  and,
  arrayContains,
  asc,
  count,
  desc,
  DrizzleQueryError,
  eq,
  getTableColumns,
  gt,
  ilike,
  inArray,
  isNotNull,
  isNull,
  lt,
  ne,
  or,
  sql,
} = require('drizzle-orm') as typeof orm;
export const { boolean, customType, index, integer, jsonb, pgTable, primaryKey, text, timestamp, unique, uniqueIndex, uuid } =
  require('drizzle-orm/pg-core') as typeof pgCore;
export const { drizzle } = require('drizzle-orm/node-postgres') as typeof nodePostgres;
export const { migrate: applyMigrations } = require('drizzle-orm/node-postgres/migrator') as typeof migrator;
