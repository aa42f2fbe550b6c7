import { ConflictError } from '#domain/errors';
import type { IdempotencyKeys } from '#domain/ports/index';
import { and, eq, isNull, lt, or } from './drizzle.ts';
import type { Envelope } from './envelope.ts';
import { hashToken } from './opaque-token.ts';
import type { Orm } from './pools.ts';
import { idempotencyKeys } from './schema/people.ts';

const KEPT_MS = 24 * 3_600_000;
/** After this a request without an answer was cut off with its process, and the key is free again. */
const GIVEN_UP_MS = 60_000;

export function createIdempotencyKeys(orm: Orm, envelope: Envelope): IdempotencyKeys {
  const row = (userId: string, keyHash: Buffer) => and(eq(idempotencyKeys.userId, userId), eq(idempotencyKeys.keyHash, keyHash));
  const running = (userId: string, key: string) => and(row(userId, hashToken(key)), isNull(idempotencyKeys.status));

  return {
    async begin(userId, key, requestHash) {
      const keyHash = hashToken(key);
      const now = Date.now();
      const old = lt(idempotencyKeys.startedAt, new Date(now - KEPT_MS));
      const cutOff = and(isNull(idempotencyKeys.status), lt(idempotencyKeys.startedAt, new Date(now - GIVEN_UP_MS)));
      const fresh = { requestHash, startedAt: new Date(now), status: null, sealedBody: null };

      const begun = await orm
        .insert(idempotencyKeys)
        .values({ userId, keyHash, ...fresh })
        .onConflictDoUpdate({ target: [idempotencyKeys.userId, idempotencyKeys.keyHash], set: fresh, setWhere: or(old, cutOff) })
        .returning({ userId: idempotencyKeys.userId });
      if (begun.length > 0) {
        await orm.delete(idempotencyKeys).where(and(eq(idempotencyKeys.userId, userId), old));
        return null;
      }

      const [known] = await orm.select().from(idempotencyKeys).where(row(userId, keyHash));
      if (known && known.requestHash !== requestHash) {
        throw new ConflictError('This Idempotency-Key belongs to another request.', { code: 'idempotency_key_reused' });
      }
      if (!known?.sealedBody || known.status === null) {
        throw new ConflictError('The first request with this Idempotency-Key is still running.', {
          code: 'request_in_progress',
          retryAfterSeconds: 1,
        });
      }
      return { status: known.status, body: envelope.open('answer', `${userId}|${keyHash.toString('hex')}`, known.sealedBody).toString() };
    },

    async finish(userId, key, { status, body }) {
      const sealedBody = envelope.seal('answer', `${userId}|${hashToken(key).toString('hex')}`, body);
      await orm.update(idempotencyKeys).set({ status, sealedBody }).where(running(userId, key));
    },

    async abandon(userId, key) {
      await orm.delete(idempotencyKeys).where(running(userId, key));
    },
  };
}
