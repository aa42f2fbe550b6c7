import { mkdir } from 'node:fs/promises';
import { createClient } from 'redis';
import type { Program } from '../program.ts';

export interface RedisOptions {
  dataDir: string;
  host: string;
  port: number;
}

/** redis-server from PATH, keeping every write in an append-only file that is synced each second. */
export function redisProgram({ dataDir, host, port }: RedisOptions): Program {
  return {
    name: 'redis',
    stopSignal: 'SIGTERM',
    readyWithinMs: 60_000,
    stopWithinMs: 8_000,
    prepare: async () => void (await mkdir(dataDir, { recursive: true, mode: 0o700 })),
    command: () => ({
      file: 'redis-server',
      args: Object.entries({
        port: String(port),
        bind: host,
        dir: dataDir,
        appendonly: 'yes',
        appendfsync: 'everysec',
        save: '',
        // A cut-off last write is dropped at load instead of refusing to start.
        'aof-load-truncated': 'yes',
        loglevel: 'notice',
      }).flatMap(([name, value]) => [`--${name}`, value]),
    }),
    async probe() {
      const client = createClient({ url: `redis://${host}:${port}`, socket: { connectTimeout: 1_000, reconnectStrategy: false } });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.ping();
      } finally {
        client.destroy();
      }
    },
  };
}
