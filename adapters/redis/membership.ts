import { NOTE_CHANGE } from './lua.ts';
import { SUGGESTED } from './suggested.ts';

/*
 * How a report comes into a cluster and leaves it again, for the scripts that do either. All of them have `report_prefix`,
 * `cluster_prefix` and `now_ms` before these, and PART and TREND.
 */

/**
 * `join_trend(cluster, report, sign)`: what a report adds to its cluster's trend, or takes along. A report that was met more than once
 * keeps the slots it was counted in, so that it takes along exactly what it brought. `start_trend(report)` begins those with what is known.
 * `trim_trend(cluster)`: without the slots that nothing counts in any more.
 */
const REPORT_TREND = `
local function sightings(report)
  local row = redis.call('HMGET', report, 'occurrences', 'first_seen_ms', 'last_seen_ms')
  return tonumber(row[1]), tonumber(row[2]), tonumber(row[3])
end
local function start_trend(report)
  if redis.call('EXISTS', report .. ':trend') == 1 then return end
  local count, first_ms, last_ms = sightings(report)
  count_trend(report .. ':trend', first_ms, 1, now_ms)
  if count > 1 then count_trend(report .. ':trend', last_ms, count - 1, now_ms) end
end
local function join_trend(cluster, report, sign)
  local trend = cluster .. ':trend'
  local slots = redis.call('HGETALL', report .. ':trend')
  if #slots == 0 then
    local count, first_ms, last_ms = sightings(report)
    count_trend(trend, first_ms, sign, now_ms)
    if count > 1 then count_trend(trend, last_ms, sign * (count - 1), now_ms) end
  end
  for i = 1, #slots, 2 do redis.call('HINCRBY', trend, slots[i], sign * tonumber(slots[i + 1])) end
end
local function trim_trend(cluster)
  local slots = redis.call('HGETALL', cluster .. ':trend')
  for i = 1, #slots, 2 do
    if tonumber(slots[i + 1]) <= 0 then redis.call('HDEL', cluster .. ':trend', slots[i]) end
  end
end
`;

/**
 * `wake_by_count(cluster)` and `come_back(cluster, seen_ms, is_repeat)`, for whoever has counted something more: a snoozed cluster wakes to what
 * it was; a resolved one that is seen again has regressed. One that is merged may go on until that is deployed: repeats say nothing, a new
 * report does.
 * `recount(cluster)` counts from the members, as domain/clustering/figures.ts does, so that repeating it changes nothing. Whatever changes
 * what `count_members(ids)` says of a cluster raises its field `counted`, so that who counts in several calls notices.
 * `count_more(cluster, ids)` adds members that have just joined a large one; how many people they bring takes a count of all, so the field
 * `uncounted` stands until there was one.
 * `keeps_members(cluster)`: a fix is at work on what it was shown, or a person has locked it. `is_held(cluster)`: a fix or a person has
 * done something with it, so it stays even without members.
 */
const FIGURES = `
local LEVELS = { debug = 1, info = 2, warning = 3, error = 4, fatal = 5 }
local function count_members(ids)
  local sum, authors = { reports = 0, occurrences = 0, people = {}, sources = {}, worst = '' }, {}
  for _, id in ipairs(ids) do
    local row = redis.call('HMGET', report_prefix .. part(id), 'occurrences', 'source', 'author', 'first_seen_ms', 'last_seen_ms', 'level',
      'met_by')
    if row[1] then
      sum.reports = sum.reports + 1
      sum.occurrences = sum.occurrences + tonumber(row[1])
      sum.sources[row[2]] = (sum.sources[row[2]] or 0) + 1
      local met_by = row[7] and cjson.decode(row[7]) or {}
      if row[3] then met_by[#met_by + 1] = row[3] end
      for _, name in ipairs(met_by) do
        local person = row[2] .. '\\n' .. name
        if not authors[person] then
          authors[person] = true
          sum.people[#sum.people + 1] = person
        end
      end
      if (LEVELS[row[6]] or 0) > (LEVELS[sum.worst] or 0) then sum.worst = row[6] end
      local first, last = tonumber(row[4]), tonumber(row[5])
      if not sum.first_ms or first < sum.first_ms then sum.first_ms = first end
      if not sum.last_ms or last > sum.last_ms then sum.last_ms = last end
    end
  end
  return sum
end
local function recount(cluster)
  local sum = count_members(redis.call('ZRANGE', cluster .. ':items', 0, -1))
  redis.call('HINCRBY', cluster, 'counted', 1)
  redis.call('HSET', cluster, 'report_count', sum.reports, 'occurrences', sum.occurrences, 'people_count', #sum.people,
    'sources', cjson.encode(sum.sources), 'worst_level', sum.worst, 'updated_ms', now_ms)
  redis.call('HDEL', cluster, 'uncounted')
  if sum.first_ms then redis.call('HSET', cluster, 'first_seen_ms', sum.first_ms, 'last_seen_ms', sum.last_ms) end
end
local function count_more(cluster, ids)
  local sum = count_members(ids)
  local row = redis.call('HMGET', cluster, 'sources', 'worst_level', 'first_seen_ms', 'last_seen_ms')
  local sources = cjson.decode(row[1] or '{}')
  for source, count in pairs(sum.sources) do sources[source] = (sources[source] or 0) + count end
  redis.call('HINCRBY', cluster, 'counted', 1)
  redis.call('HINCRBY', cluster, 'report_count', sum.reports)
  redis.call('HINCRBY', cluster, 'occurrences', sum.occurrences)
  redis.call('HSET', cluster, 'sources', cjson.encode(sources), 'updated_ms', now_ms)
  if (LEVELS[sum.worst] or 0) > (LEVELS[row[2]] or 0) then redis.call('HSET', cluster, 'worst_level', sum.worst) end
  if not row[3] or sum.first_ms < tonumber(row[3]) then redis.call('HSET', cluster, 'first_seen_ms', sum.first_ms) end
  if not row[4] or sum.last_ms > tonumber(row[4]) then redis.call('HSET', cluster, 'last_seen_ms', sum.last_ms) end
  if #sum.people > 0 then redis.call('HSET', cluster, 'uncounted', '1') end
end
local function set_status(cluster, status)
  redis.call('HSET', cluster, 'status', status, 'status_ms', now_ms, 'updated_ms', now_ms)
  redis.call('HDEL', cluster, 'snoozed_until_ms', 'snoozed_until_count', 'snoozed_from')
end
local function wake_by_count(cluster)
  local row = redis.call('HMGET', cluster, 'status', 'snoozed_until_count', 'occurrences', 'snoozed_from')
  if row[1] == 'snoozed' and row[2] and tonumber(row[3]) >= tonumber(row[2]) then set_status(cluster, row[4] or 'new') end
end
local function come_back(cluster, seen_ms, is_repeat)
  local row = redis.call('HMGET', cluster, 'status', 'status_ms')
  if row[1] ~= 'resolved' and (row[1] ~= 'merged' or is_repeat) then return end
  if tonumber(seen_ms) > (tonumber(row[2]) or 0) then set_status(cluster, 'regressed') end
end
local function keeps_members(cluster)
  local row = redis.call('HMGET', cluster, 'status', 'locked')
  return row[1] == 'fixing' or row[1] == 'pr_opened' or row[2] == '1'
end
local function is_held(cluster)
  local row = redis.call('HMGET', cluster, 'status', 'locked', 'job_id', 'named_by')
  return row[1] ~= 'new' or row[2] == '1' or row[3] or row[4]
end
`;

/**
 * `tidy(cluster_id, index, most)` counts a cluster that somebody left, or drops it where nobody is in it and nothing holds it; true where it
 * is still there, 'large' where it has more than `most` members, which are left to be counted. One that an edit is at work on stays. `leave(id, report, cluster_id)` takes a report out; tidy once all have left.
 * `regroup(id, report, index, unclustered)` puts a report where the next run finds it; true, and the cluster it left, if any. It stays
 * where it is where the cluster keeps its members, or is held and would be empty. One that a run works on at this moment is put back too:
 * what that run decided by the words before is then not applied. An edit that is at work takes it no more.
 */
const LEAVING = `
local editing_key = 'clusters:' .. string.sub(report_prefix, 10, -2) .. ':editing'
local function tidy(cluster_id, index, most)
  local cluster = cluster_prefix .. part(cluster_id)
  local members = redis.call('ZCARD', cluster .. ':items')
  if redis.call('EXISTS', cluster) == 0 then
    if members == 0 then redis.call('DEL', cluster .. ':trend') end
    return false
  end
  if members == 0 and not is_held(cluster) and redis.call('HEXISTS', cluster, 'editing') == 0 then
    redis.call('DEL', cluster, cluster .. ':trend')
    redis.call('ZREM', index, cluster_id)
    return false
  end
  if most and members > most then return 'large' end
  recount(cluster)
  trim_trend(cluster)
  return true
end
local function leave(id, report, cluster_id)
  local cluster = cluster_prefix .. part(cluster_id)
  if redis.call('ZREM', cluster .. ':items', id) == 1 then join_trend(cluster, report, -1) end
  forget_suggested(id, report)
  redis.call('HDEL', report, 'cluster_id', 'evidence', 'suggestions')
  note_change(id)
end
local function regroup(id, report, unclustered)
  local row = redis.call('HMGET', report, 'cluster_id', 'received_ms')
  if row[1] then
    local cluster = cluster_prefix .. part(row[1])
    if redis.call('EXISTS', cluster) == 1 then
      if keeps_members(cluster) then return false end
      if redis.call('ZCARD', cluster .. ':items') == 1 and is_held(cluster) then return false end
    end
    leave(id, report, row[1])
  end
  local edit_id = redis.call('GET', editing_key)
  if edit_id then redis.call('HSET', report, 'left_edit', edit_id) end
  redis.call('ZADD', unclustered, row[2], id)
  return true, row[1]
end
`;

/** Needs `report_prefix`, `cluster_prefix`, `now_ms`, PART and TREND before it. */
export const MEMBERSHIP = NOTE_CHANGE + SUGGESTED + REPORT_TREND + FIGURES + LEAVING;
