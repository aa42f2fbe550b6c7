import { z } from 'zod';
import type { RedisClient } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { PRECEDES } from './lua.ts';

const INDEX_PAGE = `${PRECEDES}
local newest, limit, value, id = ARGV[1] == 'newest', tonumber(ARGV[2]), ARGV[3], ARGV[4]
local range = newest and 'ZREVRANGEBYSCORE' or 'ZRANGEBYSCORE'
local index, scratch = KEYS[1], KEYS[#KEYS]
if #KEYS > 2 then
  local command = { 'ZINTERSTORE', scratch, #KEYS - 1 }
  for i = 1, #KEYS - 1 do command[#command + 1] = KEYS[i] end
  command[#command + 1] = 'AGGREGATE'
  command[#command + 1] = 'MAX'
  redis.call(unpack(command))
  index = scratch
end
local rows = {}
local from = newest and '+inf' or '-inf'
if value ~= '' then
  for _, tied in ipairs(redis.call(range, index, value, value)) do
    local later = newest and precedes(tied, id) or not newest and precedes(id, tied)
    if later and #rows < 2 * (limit + 1) then
      rows[#rows + 1] = tied
      rows[#rows + 1] = value
    end
  end
  from = '(' .. value
end
local missing = limit + 1 - #rows / 2
if missing > 0 then
  local rest = redis.call(range, index, from, newest and '-inf' or '+inf', 'WITHSCORES', 'LIMIT', 0, missing)
  for _, item in ipairs(rest) do rows[#rows + 1] = item end
end
local total = redis.call('ZCARD', index)
redis.call('DEL', scratch)
return { total, rows }
`;

export interface IndexPageRequest {
  /** Sorted sets of ids; several: what is in all of them. */
  indexes: string[];
  scratch: string;
  /** By score; ties by id. */
  order: 'newest' | 'oldest';
  limit: number;
  cursor?: string;
}

const Answer = z.tuple([z.number(), z.array(z.string())]);

/**
 * One page of ids. It begins after a position, not at a number, so what comes or goes between two pages neither repeats
 * nor hides anything else.
 * @throws {InvalidInputError} a cursor that is not of such a list
 */
export async function indexPage(redis: RedisClient, request: IndexPageRequest) {
  const { indexes, scratch, order, limit, cursor } = request;
  const after = decodeCursor(order, cursor);
  const [total, rows] = Answer.parse(
    await redis.run(INDEX_PAGE, [...indexes, scratch], [order, limit, after?.value ?? '', after?.id ?? '']),
  );
  const positions = Array.from({ length: rows.length / 2 }, (_, i) => ({ id: rows[2 * i]!, value: rows[2 * i + 1]! }));
  const page = positions.slice(0, limit);
  return {
    ids: page.map(({ id }) => id),
    nextCursor: positions.length > limit ? encodeCursor(order, page.at(-1)!) : null,
    total,
  };
}
