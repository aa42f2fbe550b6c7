import { validate as isUuid, v7 } from 'uuid';
import { InternalError } from '#domain/errors';
import type { User, Users } from '#domain/ports/index';
import { eq } from './drizzle.ts';
import type { Orm } from './pools.ts';
import { users } from './schema/people.ts';

export function createUsers(orm: Orm): Users {
  return {
    async localOwner() {
      const known = await orm.select().from(users).where(eq(users.localOwner, true));
      if (known[0]) return toUser(known[0]);
      await orm.insert(users).values({ id: v7(), name: 'Local owner', localOwner: true }).onConflictDoNothing();
      // Read again: another process may have been first.
      return only(await orm.select().from(users).where(eq(users.localOwner, true)));
    },

    async get(userId) {
      if (!isUuid(userId)) return null;
      const [row] = await orm.select().from(users).where(eq(users.id, userId));
      return row ? toUser(row) : null;
    },

    async upsertGithub({ githubId, login, name }) {
      const profile = { name: name ?? login, githubLogin: login };
      const rows = await orm
        .insert(users)
        .values({ id: v7(), githubId, ...profile })
        .onConflictDoUpdate({ target: users.githubId, set: profile })
        .returning();
      return only(rows);
    },
  };
}

type Row = typeof users.$inferSelect;

function only(rows: Row[]): User {
  if (!rows[0]) throw new InternalError('A user that was just written is not there.');
  return toUser(rows[0]);
}

function toUser(row: Row): User {
  return { id: row.id, name: row.name, githubLogin: row.githubLogin, createdAt: row.createdAt.toISOString() };
}
