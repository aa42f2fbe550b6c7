import { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { Env } from '#config/env';
import { required } from '#config/env';
import { connectionOptions, type ConnectionSettings, lazyConnection } from './connection.ts';
import { createDataConverter } from './data-converter.ts';

export interface ClosableClient {
  client: Client;
  close: () => Promise<void>;
}

/** A client that connects at its first call, so that whoever holds it starts without Temporal. */
export function createClient(options: ConnectionSettings & { namespace: string; dataConverter: DataConverter }): ClosableClient {
  const { namespace, dataConverter, ...settings } = options;
  const { connection, close } = lazyConnection(settings);
  return { client: new Client({ connection, namespace, dataConverter }), close };
}

/** @throws {Error} naming the variable that is missing */
export function clientOf(env: Env): ClosableClient {
  const dataConverter = createDataConverter(required(env, 'SOULCASTER_CODEC_KEY'));
  return createClient({ ...connectionOptions(env), namespace: env.TEMPORAL_NAMESPACE, dataConverter });
}
