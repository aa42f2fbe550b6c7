import { z } from 'zod';
import type { Decision } from '#domain/ports/report-store';
import type { TenantScope } from '#domain/project';
import type { Evidence } from '#domain/report';
import { finishEdit } from './advance-edit.ts';
import type { RedisClient } from './client.ts';
import { projectKeys } from './keys.ts';
import { PART, TREND } from './lua.ts';
import { MEMBERSHIP } from './membership.ts';
import { COUNTED_AT_ONCE, recountLarge } from './recount-large.ts';

/*
 * What a run decided before a person regrouped is left to the next run, which knows of it.
 * A report that is in a cluster already stays there: the first decision holds, whoever made it. What a cluster counts is
 * taken from its members anew, as domain/clustering/figures.ts does, so that repeating this changes nothing. Of a large one only
 * what joined is counted; who of that is another person is counted after, in calls of a few milliseconds, and by whoever repeats
 * this where that was cut off. A cluster that is not there yet comes with `save`; until then releasing the run takes its reports back.
 */
const APPLY = `${PART}${TREND}
local unclustered = KEYS[1]
local decided_on = redis.call('GET', KEYS[3])
local outdated = decided_on and decided_on ~= (redis.call('GET', KEYS[2]) or '0')
local report_prefix, cluster_prefix, now_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])
${MEMBERSHIP}
local at_work = redis.call('GET', editing_key)
if at_work then return at_work end
local held, changed, joined, uncounted = {}, {}, {}, {}
for i = 0, (#ARGV - 3) / 6 - 1 do
  local a = 3 + 6 * i
  local id, cluster_id, evidence, nearest, without_quote = ARGV[a + 1], ARGV[a + 2], ARGV[a + 3], ARGV[a + 4], ARGV[a + 5]
  local report, cluster = report_prefix .. part(id), cluster_prefix .. part(cluster_id)
  local row = redis.call('HMGET', report, 'received_ms', 'cluster_id')
  -- In neither set: what a run claims is in its claim, and what is put back since then is for the next one.
  local put_back = row[1] and not row[2] and (outdated or redis.call('ZSCORE', unclustered, id))
  if row[1] and not put_back then
    local present = row[2]
    if not present then
      present = cluster_id
      -- The report it quotes may have been erased since it was decided.
      if nearest ~= '' and redis.call('EXISTS', report_prefix .. part(nearest)) == 0 then evidence = without_quote end
      redis.call('HSET', report, 'cluster_id', cluster_id, 'evidence', evidence, 'suggestions', ARGV[a + 6])
      note_suggested(id, ARGV[a + 6])
      changed[cluster] = math.max(changed[cluster] or 0, tonumber(redis.call('HGET', report, 'last_seen_ms')))
      joined[cluster] = joined[cluster] or {}
      table.insert(joined[cluster], id)
      redis.call(string.find(evidence, '"awaitsVector":true', 1, true) and 'SADD' or 'SREM', KEYS[4], id)
      note_change(id)
      redis.call('ZADD', cluster .. ':items', row[1], id)
      join_trend(cluster, report, 1)
    end
    redis.call('ZREM', unclustered, id)
    if present == cluster_id then
      held[#held + 1] = i
      uncounted[cluster_id] = true
    end
  end
end
for cluster, seen_ms in pairs(changed) do
  if redis.call('EXISTS', cluster) == 1 then
    if redis.call('ZCARD', cluster .. ':items') > ${COUNTED_AT_ONCE} then count_more(cluster, joined[cluster]) else recount(cluster) end
    wake_by_count(cluster)
    come_back(cluster, seen_ms, false)
  end
end
local left = {}
for cluster_id in pairs(uncounted) do
  if redis.call('HEXISTS', cluster_prefix .. part(cluster_id), 'uncounted') == 1 then left[#left + 1] = cluster_id end
end
return { held, left }
`;

/** For whoever looks at the run. */
const NOTE = `
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'joined', ARGV[1], 'opened', ARGV[2]) end
return 0
`;

const Applied = z.tuple([z.array(z.number()), z.array(z.string())]);

/** One atomic script, and what is left to count of large clusters. What holds is counted, not what was changed, so that a repeated call answers the same. */
export async function applyDecisions(
  redis: RedisClient,
  scope: TenantScope,
  runKey: string,
  decisions: Decision[],
): Promise<{ clusterIds: string[]; opened: number; joined: number }> {
  if (decisions.length === 0) return { clusterIds: [], opened: 0, joined: 0 };
  const keys = projectKeys(scope.projectId);
  const apply = () =>
    redis.run(
      APPLY,
      [keys.unclustered, keys.clusterEdition, keys.runEdition(runKey), keys.awaitingVectors],
      [
        ...[keys.reportPrefix, keys.clusterPrefix, Date.now()],
        ...decisions.flatMap(({ reportId, clusterId, evidence, suggestions = [] }) => [
          ...[reportId, clusterId, ...evidenceArguments(evidence)],
          // They quote nobody: a report that is erased leaves no words in them.
          JSON.stringify(suggestions.map((one) => ({ ...one, evidence: { ...one.evidence, nearestTitle: null } }))),
        ]),
      ],
    );
  let answer = await apply();
  // An edit that was cut off; what was decided before its end is left to the next run.
  for (; typeof answer === 'string'; answer = await apply()) await finishEdit(redis, scope, answer);
  const [holding, uncounted] = Applied.parse(answer);
  for (const clusterId of uncounted) await recountLarge(redis, scope, clusterId);
  const held = holding.map((i) => decisions[i]!);
  const opened = new Set(held.filter((decision) => decision.opened).map(({ clusterId }) => clusterId));
  // Each report either opened a cluster or joined one.
  const joined = held.length - opened.size;
  await redis.run(NOTE, [keys.run(runKey)], [joined, opened.size]);
  return { clusterIds: [...new Set(held.map(({ clusterId }) => clusterId))], opened: opened.size, joined };
}

/** As it is, whom it quotes, and as it is without the quote; empty where it quotes nobody. */
function evidenceArguments(evidence: Evidence): string[] {
  const whole = JSON.stringify(evidence);
  if (evidence.nearestReportId === null || evidence.nearestTitle === null) return [whole, '', ''];
  return [whole, evidence.nearestReportId, JSON.stringify(withoutQuote(evidence))];
}

/** Of a report that is gone neither its words nor a way to it. */
export function withoutQuote(evidence: Evidence): Evidence {
  return { ...evidence, nearestReportId: null, nearestTitle: null };
}
