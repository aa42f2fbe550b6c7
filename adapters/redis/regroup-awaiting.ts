import { z } from 'zod';
import type { ClusterStore } from '#domain/ports/cluster-store';
import type { RedisClient } from './client.ts';
import { projectKeys } from './keys.ts';
import { PART, TREND } from './lua.ts';
import { MEMBERSHIP } from './membership.ts';

/**
 * A report that opened a cluster which others have joined stays: the cluster keeps its address, and they may leave for a better place. What a
 * person has moved since waits for nothing.
 */
const REGROUP_AWAITING = `${PART}${TREND}
local awaiting, unclustered, clusters = KEYS[1], KEYS[2], KEYS[3]
local report_prefix, cluster_prefix, now_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])
${MEMBERSHIP}
local leaving, left, count = {}, {}, 0
for i = 4, #ARGV do
  local id = ARGV[i]
  redis.call('SREM', awaiting, id)
  local report = report_prefix .. part(id)
  local row = redis.call('HMGET', report, 'cluster_id', 'evidence')
  if row[1] and row[2] and string.find(row[2], '"awaitsVector":true', 1, true) then
    local opened = string.find(row[2], '"rule":"first"', 1, true)
    local others = redis.call('ZCARD', cluster_prefix .. part(row[1]) .. ':items') > 1
    if opened and others then
      redis.call('HSET', report, 'evidence', (string.gsub(row[2], ',"awaitsVector":true', '')))
    else
      leaving[#leaving + 1] = id
    end
  end
end
for _, id in ipairs(leaving) do
  local regrouped, from = regroup(id, report_prefix .. part(id), unclustered)
  if regrouped then count = count + 1 end
  if from then left[from] = true end
end
for cluster_id in pairs(left) do tidy(cluster_id, clusters) end
return count
`;

/** See ClusterStore.awaitingVectors and regroupAwaiting. */
export function createAwaiting(redis: RedisClient) {
  return {
    async awaitingVectors(scope, max) {
      const keys = projectKeys(scope.projectId);
      return z.array(z.string()).parse(await redis.command('SRANDMEMBER', keys.awaitingVectors, max));
    },

    async regroupAwaiting(scope, reportIds) {
      const keys = projectKeys(scope.projectId);
      return Number(
        await redis.run(
          REGROUP_AWAITING,
          [keys.awaitingVectors, keys.unclustered, keys.clusters],
          [keys.reportPrefix, keys.clusterPrefix, Date.now(), ...reportIds],
        ),
      );
    },
  } satisfies Partial<ClusterStore>;
}
