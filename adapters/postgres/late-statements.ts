import type { Pool, PoolClient } from 'pg';
import { UnavailableError } from '#domain/errors';

const LOOKS = 8;

/**
 * Gives up statements of a pool that take longer than `ms`, at most an eighth later, and their connections. One look now and then at
 * what is under way: the driver's own `query_timeout` is a timer for each statement, and in a flood those keep what was sent in memory
 * until all of the heap is collected.
 * @returns ends the looking
 */
export function endLateStatements(pool: Pool, ms: number): () => void {
  const acquiredAt = new Map<PoolClient, number>();
  pool.on('acquire', (client) => acquiredAt.set(client, performance.now()));
  pool.on('release', (_error, client) => acquiredAt.set(client, Infinity));
  pool.on('remove', (client) => acquiredAt.delete(client));
  const look = () => {
    const late = performance.now() - ms;
    for (const [client, at] of acquiredAt) {
      // The pool answers the statement with it and gives the connection to nobody else.
      if (at <= late) client.emit('error', notAnswered());
    }
  };
  const timer = setInterval(look, ms / LOOKS).unref();
  return () => clearInterval(timer);
}

function notAnswered(): UnavailableError {
  return new UnavailableError('PostgreSQL does not answer.', { details: { service: 'postgres' }, retryAfterSeconds: 5 });
}
