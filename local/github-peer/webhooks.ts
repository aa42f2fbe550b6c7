import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { DeliveryRow, PeerStore, RepositoryRow } from './store.ts';

/** GitHub itself never tries again by itself; on one machine the receiver may just be starting, so the peer does. */
const RETRY_AFTER_MS = [1_000, 3_000, 10_000, 30_000, 60_000];
const ANSWER_WITHIN_MS = 10_000;

export interface Webhooks {
  /** Keeps one delivery per hook that listens for this event, then sends them in order. */
  emit(repository: RepositoryRow, event: string, payload: Record<string, unknown>): void;
  /** To one hook, whatever it listens for: `ping`. */
  emitTo(hookId: number, event: string, payload: Record<string, unknown>): void;
  /** Stops sending; what is still owed stays in the store for the next start. */
  stop(): Promise<void>;
}

/**
 * Sends what the store owes, oldest first and one after the other per hook, signed like GitHub's:
 * X-Hub-Signature-256 over the exact body. A delivery is given up after six tries.
 */
export function createWebhooks(
  store: PeerStore,
  onGivenUp: (delivery: { event: string; hookId: number }) => void = () => undefined,
): Webhooks {
  const stopping = new AbortController();
  const queues = new Map<number, Promise<void>>();

  const enqueue = (delivery: DeliveryRow) => {
    const before = queues.get(delivery.hook_id) ?? Promise.resolve();
    queues.set(
      delivery.hook_id,
      before.then(() => deliver(delivery)),
    );
  };

  async function deliver(delivery: DeliveryRow): Promise<void> {
    for (let attempt = delivery.attempts; !stopping.signal.aborted; attempt++) {
      const hook = store.hook(delivery.hook_id);
      if (!hook || hook.active === 0) break;
      const code = await post(hook, delivery, stopping.signal);
      if (stopping.signal.aborted) return;
      store.countAttempt(delivery.id);
      store.recordHookAnswer(hook.id, code, code === null ? 'failed to connect' : code < 300 ? 'active' : 'failed');
      if (code !== null && code < 300) break;
      const waitMs = RETRY_AFTER_MS[attempt];
      if (waitMs === undefined) {
        onGivenUp({ event: delivery.event, hookId: hook.id });
        break;
      }
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    if (!stopping.signal.aborted) store.dropDelivery(delivery.id);
  }

  const keep = (hookId: number, event: string, payload: Record<string, unknown>) =>
    enqueue(store.addDelivery({ guid: randomUUID(), hook_id: hookId, event, body: JSON.stringify(payload) }));

  for (const delivery of store.pendingDeliveries()) enqueue(delivery);
  return {
    emit(repository, event, payload) {
      for (const hook of store.hooks(repository.id)) {
        const events = JSON.parse(hook.events) as string[];
        if (hook.active === 1 && (events.includes(event) || events.includes('*'))) keep(hook.id, event, payload);
      }
    },
    emitTo: keep,
    async stop() {
      stopping.abort();
      await Promise.all(queues.values());
    },
  };
}

async function post(
  hook: { id: number; url: string; secret: string | null },
  delivery: DeliveryRow,
  stop: AbortSignal,
): Promise<number | null> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: '*/*',
    'user-agent': 'GitHub-Hookshot/soulcaster-peer',
    'x-github-event': delivery.event,
    'x-github-delivery': delivery.guid,
    'x-github-hook-id': String(hook.id),
  };
  if (hook.secret !== null) {
    headers['x-hub-signature-256'] = `sha256=${createHmac('sha256', hook.secret).update(delivery.body).digest('hex')}`;
  }
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    const answer = await fetch(hook.url, { method: 'POST', headers, body: delivery.body, redirect: 'manual', signal });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return null;
  }
}
