/* Pieces that several scripts begin with. */

/** `part(id)`: an id inside a key, as keys.ts spells it. */
export const PART = `
local function part(id) return (string.gsub(id, '[%%:]', { ['%'] = '%25', [':'] = '%3A' })) end
`;

/** `precedes(a, b)`: byte by byte, as sorted sets break ties. Lua's own `<` depends on the server's locale. */
export const PRECEDES = `
local function precedes(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end
`;

/** `next_arg()` and `next_list()`, a list being its length and then its items; nil where the length is -1. */
export const ARGUMENTS = `
local consumed = 0
local function next_arg()
  consumed = consumed + 1
  return ARGV[consumed]
end
local function next_list()
  local length = tonumber(next_arg())
  if length < 0 then return nil end
  local list = {}
  for i = 1, length do list[i] = next_arg() end
  return list
end
`;

/** A list as `next_list` reads it. */
export function listArguments(items: readonly (string | number)[] | undefined): (string | number)[] {
  return items === undefined ? [-1] : [items.length, ...items];
}

/** `raise(key, field, value)` and `lower(…)`: the larger or the smaller of what is there and the number given. */
export const BOUNDS = `
local function raise(key, field, value)
  local present = tonumber(redis.call('HGET', key, field))
  if not present or present < tonumber(value) then redis.call('HSET', key, field, value) end
end
local function lower(key, field, value)
  local present = tonumber(redis.call('HGET', key, field))
  if not present or present > tonumber(value) then redis.call('HSET', key, field, value) end
end
`;

/**
 * `count_trend(key, at_ms, count, now_ms)` adds to the hour and the day of `at_ms`. What is older than a chart shows is not
 * counted, and dropped once in a while.
 */
export const TREND = `
local HOUR_MS, DAY_MS, HOURS, DAYS = 3600000, 86400000, 24, 14
local function count_trend(key, at_ms, count, now_ms)
  local hour, day = math.floor(at_ms / HOUR_MS), math.floor(at_ms / DAY_MS)
  local first_hour, first_day = math.floor(now_ms / HOUR_MS) - HOURS + 1, math.floor(now_ms / DAY_MS) - DAYS + 1
  if hour >= first_hour then redis.call('HINCRBY', key, string.format('h%d', hour), count) end
  if day >= first_day then redis.call('HINCRBY', key, string.format('d%d', day), count) end
  if redis.call('HLEN', key) <= 2 * (HOURS + DAYS) then return end
  for _, field in ipairs(redis.call('HKEYS', key)) do
    local number = tonumber(string.sub(field, 2))
    local oldest = string.sub(field, 1, 1) == 'h' and first_hour or first_day
    if number < oldest then redis.call('HDEL', key, field) end
  end
end
`;

/** Changes of one project that are remembered. Who was away for longer reads everything anew. */
export const MOST_CHANGES = 20_000;

/**
 * `note_change(id)`: a report's words, facts or place are other than they were, or it is gone. Each report is in the feed once, with the
 * number of its last change. Needs `report_prefix`, the prefix of the project's reports, before it.
 */
export const NOTE_CHANGE = `
local changes = 'feedback:changes:' .. string.sub(report_prefix, 10, -2)
local last_change
local function note_change(id)
  last_change = (last_change or tonumber(redis.call('ZRANGE', changes, -1, -1, 'WITHSCORES')[2]) or 0) + 1
  redis.call('ZADD', changes, last_change, id)
  local excess = redis.call('ZCARD', changes) - ${MOST_CHANGES}
  if excess <= 0 then return end
  local dropped = redis.call('ZRANGE', changes, excess - 1, excess - 1, 'WITHSCORES')
  redis.call('SET', changes .. ':floor', dropped[2])
  redis.call('ZREMRANGEBYRANK', changes, 0, excess - 1)
end
`;
