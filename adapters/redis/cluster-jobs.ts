import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ClusterJob } from '#domain/cluster-job';
import type { ClusterStore } from '#domain/ports/cluster-store';
import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { indexPage } from './index-page.ts';
import { projectKeys } from './keys.ts';
import { PART } from './lua.ts';
import { isoOf, parseStored } from './stored.ts';

/** What a project remembers of its runs; the oldest go. */
const MOST_JOBS = 1_000;
/** One that found nothing, or was asked for and has not begun, is known for so long. */
const IN_PASSING_MS = 60 * 60 * 1_000;

/**
 * `begin_job(name, kind, total)` and `end_job(name, status)`; what has ended stays as it ended. One that nobody asked for and that finds
 * nothing is known in passing. Both need `jobs`, `jobs_in_passing`, `run_prefix` and `now_ms` before them, and PART.
 */
export const CLUSTER_JOBS = `
local function pass_by(name)
  redis.call('PEXPIRE', run_prefix .. part(name), ${IN_PASSING_MS})
  redis.call('ZREMRANGEBYSCORE', jobs_in_passing, '-inf', now_ms)
  redis.call('ZADD', jobs_in_passing, now_ms + ${IN_PASSING_MS}, name)
end
local function begin_job(name, kind, total)
  local job = run_prefix .. part(name)
  local asked = redis.call('EXISTS', job) == 1
  redis.call('HDEL', job, 'finished_ms')
  redis.call('HSETNX', job, 'created_ms', now_ms)
  redis.call('HSETNX', job, 'started_ms', now_ms)
  redis.call('HSET', job, 'kind', kind, 'total', total, 'status', 'running')
  if total == 0 and not asked then return pass_by(name) end
  redis.call('PERSIST', job)
  redis.call('ZREM', jobs_in_passing, name)
  redis.call('ZADD', jobs, redis.call('HGET', job, 'started_ms'), name)
  local excess = redis.call('ZCARD', jobs) - ${MOST_JOBS}
  if excess <= 0 then return end
  for _, old in ipairs(redis.call('ZRANGE', jobs, 0, excess - 1)) do
    redis.call('DEL', run_prefix .. part(old))
    redis.call('ZREM', jobs, old)
  end
end
local function end_job(name, status)
  local job = run_prefix .. part(name)
  if redis.call('HGET', job, 'status') ~= 'running' then return end
  redis.call('HSET', job, 'status', status, 'finished_ms', now_ms)
end
`;

const ANNOUNCE = `${PART}
local jobs, jobs_in_passing, run_prefix, now_ms, name = KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2]), ARGV[3]
${CLUSTER_JOBS}
local job = run_prefix .. part(name)
if redis.call('EXISTS', job) == 1 then return 0 end
redis.call('HSET', job, 'kind', 'clustering', 'status', 'pending', 'created_ms', now_ms)
pass_by(name)
return 0
`;

/** Filled once more, it begins at nothing again. */
const BEGIN_REEMBED = `${PART}
local jobs, jobs_in_passing, run_prefix, now_ms, name = KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2]), ARGV[3]
${CLUSTER_JOBS}
redis.call('DEL', run_prefix .. part(name))
begin_job(name, 'reembed', ARGV[4])
redis.call('HSET', run_prefix .. part(name), 'space', ARGV[5])
return 0
`;
/** The same chunk again counts once. */
const ADVANCE_REEMBED = `
if redis.call('HGET', KEYS[1], 'status') ~= 'running' or redis.call('HGET', KEYS[1], 'after') == ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'after', ARGV[1])
redis.call('HINCRBY', KEYS[1], 'done', ARGV[2])
return 0
`;
const END_REEMBED = `${PART}
local jobs, jobs_in_passing, run_prefix, now_ms = KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2])
${CLUSTER_JOBS}
end_job(ARGV[3], ARGV[4])
return 0
`;

const FIELDS = ['kind', 'status', 'created_ms', 'started_ms', 'finished_ms', 'total', 'joined', 'opened', 'space', 'done'] as const;
/** With what the run has put down so far. */
const READ = `
local rows = {}
for i, job in ipairs(KEYS) do
  rows[i] = { redis.call('HMGET', job, unpack(ARGV)), redis.call('HLEN', job .. ':vectors'), redis.call('LLEN', job .. ':decisions') }
end
return rows
`;
const Rows = z.array(z.tuple([z.array(z.string().nullable()).length(FIELDS.length), z.number(), z.number()]));

/** See ClusterStore.jobs and what follows there. */
export function createClusterJobs(redis: RedisClient) {
  async function read(scope: TenantScope, names: string[]): Promise<ClusterJob[]> {
    if (names.length === 0) return [];
    const rows = Rows.parse(await redis.run(READ, names.map(projectKeys(scope.projectId).run), [...FIELDS]));
    return rows.flatMap(([fields, vectors, decisions], i) => (fields[1] === null ? [] : [jobOf(names[i]!, fields, vectors, decisions)]));
  }

  return {
    async jobs(scope, { limit, cursor }) {
      const keys = projectKeys(scope.projectId);
      const { ids, nextCursor, total } = await indexPage(redis, {
        ...{ indexes: [keys.runsKnown], scratch: keys.scratch, order: 'newest', limit, cursor },
      });
      return { items: await read(scope, ids), nextCursor, total };
    },

    async job(scope, key) {
      return (await read(scope, [key]))[0] ?? null;
    },

    async announceRun(scope, runKey) {
      const keys = projectKeys(scope.projectId);
      await redis.run(ANNOUNCE, [keys.runsKnown, keys.runsInPassing], [keys.runPrefix, Date.now(), runKey]);
    },

    async beginReembed(scope, space, total) {
      const keys = projectKeys(scope.projectId);
      await redis.run(
        BEGIN_REEMBED,
        [keys.runsKnown, keys.runsInPassing],
        [keys.runPrefix, Date.now(), reembedKey(scope, space), total, space],
      );
    },

    async advanceReembed(scope, space, { after, embedded }) {
      await redis.run(ADVANCE_REEMBED, [projectKeys(scope.projectId).run(reembedKey(scope, space))], [after ?? 'start', embedded]);
    },

    async endReembed(scope, space, status) {
      const keys = projectKeys(scope.projectId);
      await redis.run(END_REEMBED, [keys.runsKnown, keys.runsInPassing], [keys.runPrefix, Date.now(), reembedKey(scope, space), status]);
    },
  } satisfies Partial<ClusterStore>;
}

const reembedKey = ({ projectId }: TenantScope, space: string) =>
  `${projectId}:reembed:${createHash('sha256').update(space).digest('hex').slice(0, 16)}`;

function jobOf(key: string, values: (string | null)[], vectors: number, decisions: number): ClusterJob {
  const field = (name: (typeof FIELDS)[number]) => values[FIELDS.indexOf(name)] ?? null;
  const number = (name: (typeof FIELDS)[number]) => Number(field(name) ?? 0);
  const optional = (name: (typeof FIELDS)[number]) => (field(name) === null ? null : number(name));
  const time = (name: (typeof FIELDS)[number]) => (field(name) === null ? null : isoOf(number(name)));
  const [total, kind, runs] = [number('total'), field('kind'), field('status') === 'running'];
  const applied = field('joined') !== null;
  const step = !runs ? null : applied ? 'describing' : decisions > 0 ? 'deciding' : 'embedding';
  const done =
    kind === 'reembed' ? number('done') : applied ? number('joined') + number('opened') : step === 'embedding' ? vectors : decisions;
  return parseStored(
    ClusterJob,
    {
      ...{ key, kind, status: field('status'), step, total: Math.max(total, done), done: runs || applied || kind === 'reembed' ? done : 0 },
      ...{ createdAt: time('created_ms'), startedAt: time('started_ms'), finishedAt: time('finished_ms') },
      ...{ joined: optional('joined'), opened: optional('opened'), space: field('space') },
    },
    { key },
  );
}
