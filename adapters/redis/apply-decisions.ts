import { z } from 'zod';
import type { Decision } from '#domain/ports/report-store';
import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { projectKeys } from './keys.ts';
import { PART, TREND } from './lua.ts';

/** `cut(text, most)`: the first characters, none of them halved. */
const CUT = String.raw`
local function cut(text, most)
  local kept = {}
  for character in string.gmatch(text, '[%z\1-\127\194-\244][\128-\191]*') do
    if #kept == most then break end
    kept[#kept + 1] = character
  end
  return table.concat(kept)
end
`;

/*
 * A report that is in a cluster already stays there: the first decision holds, whoever made it. A cluster that is not
 * there yet is opened with its first report's words, so that no report is ever in a cluster nobody can see. Counts are
 * taken from the members anew, so that repeating this changes nothing.
 */
const APPLY = `${PART}${TREND}${CUT}
local unclustered, clusters = KEYS[1], KEYS[2]
local report_prefix, cluster_prefix, now_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])

local function open(cluster, cluster_id, report)
  if redis.call('EXISTS', cluster) == 1 then return end
  local text = redis.call('HMGET', report, 'title', 'body')
  local title, summary = cut(text[1], 80), cut(text[2] ~= '' and text[2] or text[1], 300)
  redis.call('HSET', cluster, 'title', title, 'summary', summary, 'summary_by', 'extractive',
    'search', string.lower(title .. '\\n' .. summary), 'status', 'new', 'created_ms', now_ms,
    'severity', '{"level":"P3","score":0,"parts":[]}', 'level', 'P3', 'score', 0)
  redis.call('ZADD', clusters, now_ms, cluster_id)
end

local function recount(cluster)
  local reports, occurrences, people, sources, authors, first_ms, last_ms = 0, 0, 0, {}, {}, nil, nil
  for _, id in ipairs(redis.call('ZRANGE', cluster .. ':items', 0, -1)) do
    local row = redis.call('HMGET', report_prefix .. part(id), 'occurrences', 'source', 'author', 'first_seen_ms', 'last_seen_ms')
    if row[1] then
      reports = reports + 1
      occurrences = occurrences + tonumber(row[1])
      sources[row[2]] = (sources[row[2]] or 0) + 1
      if row[3] and not authors[row[3]] then
        authors[row[3]] = true
        people = people + 1
      end
      local first, last = tonumber(row[4]), tonumber(row[5])
      if not first_ms or first < first_ms then first_ms = first end
      if not last_ms or last > last_ms then last_ms = last end
    end
  end
  redis.call('HSET', cluster, 'report_count', reports, 'occurrences', occurrences, 'people_count', people,
    'sources', cjson.encode(sources), 'first_seen_ms', first_ms, 'last_seen_ms', last_ms)
end

local held, touched, seen = {}, {}, {}
for i = 0, (#ARGV - 3) / 3 - 1 do
  local id, cluster_id, evidence = ARGV[4 + 3 * i], ARGV[5 + 3 * i], ARGV[6 + 3 * i]
  local report, cluster = report_prefix .. part(id), cluster_prefix .. part(cluster_id)
  local row = redis.call('HMGET', report, 'received_ms', 'cluster_id', 'occurrences', 'first_seen_ms', 'last_seen_ms')
  if row[1] then
    local present = row[2]
    if not present then
      present = cluster_id
      open(cluster, cluster_id, report)
      redis.call('HSET', report, 'cluster_id', cluster_id, 'evidence', evidence)
      redis.call('HSET', cluster, 'updated_ms', now_ms)
      redis.call('ZADD', cluster .. ':items', row[1], id)
      count_trend(cluster .. ':trend', tonumber(row[4]), 1, now_ms)
      if tonumber(row[3]) > 1 then count_trend(cluster .. ':trend', tonumber(row[5]), tonumber(row[3]) - 1, now_ms) end
    end
    redis.call('ZREM', unclustered, id)
    if present == cluster_id then
      held[#held + 1] = i
      if not seen[cluster] then
        seen[cluster] = true
        touched[#touched + 1] = cluster
      end
    end
  end
end
for _, cluster in ipairs(touched) do
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
    [keys.unclustered, keys.clusters],
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
