import { createClient, ErrorReply, RESP_TYPES } from 'redis';
import type { Command } from './commands.ts';
import type { RawReply } from './encoding.ts';

/** Redis could not be asked, or did not answer; what was sent may or may not have been done. */
export class RedisDownError extends Error {
  override readonly name = 'RedisDownError';
}

export interface RedisConnection {
  /** Sends all at once, in order; a command that fails leaves its ErrorReply in place. @throws {RedisDownError} */
  pipeline(commands: Command[]): Promise<RawReply[]>;
  /** MULTI … EXEC. An ErrorReply instead of an array: the transaction was discarded. @throws {RedisDownError} */
  transaction(commands: Command[]): Promise<RawReply[] | ErrorReply>;
  close(): void;
}

export interface RedisConnectionOptions {
  redisUrl: string;
  replyTimeoutMs: number;
  /** Called on each loss and each return of the connection. */
  onState?: (state: 'up' | 'down') => void;
}

/** One connection to redis-server that comes back by itself; while it is away every call fails at once. */
export async function connectRedis({ redisUrl, replyTimeoutMs, onState }: RedisConnectionOptions): Promise<RedisConnection> {
  const client = createClient({
    url: redisUrl,
    // RESP2, because that is what REST replies look like: no maps, doubles as strings.
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    socket: { connectTimeout: 2_000, reconnectStrategy: (retries) => Math.min(25 * 2 ** Math.min(retries, 5), 500) },
  });
  const raw = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  let up = false;
  const turn = (now: boolean) => {
    if (now === up) return;
    up = now;
    onState?.(now ? 'up' : 'down');
  };
  client.on('ready', () => turn(true));
  client.on('error', () => turn(false));

  // The gateway listens even while Redis is away, and says so; a start that finds it there waits for it.
  const connected = client.connect().catch(() => undefined);
  await Promise.race([connected, new Promise((resolve) => setTimeout(resolve, 2_000).unref())]);

  /** Every command is queued before the first await, so nothing of another caller gets between them. */
  async function send(commands: readonly Command[]): Promise<RawReply[]> {
    if (!client.isReady) throw new RedisDownError('redis-server cannot be reached');
    const replies = Promise.all(
      commands.map((command) =>
        raw.sendCommand<RawReply>(command).catch((error: unknown) => {
          if (error instanceof ErrorReply) return error;
          throw new RedisDownError('the connection to redis-server was lost', { cause: error });
        }),
      ),
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new RedisDownError('redis-server does not answer')), replyTimeoutMs);
    });
    try {
      return await Promise.race([replies, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    pipeline: (commands) => send(commands),
    transaction: async (commands) => {
      const replies = await send([['MULTI'], ...commands, ['EXEC']]);
      return replies.at(-1) as RawReply[] | ErrorReply;
    },
    close: () => client.destroy(),
  };
}
