import type { Credentials } from '#domain/ports/index';
import { and, eq } from './drizzle.ts';
import type { Envelope } from './envelope.ts';
import type { Orm } from './pools.ts';
import { credentials } from './schema/people.ts';

export function createCredentials(orm: Orm, envelope: Envelope): Credentials {
  const of = (userId: string, kind: string) => and(eq(credentials.userId, userId), eq(credentials.kind, kind));
  return {
    async put(userId, kind, token) {
      const fields = { sealedToken: envelope.seal('credential', `${userId}|${kind}`, token), updatedAt: new Date() };
      await orm
        .insert(credentials)
        .values({ userId, kind, ...fields })
        .onConflictDoUpdate({ target: [credentials.userId, credentials.kind], set: fields });
    },

    async get(userId, kind) {
      const [row] = await orm.select().from(credentials).where(of(userId, kind));
      return row ? envelope.open('credential', `${userId}|${kind}`, row.sealedToken).toString() : null;
    },

    async delete(userId, kind) {
      await orm.delete(credentials).where(of(userId, kind));
    },
  };
}
