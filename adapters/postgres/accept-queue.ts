import { UnavailableError } from '#domain/errors';
import type { NewDelivery } from '#domain/delivery';
import { lostConnection, toDomainError } from './errors.ts';

/** A delivery with its body sealed, ready to be written. */
export interface SealedDelivery extends Omit<NewDelivery, 'body'> {
  /** UUIDv7. */
  id: string;
  receivedAt: Date;
  sizeBytes: number;
  sealedBody: Buffer;
}

export type Kept = { id: string; duplicate: boolean };

export interface AcceptQueueOptions {
  /** Writes rows with one commit; safe to repeat with the same rows. One answer or error per row, in order. */
  insert(rows: SealedDelivery[]): Promise<(Kept | Error)[]>;
  maxBatchRows?: number;
  maxBatchBytes?: number;
  maxWaitingRows?: number;
  maxWaitingBytes?: number;
}

export interface AcceptQueue {
  /** @throws {UnavailableError} the queue is full or the insert could not be made */
  add(row: SealedDelivery): Promise<Kept>;
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>;
}

/** A connection that broke is no outage yet, and neither are all that the pool has; the ids make a repeat harmless. */
const ATTEMPTS = 5;
const RETRY_AFTER_SECONDS = 5;
const MIB = 1_048_576;

interface Waiting {
  row: SealedDelivery;
  resolve(kept: Kept): void;
  reject(error: Error): void;
}

/**
 * Natural batching: while an insert is in flight, what arrives forms the next. Alone, a row goes at once; under load a batch is as
 * large as the commits are slow, and no timer is involved. A second insert at a time would only split the batches: the disk commits
 * one after the other anyway, and a statement costs the same however many rows it brings.
 */
export function createAcceptQueue({
  insert,
  maxBatchRows = 500,
  maxBatchBytes = 8 * MIB,
  maxWaitingRows = 10_000,
  maxWaitingBytes = 64 * MIB,
}: AcceptQueueOptions): AcceptQueue {
  let queue: Waiting[] = [];
  let waitingBytes = 0;
  let writing = false;
  let scheduled = false;
  let whenDrained: (() => void)[] = [];

  const fail = (batch: Waiting[], error: unknown) => batch.forEach((waiting) => waiting.reject(toDomainError(error)));

  const take = (): Waiting[] => {
    let rows = 0;
    let bytes = 0;
    while (rows < queue.length && rows < maxBatchRows) {
      const size = queue[rows]?.row.sizeBytes ?? 0;
      if (rows > 0 && bytes + size > maxBatchBytes) break;
      bytes += size;
      rows += 1;
    }
    waitingBytes -= bytes;
    return queue.splice(0, rows);
  };

  const insertAgain = async (rows: SealedDelivery[], attempts: number): Promise<(Kept | Error)[]> => {
    try {
      return await insert(rows);
    } catch (error) {
      if (attempts > 1 && lostConnection(error)) return insertAgain(rows, attempts - 1);
      throw error;
    }
  };

  const write = async (batch: Waiting[]): Promise<void> => {
    try {
      const rows = batch.map((waiting) => waiting.row);
      const answers = await insertAgain(rows, ATTEMPTS);
      batch.forEach((waiting, place) => {
        const answer = answers[place];
        if (answer instanceof Error || answer === undefined) waiting.reject(toDomainError(answer));
        else waiting.resolve(answer);
      });
    } catch (error) {
      const translated = toDomainError(error);
      if (translated instanceof UnavailableError) {
        // Whoever waits behind would meet the same: they are told now, not a deadline later.
        fail(batch.concat(queue), translated);
        queue = [];
        waitingBytes = 0;
      } else if (batch.length === 1) {
        fail(batch, translated);
      } else {
        // One row that Postgres refuses must not take the others with it.
        const half = Math.ceil(batch.length / 2);
        await write(batch.slice(0, half));
        await write(batch.slice(half));
      }
    }
  };

  const pump = (): void => {
    scheduled = false;
    if (writing) return;
    if (queue.length > 0) {
      writing = true;
      void write(take()).finally(() => {
        writing = false;
        pump();
      });
      return;
    }
    whenDrained.forEach((resolve) => resolve());
    whenDrained = [];
  };

  return {
    add(row) {
      if (queue.length >= maxWaitingRows || waitingBytes + row.sizeBytes > maxWaitingBytes) {
        return Promise.reject(
          new UnavailableError('More reports arrive than can be kept.', {
            details: { service: 'postgres', reason: 'inbox_full' },
            retryAfterSeconds: RETRY_AFTER_SECONDS,
          }),
        );
      }
      const { promise, resolve, reject } = Promise.withResolvers<Kept>();
      queue.push({ row, resolve, reject });
      waitingBytes += row.sizeBytes;
      if (!scheduled) {
        scheduled = true;
        // What arrives in the same turn of the loop goes together.
        setImmediate(pump);
      }
      return promise;
    },
    drained() {
      if (!writing && queue.length === 0) return Promise.resolve();
      return new Promise((resolve) => whenDrained.push(resolve));
    },
  };
}
