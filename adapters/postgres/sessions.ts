import { v7 } from 'uuid';
import type { Sessions } from '#domain/ports/index';
import { and, eq, lt, or, sql, type SQL } from './drizzle.ts';
import { hashToken, newToken } from './opaque-token.ts';
import type { Orm } from './pools.ts';
import { sessions } from './schema/people.ts';

const IDLE_MS = 12 * 3_600_000;
const LIFETIME_MS = 7 * 24 * 3_600_000;
/** A session in use is written once in this time, not at every request. */
const TOUCH_EVERY_MS = 60_000;

export function createSessions(orm: Orm): Sessions {
  return {
    async create(userId) {
      const token = newToken();
      const now = new Date();
      await orm.delete(sessions).where(and(eq(sessions.userId, userId), expired()));
      await orm.insert(sessions).values({ id: v7(), userId, tokenHash: hashToken(token), createdAt: now, lastSeenAt: now });
      return { token, expiresAt: expiry(now, now) };
    },

    async find(token) {
      const [row] = await orm
        .select({ session: sessions, expired: expired() })
        .from(sessions)
        .where(eq(sessions.tokenHash, hashToken(token)));
      if (!row || row.expired) return null;
      const { id, userId, createdAt } = row.session;
      let { lastSeenAt } = row.session;
      if (Date.now() - lastSeenAt.getTime() > TOUCH_EVERY_MS) {
        lastSeenAt = new Date();
        await orm.update(sessions).set({ lastSeenAt }).where(eq(sessions.id, id));
      }
      return { id, userId, expiresAt: expiry(createdAt, lastSeenAt) };
    },

    async revoke(token) {
      await orm.delete(sessions).where(eq(sessions.tokenHash, hashToken(token)));
    },
  };
}

function expired(): SQL<boolean> {
  const now = Date.now();
  const idleSince = lt(sessions.lastSeenAt, new Date(now - IDLE_MS));
  return sql<boolean>`(${or(idleSince, lt(sessions.createdAt, new Date(now - LIFETIME_MS)))})`;
}

function expiry(createdAt: Date, lastSeenAt: Date): string {
  return new Date(Math.min(lastSeenAt.getTime() + IDLE_MS, createdAt.getTime() + LIFETIME_MS)).toISOString();
}
