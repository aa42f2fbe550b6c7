import { z } from 'zod';
import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { projectKeys } from './keys.ts';
import { PART, TREND } from './lua.ts';
import { MEMBERSHIP } from './membership.ts';
import { COUNTED_AT_ONCE, recountLarge } from './recount-large.ts';

/** Reports that one call moves, which takes some 10 ms. */
export const MOVED_AT_ONCE = 250;
/** An edit is known this long, so that one whose answer was lost is not done twice. */
const KNOWN_MS = 3 * 24 * 3_600_000;

/** What an edit has still to do, in its order. Ids, why a person put reports there, and what they said of clusters. */
export type EditStep =
  | { move: { to: string; evidence: string; restores: string; ids: readonly string[] } }
  | { end: { regroups: boolean; sets: readonly ClusterSet[]; drops: readonly string[] } };
type ClusterSet = readonly [clusterId: string, set: readonly (string | number)[], drop: readonly string[]];

/**
 * `advance(edit_id, steps, counted)`: one call's work of an edit, each step of which leaves its list as it is done. While an edit is at work
 * every report is in one cluster at most, runs put off what they decided, and no other begins. What a report's evidence was before it was
 * moved stays with it, without the words it quoted, for whoever takes the edit back. Needs MEMBERSHIP before it. Answers `more`, `done`, or
 * `count` with clusters that have to be counted before it ends, which are `counted` then.
 */
export const ADVANCE = `
local clusters, edits, edition, editing, unclustered = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local function without_quotes(evidence)
  evidence = string.gsub(evidence, '"nearestReportId":"[^"]*"', '"nearestReportId":null')
  return (string.gsub(evidence, '"nearestTitle":.-,"sharedWords"', '"nearestTitle":null,"sharedWords"'))
end
local function move_reports(edit_id, step, touched)
  local to, restores, target = step.to, step.restores, step.to ~= '' and cluster_prefix .. part(step.to)
  local occurrences = {}
  for _, id in ipairs(step.ids) do
    local report = report_prefix .. part(id)
    local row = redis.call('HMGET', report, 'received_ms', 'cluster_id', 'evidence', 'evidence_before', 'evidence_before_edit',
      'occurrences', 'left_edit')
    if row[1] and row[2] ~= to and row[7] ~= edit_id then
      local met = tonumber(row[6]) or 0
      if row[2] then
        leave(id, report, row[2])
        occurrences[row[2]] = (occurrences[row[2]] or 0) - met
      else
        note_change(id)
      end
      redis.call('HDEL', report, 'evidence_before', 'evidence_before_edit')
      if restores == '' and row[3] then
        redis.call('HSET', report, 'evidence_before', without_quotes(row[3]), 'evidence_before_edit', edit_id)
      end
      if target then
        local why = restores ~= '' and row[5] == restores and row[4] or step.evidence
        redis.call('HSET', report, 'cluster_id', to, 'evidence', why)
        redis.call('ZADD', target .. ':items', row[1], id)
        redis.call('ZREM', unclustered, id)
        join_trend(target, report, 1)
        occurrences[to] = (occurrences[to] or 0) + met
      else
        redis.call('ZADD', unclustered, row[1], id)
      end
    end
  end
  -- Counted whole at the end; until then at least how many there are is right.
  for cluster_id, change in pairs(occurrences) do
    local cluster = cluster_prefix .. part(cluster_id)
    redis.call('SADD', touched, cluster_id)
    if redis.call('EXISTS', cluster) == 1 then
      redis.call('HSET', cluster, 'report_count', redis.call('ZCARD', cluster .. ':items'), 'updated_ms', now_ms)
      redis.call('HINCRBY', cluster, 'occurrences', change)
      redis.call('HINCRBY', cluster, 'counted', 1)
    end
  end
end

local function end_edit(edit_id, step, touched, counted)
  for _, set in ipairs(step.sets) do
    local cluster = cluster_prefix .. part(set[1])
    if redis.call('EXISTS', cluster) == 1 then
      redis.call('HSET', cluster, 'updated_ms', now_ms, unpack(set[2]))
      if #set[3] > 0 then redis.call('HDEL', cluster, unpack(set[3])) end
    end
  end
  for _, cluster_id in ipairs(step.drops) do
    local cluster = cluster_prefix .. part(cluster_id)
    if redis.call('ZCARD', cluster .. ':items') == 0 then
      redis.call('DEL', cluster, cluster .. ':trend')
      redis.call('ZREM', clusters, cluster_id)
    end
  end
  local left, large, small = redis.call('SMEMBERS', touched), {}, 0
  for _, cluster_id in ipairs(left) do
    local members = redis.call('ZCARD', cluster_prefix .. part(cluster_id) .. ':items')
    if members + small > ${COUNTED_AT_ONCE} then
      large[#large + 1] = cluster_id
    else
      small = small + members
    end
  end
  if #large > 0 and not next(counted) then return { 'count', unpack(large) } end
  for _, cluster_id in ipairs(left) do
    redis.call('HDEL', cluster_prefix .. part(cluster_id), 'editing')
    if not counted[cluster_id] then tidy(cluster_id, clusters) end
  end
  redis.call('ZADD', edits, now_ms, edit_id)
  redis.call('ZREMRANGEBYSCORE', edits, '-inf', now_ms - ${KNOWN_MS})
  if step.regroups then redis.call('INCR', edition) end
  redis.call('DEL', editing)
  return { 'done' }
end

local function advance(edit_id, steps, counted)
  local touched, moved = steps .. ':touched', 0
  while true do
    local text = redis.call('LINDEX', steps, 0)
    if not text then return { 'done' } end
    local step = cjson.decode(text)
    if not step.move then
      if moved >= ${MOVED_AT_ONCE} / 2 then return { 'more' } end
      local answer = end_edit(edit_id, step['end'], touched, counted)
      if answer[1] == 'done' then redis.call('DEL', steps, touched) end
      return answer
    end
    if moved > 0 and moved + #step.move.ids > ${MOVED_AT_ONCE} then return { 'more' } end
    move_reports(edit_id, step.move, touched)
    redis.call('LPOP', steps)
    moved = moved + #step.move.ids
  end
end
`;

const GO_ON = `${PART}${TREND}
local report_prefix, cluster_prefix, now_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])
${MEMBERSHIP}${ADVANCE}
local counted = {}
for i = 5, #ARGV do counted[ARGV[i]] = true end
return advance(ARGV[4], KEYS[6], counted)
`;

/** As the scripts that advance an edit have them. */
export function editKeys(scope: TenantScope, editId: string): string[] {
  const keys = projectKeys(scope.projectId);
  return [keys.clusters, keys.clusterEdits, keys.clusterEdition, keys.clusterEditing, keys.unclustered, keys.clusterEditSteps(editId)];
}

/**
 * Brings an edit that has begun to its end, whoever began it: in calls that each hold Redis for a few milliseconds. Harmless where somebody
 * else does the same, and where it is done.
 * @param answer of the call before, if any
 */
export async function finishEdit(
  redis: RedisClient,
  scope: TenantScope,
  editId: string,
  answer: readonly string[] = ['more'],
): Promise<void> {
  const keys = projectKeys(scope.projectId);
  for (let [state, ...large] = answer; state !== 'done';) {
    for (const clusterId of large) await recountLarge(redis, scope, clusterId);
    const args = [keys.reportPrefix, keys.clusterPrefix, Date.now(), editId, ...large];
    [state, ...large] = EditAnswer.parse(await redis.run(GO_ON, editKeys(scope, editId), args));
  }
}
export const EditAnswer = z.array(z.string());
