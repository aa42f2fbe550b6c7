import { z } from 'zod';
import type { ClusterStore } from '#domain/ports/cluster-store';
import type { RedisClient } from './client.ts';
import { projectKeys } from './keys.ts';
import { PART } from './lua.ts';

/**
 * `note_suggested(id, suggestions)`: a report was suggested for these clusters, as its field says. `forget_suggested(id, report)`: it is not
 * any more; before the field goes. Both need `report_prefix` and PART before them.
 */
export const SUGGESTED = `
local suggested_key = 'clusters:' .. string.sub(report_prefix, 10, -2) .. ':suggested'
local function each_suggested(id, suggestions, change)
  if not suggestions or not string.find(suggestions, '"band":"suggest"', 1, true) then return end
  for _, one in ipairs(cjson.decode(suggestions)) do
    if one.band == 'suggest' then change(part(one.clusterId) .. ':' .. part(id)) end
  end
end
local function note_suggested(id, suggestions)
  each_suggested(id, suggestions, function(pair) redis.call('ZADD', suggested_key, 0, pair) end)
end
local function forget_suggested(id, report)
  each_suggested(id, redis.call('HGET', report, 'suggestions'), function(pair) redis.call('ZREM', suggested_key, pair) end)
end
`;

/** A cluster that was merged away may be back when that is undone, so its pairs stay until their reports leave; here they are passed over. */
const FIND = `${PART}
local report_prefix, cluster_prefix = ARGV[1], ARGV[2]
-- A cluster and then its reports, which stand one after the other.
local found, present, homes = {}, {}, {}
local function take(listed)
  local of
  for _, pair in ipairs(listed) do
    local colon = string.find(pair, ':', 1, true)
    local cluster, report = string.sub(pair, 1, colon - 1), string.sub(pair, colon + 1)
    if present[cluster] == nil then present[cluster] = redis.call('EXISTS', cluster_prefix .. cluster) == 1 end
    if present[cluster] and homes[report] == nil then
      local own = redis.call('HGET', report_prefix .. report, 'cluster_id')
      homes[report] = own and part(own)
    end
    if present[cluster] and homes[report] and homes[report] ~= cluster then
      if not of or of[1] ~= cluster then
        of = { cluster }
        found[#found + 1] = of
      end
      of[#of + 1] = report
    end
  end
end
if #ARGV == 2 then take(redis.call('ZRANGE', KEYS[1], 0, -1)) end
for i = 3, #ARGV do take(redis.call('ZRANGEBYLEX', KEYS[1], '[' .. part(ARGV[i]) .. ':', '(' .. part(ARGV[i]) .. ';')) end
return found
`;

const Found = z.array(z.tuple([z.string()], z.string()));
/** Of its part in a key. */
const idOf = (part: string) => (part.includes('%') ? decodeURIComponent(part) : part);

/** See ClusterStore.suggested. */
export function createSuggested(redis: RedisClient) {
  return {
    async suggested(scope, clusterIds) {
      if (clusterIds?.length === 0) return new Map();
      const keys = projectKeys(scope.projectId);
      const answer = await redis.run(FIND, [keys.suggested], [keys.reportPrefix, keys.clusterPrefix, ...(clusterIds ?? [])]);
      return new Map(Found.parse(answer).map(([clusterId, ...reportIds]) => [idOf(clusterId), reportIds.map(idOf)]));
    },
  } satisfies Partial<ClusterStore>;
}
