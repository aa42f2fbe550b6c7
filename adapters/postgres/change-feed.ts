import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ChangeEvent } from '#domain/events';
import type { ChangePublisher, ChangeSubscription, Logger } from '#domain/ports/index';
import { CONNECT_TIMEOUT_MS } from './pools.ts';

const CHANNEL = 'soulcaster_changes';
/** Postgres takes less than 8,000 bytes. */
const PAYLOAD_BYTES = 7_500;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
const PROBE_EVERY_MS = 10_000;
const PROBE_TIMEOUT_MS = 2_000;

/** Publishes in one statement; a failure is logged, never thrown. */
export function createChangePublisher(pool: pg.Pool, log?: Logger): ChangePublisher {
  return {
    async publish(events) {
      if (events.length === 0) return;
      try {
        await pool.query('select pg_notify($1, payload) from unnest($2::text[]) payload', [CHANNEL, payloads(events)]);
      } catch (error) {
        log?.warn({ code: (error as { code?: string }).code, count: events.length }, 'changes could not be announced');
      }
    },
  };
}

type Subscriber = { onEvent: (event: ChangeEvent) => void; onGap: () => void };

/**
 * One connection that listens, for all subscribers; opened by the first and closed after the last.
 * `subscribe` resolves when it listens, or after a failed first try: then `onGap` tells when it does.
 */
export function createChangeFeed(url: string, log?: Logger): { subscription: ChangeSubscription; close(): Promise<void> } {
  const subscribers = new Set<Subscriber>();
  let feed: { stop(): Promise<void>; tried: Promise<void> } | null = null;
  const stop = async () => {
    const stopping = feed;
    feed = null;
    await stopping?.stop();
  };
  const start = () =>
    listen(url, {
      log,
      onEvent: (event) => subscribers.forEach((subscriber) => subscriber.onEvent(event)),
      onGap: () => subscribers.forEach((subscriber) => subscriber.onGap()),
    });

  return {
    subscription: {
      async subscribe(onEvent, onGap) {
        const subscriber = { onEvent, onGap };
        subscribers.add(subscriber);
        feed ??= start();
        await feed.tried;
        return async () => {
          subscribers.delete(subscriber);
          if (subscribers.size === 0) await stop();
        };
      },
    },
    async close() {
      subscribers.clear();
      await stop();
    },
  };
}

function listen(url: string, { log, onEvent, onGap }: Subscriber & { log: Logger | undefined }) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const firstTry = Promise.withResolvers<void>();

  const session = async (isFirst: boolean): Promise<void> => {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'soulcaster-changes',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: PROBE_TIMEOUT_MS,
    });
    const broken = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    client.on('notification', ({ payload }) => parse(payload).forEach(onEvent));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      delayMs = FIRST_DELAY_MS;
      if (!isFirst) onGap();
      firstTry.resolve();
      await Promise.race([broken, probeForEver(client, signal)]);
      if (!signal.aborted) log?.warn({}, 'the change feed lost its connection to PostgreSQL');
    } finally {
      // end() waits for the server's goodbye, which a dead one never sends.
      await Promise.race([client.end().catch(() => undefined), sleep(PROBE_TIMEOUT_MS, undefined, { ref: false })]);
    }
  };

  let delayMs = FIRST_DELAY_MS;
  const run = async (): Promise<void> => {
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      try {
        await session(isFirst);
      } catch (error) {
        log?.warn({ code: (error as { code?: string }).code }, 'the change feed has no connection to PostgreSQL');
      }
      firstTry.resolve();
      // Half of the delay is chance, so that many processes do not come back at once.
      await sleep(delayMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
      delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
    }
  };
  const done = run();
  return {
    tried: firstTry.promise,
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

/** Rejects when the server no longer answers: a connection can be dead without either side being told. */
async function probeForEver(client: pg.Client, signal: AbortSignal): Promise<never> {
  for (;;) {
    await sleep(PROBE_EVERY_MS, undefined, { signal });
    await client.query('select 1');
  }
}

/** As few payloads as hold all events, each event once. */
function payloads(events: ChangeEvent[]): string[] {
  const lines = new Set(events.map(({ projectId, kind, id }) => JSON.stringify([projectId, kind, id])));
  const made: string[] = [];
  let current = '';
  for (const line of lines) {
    const longer = current === '' ? line : `${current}\n${line}`;
    if (Buffer.byteLength(longer) > PAYLOAD_BYTES && current !== '') {
      made.push(current);
      current = line;
    } else {
      current = longer;
    }
  }
  return current === '' ? made : [...made, current];
}

/** What is not ours on this channel is passed over. */
function parse(payload: string | undefined): ChangeEvent[] {
  return (payload ?? '').split('\n').flatMap((line) => {
    try {
      const [projectId, kind, id] = JSON.parse(line) as unknown[];
      const event = ChangeEvent.safeParse({ projectId, kind, id });
      return event.success ? [event.data] : [];
    } catch {
      return [];
    }
  });
}
