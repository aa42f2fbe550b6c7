import { validate as isUuid, v7 } from 'uuid';
import { InternalError, NotFoundError } from '#domain/errors';
import type { ApiToken, ApiTokens } from '#domain/ports/index';
import { and, desc, eq, gt, isNull, or } from './drizzle.ts';
import { hashToken, newToken } from './opaque-token.ts';
import type { Orm } from './pools.ts';
import { apiTokens } from './schema/projects.ts';

const PREFIX = 'sc_';

export function createApiTokens(orm: Orm): ApiTokens {
  return {
    async create({ userId, projectId, name, expiresAt }) {
      const token = newToken(PREFIX);
      const [row] = await orm
        .insert(apiTokens)
        .values({
          id: v7(),
          userId,
          projectId,
          name,
          tokenHash: hashToken(token),
          lastFour: token.slice(-4),
          expiresAt: expiresAt === null ? null : new Date(expiresAt),
        })
        .returning();
      if (!row) throw new InternalError('A token that was just written is not there.');
      return { token, record: toRecord(row) };
    },

    async find(token) {
      if (!token.startsWith(PREFIX)) return null;
      const [row] = await orm
        .select()
        .from(apiTokens)
        .where(and(eq(apiTokens.tokenHash, hashToken(token)), alive()));
      return row ? toRecord(row) : null;
    },

    async list(userId) {
      const rows = await orm
        .select()
        .from(apiTokens)
        .where(and(eq(apiTokens.userId, userId), alive()))
        .orderBy(desc(apiTokens.id));
      return rows.map(toRecord);
    },

    async revoke(userId, id) {
      const gone = isUuid(id)
        ? await orm
            .delete(apiTokens)
            .where(and(eq(apiTokens.userId, userId), eq(apiTokens.id, id)))
            .returning()
        : [];
      if (gone.length === 0) throw new NotFoundError('There is no such token.');
    },
  };
}

function alive() {
  return or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, new Date()));
}

function toRecord(row: typeof apiTokens.$inferSelect): ApiToken {
  return {
    id: row.id,
    userId: row.userId,
    projectId: row.projectId,
    name: row.name,
    lastFour: row.lastFour,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}
