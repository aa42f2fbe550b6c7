import { z } from 'zod';
import { canBecome, ClusterStatus } from '#domain/cluster';
import type { Cluster } from '#domain/cluster';
import { ConflictError, NotFoundError } from '#domain/errors';
import type { ClusterStore } from '#domain/ports/cluster-store';
import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { finishEdit } from './advance-edit.ts';
import { listClusters } from './cluster-list.ts';
import {
  CLUSTER_FIELDS,
  ClusterFields,
  clusterOf,
  ClusterTrend,
  describedFields,
  describingFields,
  middleValues,
  initialFields,
  lifecycleFields,
  trendFields,
  wordFields,
} from './cluster-record.ts';
import { createClusterJobs } from './cluster-jobs.ts';
import { createClusterEdits } from './edit-clusters.ts';
import { createClusterRuns } from './cluster-runs.ts';
import { projectKeys } from './keys.ts';
import { createAwaiting } from './regroup-awaiting.ts';
import { ARGUMENTS, listArguments, PART, TREND } from './lua.ts';
import { MEMBERSHIP } from './membership.ts';
import { createSuggested } from './suggested.ts';

const READ = `
local rows = {}
for i, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then
    rows[#rows + 1] = { i - 1, redis.call('HMGET', key, unpack(ARGV)), redis.call('HGETALL', key .. ':trend') }
  end
end
return rows
`;
const Rows = z.array(z.tuple([z.number(), ClusterFields, ClusterTrend]));

/** What the store counts and what transitions set is written with a new cluster alone. */
const SAVE = `${ARGUMENTS}
for k = 2, #KEYS, 2 do
  local cluster, cluster_trend = KEYS[k], KEYS[k + 1]
  local id, created_ms = next_arg(), next_arg()
  local describing, initial, trend = next_list(), next_list(), next_list()
  local is_new = redis.call('EXISTS', cluster) == 0
  redis.call('HSET', cluster, unpack(describing))
  if is_new then
    redis.call('HSET', cluster, unpack(initial))
    -- Membership may have been written, and counted, before the cluster itself.
    if #trend > 0 and redis.call('EXISTS', cluster_trend) == 0 then redis.call('HSET', cluster_trend, unpack(trend)) end
    redis.call('ZADD', KEYS[1], created_ms, id)
  end
end
return 0
`;
const SAVED_AT_ONCE = 200;

/** Some fields of a cluster that is there. */
const SET_FIELDS = `
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], unpack(ARGV)) end
return 0
`;

/** A person's words stay. */
const SET_WORDS = `
if redis.call('EXISTS', KEYS[1]) == 1 and redis.call('HEXISTS', KEYS[1], 'named_by') == 0 then redis.call('HSET', KEYS[1], unpack(ARGV)) end
return 0
`;

const SET_SEVERITIES = `
for i, cluster in ipairs(KEYS) do
  if redis.call('EXISTS', cluster) == 1 then
    redis.call('HSET', cluster, 'severity', ARGV[3 * i - 2], 'level', ARGV[3 * i - 1], 'score', ARGV[3 * i])
  end
end
return 0
`;

const SET_MIDDLES = `
for i, cluster in ipairs(KEYS) do
  if redis.call('EXISTS', cluster) == 1 then redis.call('HSET', cluster, 'cohesion', ARGV[2 * i - 1], 'exemplars', ARGV[2 * i]) end
end
return 0
`;

const RECOUNT = `${PART}${TREND}
local report_prefix, cluster_prefix, now_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])
${MEMBERSHIP}
local present = {}
for i = 4, #ARGV do
  if tidy(ARGV[i], KEYS[1]) then present[#present + 1] = ARGV[i] end
end
return present
`;

const TRANSITION = `${ARGUMENTS}
local to, now_ms = next_arg(), next_arg()
local legal, set, drop = next_list(), next_list(), next_list()
local status, at_work = redis.call('HGET', KEYS[1], 'status'), redis.call('GET', KEYS[2])
if at_work then return { 'busy', at_work } end
if not status then return { 'missing', '' } end
local allowed = false
for _, from in ipairs(legal) do allowed = allowed or from == status end
if not allowed then return { 'illegal', status } end
redis.call('HSET', KEYS[1], 'status', to, 'updated_ms', now_ms, 'status_ms', now_ms, unpack(set))
redis.call('HDEL', KEYS[1], 'snoozed_until_ms', 'snoozed_until_count', 'snoozed_from', 'dismissed_reason')
if #drop > 0 then redis.call('HDEL', KEYS[1], unpack(drop)) end
return { 'done', status }
`;

const COUNT_BY_STATUS = `${PART}
local counts, flat = {}, {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local status = redis.call('HGET', ARGV[1] .. part(id), 'status')
  if status then counts[status] = (counts[status] or 0) + 1 end
end
for status, count in pairs(counts) do flat[#flat + 1] = { status, count } end
return flat
`;

const DELETE_SOME = `${PART}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, ARGV[2] - 1)) do
  local cluster = ARGV[1] .. part(id)
  redis.call('DEL', cluster, cluster .. ':items', cluster .. ':trend')
  redis.call('ZREM', KEYS[1], id)
end
return redis.call('ZCARD', KEYS[1])
`;
const DELETED_AT_ONCE = 500;

/** Clusters in Redis; see the port for what each method promises. */
export function createClusterStore(redis: RedisClient): ClusterStore {
  const runs = createClusterRuns(redis);

  async function getMany(scope: TenantScope, ids: string[]): Promise<Cluster[]> {
    if (ids.length === 0) return [];
    const keys = projectKeys(scope.projectId);
    const rows = Rows.parse(await redis.run(READ, ids.map(keys.cluster), [...CLUSTER_FIELDS]));
    return rows.map(([i, fields, trend]) => clusterOf(scope, ids[i]!, fields, trend));
  }

  async function get(scope: TenantScope, clusterId: string): Promise<Cluster | null> {
    const [cluster] = await getMany(scope, [clusterId]);
    return cluster ?? null;
  }

  async function saveMany(scope: TenantScope, clusters: readonly Cluster[]): Promise<void> {
    const keys = projectKeys(scope.projectId);
    for (let from = 0; from < clusters.length; from += SAVED_AT_ONCE) {
      const chunk = clusters.slice(from, from + SAVED_AT_ONCE);
      await redis.run(
        SAVE,
        [keys.clusters, ...chunk.flatMap(({ id }) => [keys.cluster(id), keys.clusterTrend(id)])],
        chunk.flatMap((cluster) => [
          ...[cluster.id, Date.parse(cluster.createdAt)],
          ...[describingFields(cluster), initialFields(cluster), trendFields(cluster)].flatMap((list) => listArguments(list)),
        ]),
      );
    }
  }

  return {
    get,
    getMany,
    list: (scope, query) => listClusters(redis, scope, query),

    async countByStatus(scope) {
      const keys = projectKeys(scope.projectId);
      const counts = await redis.run(COUNT_BY_STATUS, [keys.clusters], [keys.clusterPrefix]);
      return Object.fromEntries(z.array(z.tuple([ClusterStatus, z.number()])).parse(counts));
    },

    async members(scope, clusterId) {
      const keys = projectKeys(scope.projectId);
      return z.array(z.string()).parse(await redis.command('ZRANGE', keys.clusterItems(clusterId), 0, -1));
    },

    save: (scope, cluster) => saveMany(scope, [cluster]),
    saveMany,

    async setSeverities(scope, severities) {
      if (severities.size === 0) return;
      const keys = projectKeys(scope.projectId);
      const values = [...severities.values()].flatMap((severity) => [JSON.stringify(severity), severity.level, severity.score]);
      await redis.run(SET_SEVERITIES, [...severities.keys()].map(keys.cluster), values);
    },

    async setWords(scope, clusterId, words, describedReports) {
      const fields = [...wordFields(words), ...describedFields(describedReports)];
      await redis.run(SET_WORDS, [projectKeys(scope.projectId).cluster(clusterId)], fields);
    },

    async redactWords(scope, clusterId, words) {
      await redis.run(SET_FIELDS, [projectKeys(scope.projectId).cluster(clusterId)], wordFields(words));
    },

    async setMiddles(scope, middles) {
      if (middles.size === 0) return;
      const keys = projectKeys(scope.projectId);
      await redis.run(SET_MIDDLES, [...middles.keys()].map(keys.cluster), [...middles.values()].flatMap(middleValues));
    },

    async recount(scope, clusterIds) {
      if (clusterIds.length === 0) return [];
      const keys = projectKeys(scope.projectId);
      const args = [keys.reportPrefix, keys.clusterPrefix, Date.now(), ...clusterIds];
      return z.array(z.string()).parse(await redis.run(RECOUNT, [keys.clusters], args));
    },

    async transition(scope, clusterId, to, fields = {}) {
      const keys = projectKeys(scope.projectId);
      const legal = ClusterStatus.options.filter((from) => canBecome(from, to));
      const changes = lifecycleFields(fields);
      const set = changes.flatMap(([name, value]) => (value === null ? [] : [name, value]));
      const drop = changes.flatMap(([name, value]) => (value === null ? [name] : []));
      const step = async () => {
        const args = [to, Date.now(), ...listArguments(legal), ...listArguments(set), ...listArguments(drop)];
        const answer = await redis.run(TRANSITION, [keys.cluster(clusterId), keys.clusterEditing], args);
        return z.tuple([z.enum(['done', 'illegal', 'missing', 'busy']), z.string()]).parse(answer);
      };
      let [outcome, status] = await step();
      // An edit is held against the status as it began.
      for (; outcome === 'busy'; [outcome, status] = await step()) await finishEdit(redis, scope, status);
      if (outcome === 'illegal') {
        throw new ConflictError('The cluster cannot take this step now', {
          details: { clusterId, status, to, reason: 'illegal_transition' },
        });
      }
      const changed = outcome === 'done' ? await get(scope, clusterId) : null;
      if (changed === null) throw new NotFoundError('There is no such cluster', { details: { clusterId } });
      return changed;
    },

    ...runs,
    ...createClusterEdits(redis),
    ...createAwaiting(redis),
    ...createSuggested(redis),
    ...createClusterJobs(redis),

    async deleteAll(scope) {
      const keys = projectKeys(scope.projectId);
      while (Number(await redis.run(DELETE_SOME, [keys.clusters], [keys.clusterPrefix, DELETED_AT_ONCE])) > 0);
      const editId = z
        .string()
        .nullable()
        .parse(await redis.command('GET', keys.clusterEditing));
      if (editId !== null) await redis.command('DEL', keys.clusterEditing, keys.clusterEditSteps(editId), keys.clusterEditTouched(editId));
      await runs.deleteAll(scope);
    },
  };
}
