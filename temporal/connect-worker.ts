import { setTimeout as delay } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';
import type { Env } from '#config/env';
import type { Logger } from '#domain/ports/index';
import { connectionOptions } from './connection.ts';
import { ensureSearchAttributes } from './search-attributes.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * A worker's connection to a server that has our namespace and search attributes. Waits for one that is not up yet, and says so.
 * @returns null when `stop` fires first
 */
export async function connectWorker(env: Env, log: Logger, stop: AbortSignal): Promise<NativeConnection | null> {
  for (let pauseMs = FIRST_PAUSE_MS; !stop.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await connectOnce(env);
    } catch (error) {
      log.warn(
        { err: error, address: env.TEMPORAL_ADDRESS, namespace: env.TEMPORAL_NAMESPACE, pauseMs },
        'Temporal is not ready; trying again',
      );
    }
    await delay(pauseMs, undefined, { signal: stop }).catch(() => {});
  }
  return null;
}

async function connectOnce(env: Env): Promise<NativeConnection> {
  const connection = await NativeConnection.connect(connectionOptions(env));
  try {
    await connection.workflowService.describeNamespace({ namespace: env.TEMPORAL_NAMESPACE });
    await ensureSearchAttributes(connection, env.TEMPORAL_NAMESPACE);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}
