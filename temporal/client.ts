import { Client, Connection } from '@temporalio/client';
import type { Env } from '#config/env';
import { required } from '#config/env';
import { connectionOptions } from './connection.ts';
import { createDataConverter } from './data-converter.ts';

/** A client that connects at its first call, so that whoever holds it starts without Temporal. */
export function createClient(env: Env): Client {
  return new Client({
    connection: Connection.lazy(connectionOptions(env)),
    namespace: env.TEMPORAL_NAMESPACE,
    dataConverter: createDataConverter(required(env, 'SOULCASTER_CODEC_KEY')),
  });
}
