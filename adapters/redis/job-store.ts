import { z } from 'zod';
import { isEnded } from '#domain/fix-job';
import type { FixJob } from '#domain/fix-job';
import type { JobStore } from '#domain/ports/job-store';
import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { indexPage } from './index-page.ts';
import { createJobDocuments, noSuchFix } from './job-documents.ts';
import { createJobRedaction } from './job-redaction.ts';
import { jobFields, jobOf, JobRow } from './job-record.ts';
import { ownerKeys, projectKeys } from './keys.ts';
import { ARGUMENTS, listArguments, PART } from './lua.ts';

/** A stage is in the timeline once per attempt, however often it is written. */
const NOTE_STAGE = `
local function note_stage(job, timeline, stage, attempt, entry)
  if redis.call('HSETNX', job, 'at:' .. stage .. ':' .. attempt, '1') == 1 then redis.call('RPUSH', timeline, entry) end
end
`;

const CREATE = `${ARGUMENTS}${NOTE_STAGE}
local job, timeline, all, active, of_cluster, branches = unpack(KEYS)
local id, created_ms, ended, attempt, branch = next_arg(), next_arg(), next_arg(), next_arg(), next_arg()
local fields, stages, entries = next_list(), next_list(), next_list()
if redis.call('EXISTS', job) == 1 then return 0 end
redis.call('HSET', job, unpack(fields))
for i, stage in ipairs(stages) do note_stage(job, timeline, stage, attempt, entries[i]) end
redis.call('ZADD', all, created_ms, id)
redis.call('ZADD', of_cluster, created_ms, id)
if ended == '0' then redis.call('ZADD', active, created_ms, id) end
if branch ~= '' then redis.call('HSET', branches, branch, id) end
return 1
`;

const READ = `
local rows = {}
for i = 1, #KEYS, 2 do
  rows[#rows + 1] = { redis.call('HGETALL', KEYS[i]), redis.call('LRANGE', KEYS[i + 1], 0, -1) }
end
return rows
`;

const UPDATE = `${ARGUMENTS}${NOTE_STAGE}
local job, timeline, all, active, branches = unpack(KEYS)
local id, stage, ended, entry, branch, fields = next_arg(), next_arg(), next_arg(), next_arg(), next_arg(), next_list()
if redis.call('EXISTS', job) == 0 then return 0 end
redis.call('HSET', job, unpack(fields))
if stage ~= '' then
  note_stage(job, timeline, stage, redis.call('HGET', job, 'attempt'), entry)
  if ended == '1' then
    redis.call('ZREM', active, id)
  else
    redis.call('ZADD', active, redis.call('ZSCORE', all, id), id)
  end
end
if branch ~= '' then redis.call('HSET', branches, branch, id) end
return 1
`;

const RESERVE = `
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then return 1 end
if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
return redis.call('SADD', KEYS[1], ARGV[1])
`;

const DELETE_SOME = `${PART}
local all, reserved, prefix = KEYS[1], KEYS[2], { job = ARGV[1], plans = ARGV[2], of_cluster = ARGV[3] }
for _, id in ipairs(redis.call('ZRANGE', all, 0, ARGV[4] - 1)) do
  local job = prefix.job .. part(id)
  local cluster_id = redis.call('HGET', job, 'clusterId')
  if cluster_id then redis.call('DEL', prefix.of_cluster .. part(cjson.decode('[' .. cluster_id .. ']')[1])) end
  redis.call('DEL', job, job .. ':timeline', job .. ':logs', job .. ':results', prefix.plans .. part(id))
  redis.call('SREM', reserved, id)
  redis.call('ZREM', all, id)
end
return redis.call('ZCARD', all)
`;
const DELETED_AT_ONCE = 200;

/** Fixes in Redis; see the port for what each method promises. */
export function createJobStore(redis: RedisClient): JobStore {
  async function getMany(scope: TenantScope, ids: string[]): Promise<FixJob[]> {
    if (ids.length === 0) return [];
    const keys = projectKeys(scope.projectId);
    const answer = await redis.run(
      READ,
      ids.flatMap((id) => [keys.job(id), keys.jobTimeline(id)]),
      [],
    );
    const rows = z.array(JobRow).parse(answer);
    return rows.flatMap((row, i) => (row[0].length === 0 ? [] : [jobOf(ids[i]!, row)]));
  }

  async function get(scope: TenantScope, jobId: string): Promise<FixJob | null> {
    const [job] = await getMany(scope, [jobId]);
    return job ?? null;
  }

  return {
    ...createJobDocuments(redis),
    ...createJobRedaction(redis),
    get,

    async create(scope, job) {
      const keys = projectKeys(scope.projectId);
      await redis.run(
        CREATE,
        [keys.job(job.id), keys.jobTimeline(job.id), keys.jobs, keys.activeJobs, keys.jobsOfCluster(job.clusterId), keys.jobBranches],
        [
          ...[job.id, Date.parse(job.createdAt), isEnded(job.stage) ? 1 : 0, job.attempt, job.branch ?? ''],
          ...listArguments(jobFields({ ...job, projectId: scope.projectId })),
          ...listArguments(job.timeline.map(({ stage }) => stage)),
          ...listArguments(job.timeline.map((entry) => JSON.stringify(entry))),
        ],
      );
    },

    async update(scope, jobId, fields) {
      const keys = projectKeys(scope.projectId);
      const updatedAt = fields.updatedAt ?? new Date().toISOString();
      const { id: _id, projectId: _project, clusterId: _cluster, createdAt: _created, timeline: _timeline, ...changes } = fields;
      const { stage, detail = null, branch } = changes;
      const known = await redis.run(
        UPDATE,
        [keys.job(jobId), keys.jobTimeline(jobId), keys.jobs, keys.activeJobs, keys.jobBranches],
        [
          ...[jobId, stage ?? '', stage && isEnded(stage) ? 1 : 0, JSON.stringify({ stage, at: updatedAt, detail }), branch ?? ''],
          ...listArguments(jobFields({ ...changes, updatedAt })),
        ],
      );
      const job = known === 1 ? await get(scope, jobId) : null;
      if (job === null) throw noSuchFix(jobId);
      return job;
    },

    async list(scope, { limit, cursor, clusterId, active }) {
      const keys = projectKeys(scope.projectId);
      const indexes = [...(clusterId === undefined ? [keys.jobs] : [keys.jobsOfCluster(clusterId)]), ...(active ? [keys.activeJobs] : [])];
      const page = await indexPage(redis, { indexes, scratch: keys.scratch, order: 'newest', limit, cursor });
      return { items: await getMany(scope, page.ids), nextCursor: page.nextCursor, total: page.total };
    },

    async findByBranch(scope, branch) {
      const id = z
        .string()
        .nullable()
        .parse(await redis.command('HGET', projectKeys(scope.projectId).jobBranches, branch));
      return id === null ? null : get(scope, id);
    },

    async reserveQuota(ownerId, jobId, limit) {
      return (await redis.run(RESERVE, [ownerKeys.fixes(ownerId)], [jobId, limit])) === 1;
    },
    async releaseQuota(ownerId, jobId) {
      await redis.command('SREM', ownerKeys.fixes(ownerId), jobId);
    },

    async deleteAll(scope) {
      const keys = projectKeys(scope.projectId);
      const prefixes = [keys.job(''), keys.jobPlans(''), keys.jobsOfCluster('')];
      while (Number(await redis.run(DELETE_SOME, [keys.jobs, ownerKeys.fixes(scope.ownerId)], [...prefixes, DELETED_AT_ONCE])) > 0);
      await redis.command('DEL', keys.activeJobs, keys.jobBranches, keys.jobs);
    },
  };
}
