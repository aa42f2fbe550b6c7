import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Cluster } from '#domain/cluster';
import { ConflictError } from '#domain/errors';
import type { ClusterEdit, ClusterStore } from '#domain/ports/cluster-store';
import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { describingFields, factFields, initialFields } from './cluster-record.ts';
import { projectKeys } from './keys.ts';
import { ADVANCE, EditAnswer, editKeys, type EditStep, finishEdit, MOVED_AT_ONCE } from './advance-edit.ts';
import { ARGUMENTS, listArguments, PART, TREND } from './lua.ts';
import { MEMBERSHIP } from './membership.ts';

/**
 * Held against what is there, so that a run which has added a report in between, or a second person, is noticed; then carried out, at once
 * where it is small. Where it regroups, what runs have decided by its end is not applied any more (`edition`).
 */
const EDIT = `${PART}${TREND}${ARGUMENTS}
local report_prefix, cluster_prefix, now_ms = next_arg(), next_arg(), tonumber(next_arg())
${MEMBERSHIP}${ADVANCE}
local edit_id, steps = next_arg(), KEYS[6]
if redis.call('ZSCORE', edits, edit_id) then return { 'done' } end
local at_work = redis.call('GET', editing)
if at_work then return { 'busy', at_work } end

for _ = 1, tonumber(next_arg()) do
  local cluster_id, status, members = next_arg(), next_arg(), next_arg()
  local cluster = cluster_prefix .. part(cluster_id)
  if redis.call('HGET', cluster, 'status') ~= status then return { 'changed', cluster_id } end
  if members ~= '' and redis.sha1hex(table.concat(redis.call('ZRANGE', cluster .. ':items', 0, -1), ',')) ~= members then
    return { 'changed', cluster_id }
  end
end

for _ = 1, tonumber(next_arg()) do
  local cluster_id, created_ms, fields = next_arg(), next_arg(), next_list()
  local cluster = cluster_prefix .. part(cluster_id)
  if redis.call('EXISTS', cluster) == 0 then
    redis.call('HSET', cluster, 'status_ms', now_ms, unpack(fields))
    redis.call('ZADD', clusters, created_ms, cluster_id)
  end
end
for _, cluster_id in ipairs(next_list()) do
  local cluster = cluster_prefix .. part(cluster_id)
  if redis.call('EXISTS', cluster) == 1 then redis.call('HSET', cluster, 'editing', edit_id) end
  redis.call('SADD', steps .. ':touched', cluster_id)
end
for _, step in ipairs(next_list()) do redis.call('RPUSH', steps, step) end
redis.call('SET', editing, edit_id)
return advance(edit_id, steps, {})
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
      for (;;) {
        const answer = EditAnswer.parse(await redis.run(EDIT, editKeys(scope, edit.editId), argumentsOf(scope, edit)));
        const [state, about] = answer as [string, string];
        if (state === 'changed')
          throw new ConflictError('This changed since it was shown. Look again.', { code: 'changed', details: { cluster_id: about } });
        // One that was cut off is finished by whoever comes upon it; then this one is held against what it made.
        if (state !== 'busy') return await finishEdit(redis, scope, edit.editId, answer);
        await finishEdit(redis, scope, about);
        if (about === edit.editId) return;
      }
    },

    async edition(scope) {
      return Number((await redis.command('GET', projectKeys(scope.projectId).clusterEdition)) ?? 0);
    },

    async wasEdited(scope, editId) {
      const keys = projectKeys(scope.projectId);
      if ((await redis.command('GET', keys.clusterEditing)) === editId) await finishEdit(redis, scope, editId);
      return (await redis.command('ZSCORE', keys.clusterEdits, editId)) !== null;
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

function argumentsOf(scope: TenantScope, edit: ClusterEdit): (string | number)[] {
  const keys = projectKeys(scope.projectId);
  const { editId, expects, opens, moves } = edit;
  return [
    ...[keys.reportPrefix, keys.clusterPrefix, Date.now(), editId],
    ...[expects.length, ...expects.flatMap(({ clusterId, status, members }) => [clusterId, status, members ? digestOf(members) : ''])],
    ...[opens.length, ...opens.flatMap((cluster) => [cluster.id, Date.parse(cluster.createdAt), ...listArguments(fieldsOf(cluster))])],
    ...listArguments([...new Set(moves.flatMap(({ to }) => to ?? []))]),
    ...listArguments(stepsOf(edit).map(textOf)),
  ];
}

function stepsOf({ restores = '', regroups, moves, sets, drops }: ClusterEdit): EditStep[] {
  const now = Date.now();
  return [
    ...moves.flatMap(({ to, evidence, reportIds }) =>
      Array.from({ length: Math.ceil(reportIds.length / MOVED_AT_ONCE) }, (_, i): EditStep => {
        const ids = reportIds.slice(i * MOVED_AT_ONCE, (i + 1) * MOVED_AT_ONCE);
        return { move: { to: to ?? '', evidence: JSON.stringify(evidence), restores, ids } };
      }),
    ),
    {
      end: {
        ...{ regroups, drops },
        sets: sets.map(({ clusterId, facts }) => {
          const fields = factFields(facts);
          const set = fields.flatMap(([name, value]) => (value === null ? [] : [name, value]));
          const drop = fields.flatMap(([name, value]) => (value === null ? [name] : []));
          return [clusterId, facts.status ? ['status_ms', now, ...set] : set, drop];
        }),
      },
    },
  ];
}

/** Half of a character pair, which the scripts' JSON refuses, is the sign for what cannot be read. */
const textOf = (step: EditStep) => JSON.stringify(step, (_, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value));

const fieldsOf = (cluster: Cluster) => [...describingFields(cluster), ...initialFields(cluster)];

/** As the script makes it of the members that are there. */
const digestOf = (members: readonly string[]) => createHash('sha1').update(members.join(',')).digest('hex');
