import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Cluster } from '#domain/cluster';
import { ConflictError } from '#domain/errors';
import type { ClusterEdit, ClusterStore } from '#domain/ports/cluster-store';
import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { describingFields, factFields, initialFields } from './cluster-record.ts';
import { projectKeys } from './keys.ts';
import { ARGUMENTS, listArguments, PART, TREND } from './lua.ts';
import { MEMBERSHIP } from './membership.ts';

/** An edit is known this long, so that one whose answer was lost is not done twice. */
const KNOWN_MS = 3 * 24 * 3_600_000;

/**
 * Whole or not at all. It holds what it was decided on against what is there, so that a run which has added a report in between, or a
 * second person, is noticed. Where it regroups, what runs have decided by now is not applied any more (`edition`).
 * What a report's evidence was before it was moved stays with it, without the words it quoted, for whoever takes the edit back.
 */
const EDIT = `${PART}${TREND}${ARGUMENTS}
local unclustered, clusters, edits, edition = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local report_prefix, cluster_prefix, now_ms = next_arg(), next_arg(), tonumber(next_arg())
${MEMBERSHIP}
local edit_id, restores, regroups, known_ms = next_arg(), next_arg(), next_arg(), tonumber(next_arg())
if redis.call('ZSCORE', edits, edit_id) then return '' end

for _ = 1, tonumber(next_arg()) do
  local cluster_id, status, members = next_arg(), next_arg(), next_arg()
  local cluster = cluster_prefix .. part(cluster_id)
  if redis.call('HGET', cluster, 'status') ~= status then return cluster_id end
  if members ~= '' and redis.sha1hex(table.concat(redis.call('ZRANGE', cluster .. ':items', 0, -1), ',')) ~= members then return cluster_id end
end

for _ = 1, tonumber(next_arg()) do
  local cluster_id, created_ms, fields = next_arg(), next_arg(), next_list()
  local cluster = cluster_prefix .. part(cluster_id)
  if redis.call('EXISTS', cluster) == 0 then
    redis.call('HSET', cluster, 'status_ms', now_ms, unpack(fields))
    redis.call('ZADD', clusters, created_ms, cluster_id)
  end
end

local function without_quotes(evidence)
  evidence = string.gsub(evidence, '"nearestReportId":"[^"]*"', '"nearestReportId":null')
  return (string.gsub(evidence, '"nearestTitle":.-,"sharedWords"', '"nearestTitle":null,"sharedWords"'))
end
local left = {}
for _ = 1, tonumber(next_arg()) do
  local to, evidence, ids = next_arg(), next_arg(), next_list()
  local target = to ~= '' and cluster_prefix .. part(to)
  if target then left[to] = true end
  for _, id in ipairs(ids) do
    local report = report_prefix .. part(id)
    local row = redis.call('HMGET', report, 'received_ms', 'cluster_id', 'evidence', 'evidence_before', 'evidence_before_edit')
    if row[1] and row[2] ~= to then
      if row[2] then
        leave(id, report, row[2])
        left[row[2]] = true
      else
        note_change(id)
      end
      redis.call('HDEL', report, 'evidence_before', 'evidence_before_edit')
      if restores == '' and row[3] then
        redis.call('HSET', report, 'evidence_before', without_quotes(row[3]), 'evidence_before_edit', edit_id)
      end
      if target then
        local why = restores ~= '' and row[5] == restores and row[4] or evidence
        redis.call('HSET', report, 'cluster_id', to, 'evidence', why)
        redis.call('ZADD', target .. ':items', row[1], id)
        redis.call('ZREM', unclustered, id)
        join_trend(target, report, 1)
      else
        redis.call('ZADD', unclustered, row[1], id)
      end
    end
  end
end

for _ = 1, tonumber(next_arg()) do
  local cluster_id, set, drop = next_arg(), next_list(), next_list()
  local cluster = cluster_prefix .. part(cluster_id)
  if redis.call('EXISTS', cluster) == 1 then
    redis.call('HSET', cluster, 'updated_ms', now_ms, unpack(set))
    if #drop > 0 then redis.call('HDEL', cluster, unpack(drop)) end
  end
end

for _, cluster_id in ipairs(next_list()) do
  local cluster = cluster_prefix .. part(cluster_id)
  if redis.call('ZCARD', cluster .. ':items') == 0 then
    redis.call('DEL', cluster, cluster .. ':trend')
    redis.call('ZREM', clusters, cluster_id)
  end
end
for cluster_id in pairs(left) do tidy(cluster_id, clusters) end

redis.call('ZADD', edits, now_ms, edit_id)
redis.call('ZREMRANGEBYSCORE', edits, '-inf', now_ms - known_ms)
if regroups == '1' then redis.call('INCR', edition) end
return ''
`;

/** By time alone; by count it is the scripts that count. */
const WAKE = `${PART}
local cluster_prefix, now_ms = ARGV[1], tonumber(ARGV[2])
local woken = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local cluster = cluster_prefix .. part(id)
  local row = redis.call('HMGET', cluster, 'status', 'snoozed_until_ms', 'snoozed_from')
  if row[1] == 'snoozed' and row[2] and tonumber(row[2]) <= now_ms then
    redis.call('HSET', cluster, 'status', row[3] or 'new', 'status_ms', now_ms, 'updated_ms', now_ms)
    redis.call('HDEL', cluster, 'snoozed_until_ms', 'snoozed_until_count', 'snoozed_from')
    woken[#woken + 1] = id
  end
end
return woken
`;

const LOCKED = `${PART}
local found = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if redis.call('HGET', ARGV[1] .. part(id), 'locked') == '1' then found[#found + 1] = id end
end
return found
`;

/** See ClusterStore.edit and what follows there. */
export function createClusterEdits(redis: RedisClient) {
  return {
    async edit(scope, edit) {
      const keys = projectKeys(scope.projectId);
      const changed = z
        .string()
        .parse(await redis.run(EDIT, [keys.unclustered, keys.clusters, keys.clusterEdits, keys.clusterEdition], argumentsOf(scope, edit)));
      if (changed === '') return;
      throw new ConflictError('This changed since it was shown. Look again.', { code: 'changed', details: { cluster_id: changed } });
    },

    async edition(scope) {
      return Number((await redis.command('GET', projectKeys(scope.projectId).clusterEdition)) ?? 0);
    },

    async wasEdited(scope, editId) {
      return (await redis.command('ZSCORE', projectKeys(scope.projectId).clusterEdits, editId)) !== null;
    },

    async lockedIds(scope) {
      const keys = projectKeys(scope.projectId);
      return z.array(z.string()).parse(await redis.run(LOCKED, [keys.clusters], [keys.clusterPrefix]));
    },

    async wakeSnoozed(scope, at) {
      const keys = projectKeys(scope.projectId);
      return z.array(z.string()).parse(await redis.run(WAKE, [keys.clusters], [keys.clusterPrefix, Date.parse(at)]));
    },
  } satisfies Partial<ClusterStore>;
}

function argumentsOf(
  scope: TenantScope,
  { editId, restores, regroups, expects, opens, moves, sets, drops }: ClusterEdit,
): (string | number)[] {
  const keys = projectKeys(scope.projectId);
  return [
    ...[keys.reportPrefix, keys.clusterPrefix, Date.now(), editId, restores ?? '', regroups ? 1 : 0, KNOWN_MS],
    ...[expects.length, ...expects.flatMap(({ clusterId, status, members }) => [clusterId, status, members ? digestOf(members) : ''])],
    ...[opens.length, ...opens.flatMap((cluster) => [cluster.id, Date.parse(cluster.createdAt), ...listArguments(fieldsOf(cluster))])],
    ...[moves.length, ...moves.flatMap(({ to, evidence, reportIds }) => [to ?? '', JSON.stringify(evidence), ...listArguments(reportIds)])],
    ...[
      sets.length,
      ...sets.flatMap(({ clusterId, facts }) => {
        const fields = factFields(facts);
        const set = fields.flatMap(([name, value]) => (value === null ? [] : [name, value]));
        const drop = fields.flatMap(([name, value]) => (value === null ? [name] : []));
        return [clusterId, ...listArguments(facts.status ? ['status_ms', Date.now(), ...set] : set), ...listArguments(drop)];
      }),
    ],
    ...listArguments(drops),
  ];
}

const fieldsOf = (cluster: Cluster) => [...describingFields(cluster), ...initialFields(cluster)];

/** As the script makes it of the members that are there. */
const digestOf = (members: readonly string[]) => createHash('sha1').update(members.join(',')).digest('hex');
