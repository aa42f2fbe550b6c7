import { InternalError, InvalidInputError } from '#domain/errors';
import type { Inbox, Logger } from '#domain/ports/index';
import { createAcceptQueue } from './accept-queue.ts';
import { arrivalId } from './arrival-id.ts';
import { bodyOwner, createDeliveryWork } from './delivery-work.ts';
import { and, count, eq, inArray } from './drizzle.ts';
import { createDuplicateCounter } from './duplicate-counter.ts';
import type { Envelope } from './envelope.ts';
import { createInboxBound } from './inbox-bound.ts';
import { inboxBytes } from './inbox-upkeep.ts';
import { insertDeliveries } from './insert-deliveries.ts';
import type { Pools } from './pools.ts';
import { countRefusal } from './refusals.ts';
import { deliveries } from './schema/inbox.ts';

/** Of what is indexed, which Postgres bounds too. */
const MAX_KEY_CHARACTERS = 500;

const PROJECTS_WAITING = `
  select p.id as "projectId", p.owner_id as "ownerId" from projects p
  cross join lateral (
    select received_at from deliveries where project_id = p.id and state = 'waiting' order by id limit 1
  ) oldest
  where oldest.received_at < $1`;

/** `notice` is what people should know of its size. `drained` resolves when every delivery given to `accept` has its answer. */
export function createInbox(
  { ingest, work, orm }: Pools,
  { envelope, maxBytes, log }: { envelope: Envelope; maxBytes: number; log?: Logger },
): { inbox: Inbox; notice(): string | null; drained(): Promise<void> } {
  const queue = createAcceptQueue({ insert: (rows) => insertDeliveries(ingest, rows) });
  const { claim, settle, parkedAmong, dropParked } = createDeliveryWork(work, envelope, log);
  const duplicates = createDuplicateCounter(work);
  const bound = createInboxBound({ maxBytes, sizeBytes: () => inboxBytes(work), log });

  const inbox: Inbox = {
    async accept({ projectId }, { body, ...delivery }) {
      if (delivery.projectId !== projectId) throw new InternalError('A delivery came with the scope of another project.');
      checkKey('delivery_key', delivery.deliveryKey);
      checkKey('event_type', delivery.eventType ?? '');
      bound.check();
      const id = arrivalId();
      const sealedBody = envelope.seal('delivery', bodyOwner(projectId, id), body);
      const kept = await queue.add({ ...delivery, id, receivedAt: new Date(), sizeBytes: body.byteLength, sealedBody });
      if (kept.duplicate) duplicates.add(kept.id);
      return kept;
    },

    async known(scope, source, deliveryKeys) {
      const mine = and(eq(deliveries.projectId, scope.projectId), eq(deliveries.source, source));
      const rows = await orm
        .select({ key: deliveries.deliveryKey })
        .from(deliveries)
        .where(and(mine, inArray(deliveries.deliveryKey, [...deliveryKeys])));
      return new Set(rows.map(({ key }) => key));
    },

    async claim(scope, limit) {
      return claim(scope.projectId, limit);
    },

    async settle(scope, outcomes) {
      await settle(scope.projectId, outcomes);
    },

    async parkedAmong(scope, reportIds) {
      return parkedAmong(scope.projectId, reportIds);
    },

    async dropParked(scope, reportId, reason) {
      return dropParked(scope.projectId, reportId, reason);
    },

    async waiting(scope) {
      const mine = and(eq(deliveries.projectId, scope.projectId), eq(deliveries.state, 'waiting'));
      const [row] = await orm.select({ waiting: count() }).from(deliveries).where(mine);
      return row?.waiting ?? 0;
    },

    async projectsWaiting(olderThanMs) {
      const { rows } = await work.query<{ projectId: string; ownerId: string }>(PROJECTS_WAITING, [new Date(Date.now() - olderThanMs)]);
      return rows;
    },

    async countRefusal(projectId, source, reason, count = 1) {
      await countRefusal(ingest, { projectId, source, reason, count });
    },
  };
  return {
    inbox,
    notice: bound.notice,
    async drained() {
      await queue.drained();
      await duplicates.flush();
    },
  };
}

function checkKey(name: string, value: string): void {
  if (value.length <= MAX_KEY_CHARACTERS && !value.includes('\0')) return;
  throw new InvalidInputError('A name of the delivery cannot be kept.', {
    details: { [name]: `at most ${MAX_KEY_CHARACTERS} characters` },
  });
}
