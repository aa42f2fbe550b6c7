import { z } from 'zod';
import type { Decision } from '#domain/ports/report-store';
import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { projectKeys } from './keys.ts';
import { PART, TREND } from './lua.ts';

/*
 * A report that is in a cluster already stays there: the first decision holds, whoever made it. What a cluster counts is
 * taken from its members anew, as domain/clustering/figures.ts does, so that repeating this changes nothing. A cluster
 * that is not there yet comes with `save`; until then releasing the run takes its reports back.
 */
const APPLY = `${PART}${TREND}
local unclustered = KEYS[1]
local report_prefix, cluster_prefix, now_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])

local function recount(cluster)
  local reports, occurrences, people, sources, authors, first_ms, last_ms = 0, 0, 0, {}, {}, nil, nil
  for _, id in ipairs(redis.call('ZRANGE', cluster .. ':items', 0, -1)) do
    local row = redis.call('HMGET', report_prefix .. part(id), 'occurrences', 'source', 'author', 'first_seen_ms', 'last_seen_ms')
    if row[1] then
      reports = reports + 1
      occurrences = occurrences + tonumber(row[1])
      sources[row[2]] = (sources[row[2]] or 0) + 1
      local person = row[3] and row[2] .. '\\n' .. row[3]
      if person and not authors[person] then
        authors[person] = true
        people = people + 1
      end
      local first, last = tonumber(row[4]), tonumber(row[5])
      if not first_ms or first < first_ms then first_ms = first end
      if not last_ms or last > last_ms then last_ms = last end
    end
  end
  redis.call('HSET', cluster, 'report_count', reports, 'occurrences', occurrences, 'people_count', people,
    'sources', cjson.encode(sources), 'first_seen_ms', first_ms, 'last_seen_ms', last_ms, 'updated_ms', now_ms)
end

local held, changed = {}, {}
for i = 0, (#ARGV - 3) / 3 - 1 do
  local id, cluster_id, evidence = ARGV[4 + 3 * i], ARGV[5 + 3 * i], ARGV[6 + 3 * i]
  local report, cluster = report_prefix .. part(id), cluster_prefix .. part(cluster_id)
  local row = redis.call('HMGET', report, 'received_ms', 'cluster_id', 'occurrences', 'first_seen_ms', 'last_seen_ms')
  if row[1] then
    local present = row[2]
    if not present then
      present = cluster_id
      redis.call('HSET', report, 'cluster_id', cluster_id, 'evidence', evidence)
      changed[cluster] = true
      redis.call('ZADD', cluster .. ':items', row[1], id)
      count_trend(cluster .. ':trend', tonumber(row[4]), 1, now_ms)
      if tonumber(row[3]) > 1 then count_trend(cluster .. ':trend', tonumber(row[5]), tonumber(row[3]) - 1, now_ms) end
    end
    redis.call('ZREM', unclustered, id)
    if present == cluster_id then held[#held + 1] = i end
  end
end
for cluster in pairs(changed) do
  if redis.call('EXISTS', cluster) == 1 then recount(cluster) end
end
return held
`;

/** One atomic script. What holds is counted, not what was changed, so that a repeated call answers the same. */
export async function applyDecisions(
  redis: RedisClient,
  scope: TenantScope,
  decisions: Decision[],
): Promise<{ clusterIds: string[]; opened: number; joined: number }> {
  if (decisions.length === 0) return { clusterIds: [], opened: 0, joined: 0 };
  const keys = projectKeys(scope.projectId);
  const answer = await redis.run(
    APPLY,
    [keys.unclustered],
    [
      ...[keys.reportPrefix, keys.clusterPrefix, Date.now()],
      ...decisions.flatMap(({ reportId, clusterId, evidence }) => [reportId, clusterId, JSON.stringify(evidence)]),
    ],
  );
  const held = z
    .array(z.number())
    .parse(answer)
    .map((i) => decisions[i]!);
  const opened = new Set(held.filter((decision) => decision.opened).map(({ clusterId }) => clusterId));
  return {
    clusterIds: [...new Set(held.map(({ clusterId }) => clusterId))],
    opened: opened.size,
    // Each report either opened a cluster or joined one.
    joined: held.length - opened.size,
  };
}
