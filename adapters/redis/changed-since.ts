import { z } from 'zod';
import { InvalidInputError } from '#domain/errors';
import type { ReportChanges } from '#domain/ports/report-store';
import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { projectKeys } from './keys.ts';
import { PART } from './lua.ts';

/**
 * A place in the feed is a number and the report it was given to. A number only grows with a report, so a smaller one there, or none, says
 * that the feed was lost meanwhile and began anew.
 */
const CHANGED_SINCE = `${PART}
local changes, floor = KEYS[1], tonumber(redis.call('GET', KEYS[2])) or 0
local report_prefix, since, id, limit = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
if since < 0 then
  local last = redis.call('ZRANGE', changes, -1, -1, 'WITHSCORES')
  return { 1, last[2] or tostring(floor), last[1] or '', 0, {}, {} }
end
local known = id == '' or tonumber(redis.call('ZSCORE', changes, id) or -1) >= since
if since < floor or not known then return { 0, '', '', 0, {}, {} } end
local rows = redis.call('ZRANGEBYSCORE', changes, '(' .. ARGV[2], '+inf', 'WITHSCORES', 'LIMIT', 0, limit + 1)
local present, removed, count = {}, {}, math.min(#rows / 2, limit)
for i = 1, 2 * count, 2 do
  local list = redis.call('EXISTS', report_prefix .. part(rows[i])) == 1 and present or removed
  list[#list + 1] = rows[i]
end
if count == 0 then return { 1, ARGV[2], id, 0, {}, {} } end
return { 1, rows[2 * count], rows[2 * count - 1], #rows / 2 > limit and 1 or 0, present, removed }
`;
const Answer = z.tuple([z.number(), z.string(), z.string(), z.number(), z.array(z.string()), z.array(z.string())]);
const Place = /^(\d{1,16}) (.*)$/;

/** See ReportStore.changedSince. */
export async function changedSince(
  redis: RedisClient,
  scope: TenantScope,
  since: string | null,
  limit: number,
): Promise<ReportChanges | null> {
  const [, number, id] = since === null ? ['', '-1', ''] : (Place.exec(since) ?? []);
  if (number === undefined || id === undefined) throw new InvalidInputError('This is no place in the feed of changes');
  const keys = projectKeys(scope.projectId);
  const answer = await redis.run(
    CHANGED_SINCE,
    [keys.reportChanges, keys.reportChangesFloor],
    [keys.reportPrefix, number, id, Math.max(1, limit)],
  );
  const [reaches, last, lastId, more, ids, removed] = Answer.parse(answer);
  return reaches === 1 ? { ids, removed, next: `${last} ${lastId}`, more: more === 1 } : null;
}
