import { z } from 'zod';

/** One command as the SDK sends it: name first, then arguments; anything but a string is spelled as JSON spells it. */
const Argument = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]);
export const Command = z.tuple([z.string().min(1)], Argument);
export type Command = z.infer<typeof Command>;
export const Commands = z.array(Command).min(1);

/**
 * Commands that change or hold the one connection every caller shares, or reach past the data. Upstash has none of them
 * over REST either.
 */
const UNAVAILABLE = new Set(
  (
    'MULTI EXEC DISCARD WATCH UNWATCH SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE MONITOR ' +
    'SELECT SWAPDB AUTH HELLO QUIT RESET CLIENT ASKING READONLY READWRITE BLPOP BRPOP BLMOVE BRPOPLPUSH BLMPOP BZPOPMIN BZPOPMAX BZMPOP ' +
    'WAIT WAITAOF SYNC PSYNC REPLCONF REPLICAOF SLAVEOF FAILOVER SHUTDOWN DEBUG MODULE ACL CONFIG CLUSTER MIGRATE SAVE'
  ).split(' '),
);

/** Why a command cannot be passed on, in the words of redis-server's errors; null where it can. */
export function refusal([name, ...args]: Command): string | null {
  const upper = name.toUpperCase();
  const blocks = (upper === 'XREAD' || upper === 'XREADGROUP') && args.some((argument) => argument.toUpperCase() === 'BLOCK');
  return blocks || UNAVAILABLE.has(upper) ? `ERR Command is not available: '${upper}'` : null;
}
