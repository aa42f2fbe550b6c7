import { z } from 'zod';
import type { ClusterStore } from '#domain/ports/cluster-store';
import type { Decision } from '#domain/ports/report-store';
import type { TenantScope } from '#domain/project';
import { Evidence, Suggestion } from '#domain/report';
import type { RedisClient } from './client.ts';
import { applyDecisions } from './apply-decisions.ts';
import { CLUSTER_JOBS } from './cluster-jobs.ts';
import { projectKeys } from './keys.ts';
import { NOTE_CHANGE, PART } from './lua.ts';
import { parseJson, parseStored } from './stored.ts';
import { SUGGESTED } from './suggested.ts';

/** What a run leaves between its activities goes by itself, and what it claimed waits again, after this long. */
const LEASE_MS = 60 * 60 * 1000;

/**
 * `take_back(…)` drops a run and puts what it claimed back among the unclustered, unless it is in a cluster by now. One
 * that was never saved, because the run ended in between, is no cluster. Needs `report_prefix`, `cluster_prefix` and what CLUSTER_JOBS
 * needs before it.
 */
const TAKE_BACK = `${NOTE_CHANGE}${SUGGESTED}${CLUSTER_JOBS}
local function is_placed(id, report)
  local cluster_id = redis.call('HGET', report, 'cluster_id')
  if not cluster_id then return false end
  local cluster = cluster_prefix .. part(cluster_id)
  if redis.call('EXISTS', cluster) == 1 then return true end
  forget_suggested(id, report)
  redis.call('HDEL', report, 'cluster_id', 'evidence', 'suggestions')
  redis.call('DEL', cluster .. ':items', cluster .. ':trend')
  note_change(id)
  return false
end
local function take_back(run, name, unclustered, runs)
  local claimed = redis.call('ZRANGE', run .. ':claim', 0, -1, 'WITHSCORES')
  for i = 1, #claimed, 2 do
    local report = report_prefix .. part(claimed[i])
    if redis.call('EXISTS', report) == 1 and not is_placed(claimed[i], report) then
      redis.call('ZADD', unclustered, claimed[i + 1], claimed[i])
    end
  end
  redis.call('DEL', run .. ':claim', run .. ':vectors', run .. ':decisions', run .. ':edition')
  redis.call('ZREM', runs, name)
  local did_it = redis.call('HEXISTS', run, 'joined') == 1 or redis.call('HGET', run, 'total') == '0'
  end_job(name, did_it and 'succeeded' or 'failed')
end
`;

/** A run that was killed never releases its claim: the next one takes it back once the lease is over. */
const CLAIM = `${PART}
local unclustered, runs, claim, jobs, jobs_in_passing = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local run_key, run_prefix, report_prefix, cluster_prefix = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local max, now_ms, lease_ms = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
${TAKE_BACK}
redis.call('ZADD', runs, 'XX', now_ms + lease_ms, run_key)
for _, expired in ipairs(redis.call('ZRANGEBYSCORE', runs, '-inf', now_ms)) do
  take_back(run_prefix .. part(expired), expired, unclustered, runs)
end
local present = redis.call('ZCARD', claim)
if present > 0 then return present end
local oldest = redis.call('ZRANGE', unclustered, 0, max - 1, 'WITHSCORES')
begin_job(run_key, 'clustering', #oldest / 2)
if #oldest == 0 then return 0 end
for i = 1, #oldest, 2 do
  redis.call('ZADD', claim, oldest[i + 1], oldest[i])
  redis.call('ZREM', unclustered, oldest[i])
end
redis.call('ZADD', runs, now_ms + lease_ms, run_key)
return #oldest / 2
`;

const RELEASE = `${PART}
local report_prefix, cluster_prefix, run_prefix, now_ms = ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
local jobs, jobs_in_passing = KEYS[3], KEYS[4]
${TAKE_BACK}
take_back(ARGV[2], ARGV[1], KEYS[1], KEYS[2])
return 0
`;

/** What a run puts down also renews its lease. */
const PUT_VECTORS = `
redis.call('ZADD', KEYS[2], ARGV[2] + ARGV[3], ARGV[1])
for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 0
`;

const PUT_DECISIONS = `
redis.call('ZADD', KEYS[2], ARGV[2] + ARGV[3], ARGV[1])
redis.call('DEL', KEYS[1])
for i = 5, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
if ARGV[4] ~= '' then redis.call('SET', KEYS[3], ARGV[4], 'PX', ARGV[3]) end
return 0
`;

const DELETE = `${PART}
for _, name in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local run = ARGV[1] .. part(name)
  redis.call('DEL', run .. ':claim', run .. ':vectors', run .. ':decisions', run .. ':edition')
end
for i = 2, 3 do
  for _, name in ipairs(redis.call('ZRANGE', KEYS[i], 0, -1)) do redis.call('DEL', ARGV[1] .. part(name)) end
end
redis.call('DEL', unpack(KEYS))
return 0
`;

const StoredDecision = z.object({
  reportId: z.string(),
  clusterId: z.string(),
  opened: z.boolean(),
  evidence: Evidence,
  suggestions: z.array(Suggestion).optional(),
});
const VECTORS_AT_ONCE = 250;

/** What a clustering run keeps in Redis while it lasts. Keys that name a run are listed in one index, so that all can be found. */
export function createClusterRuns(redis: RedisClient) {
  async function decisions(scope: TenantScope, runKey: string): Promise<Decision[]> {
    const keys = projectKeys(scope.projectId);
    const texts = z.array(z.string()).parse(await redis.command('LRANGE', keys.runDecisions(runKey), 0, -1));
    return texts.map((text) => parseStored(StoredDecision, parseJson(text, { runKey }), { runKey }));
  }

  return {
    async claimUnclustered(scope, runKey, max) {
      const keys = projectKeys(scope.projectId);
      return Number(
        await redis.run(
          CLAIM,
          [keys.unclustered, keys.runs, keys.runClaim(runKey), keys.runsKnown, keys.runsInPassing],
          [runKey, keys.runPrefix, keys.reportPrefix, keys.clusterPrefix, max, Date.now(), LEASE_MS],
        ),
      );
    },

    async claimed(scope, runKey) {
      const keys = projectKeys(scope.projectId);
      return z.array(z.string()).parse(await redis.command('ZRANGE', keys.runClaim(runKey), 0, -1));
    },

    async putVectors(scope, runKey, vectors) {
      const keys = projectKeys(scope.projectId);
      const fields = [...vectors].map(([id, vector]) => [id, toBase64(vector)] as const);
      for (let from = 0; from < fields.length; from += VECTORS_AT_ONCE) {
        const chunk = fields.slice(from, from + VECTORS_AT_ONCE).flat();
        await redis.run(PUT_VECTORS, [keys.runVectors(runKey), keys.runs], [runKey, Date.now(), LEASE_MS, ...chunk]);
      }
    },

    async vectors(scope, runKey) {
      const keys = projectKeys(scope.projectId);
      const flat = z.array(z.string()).parse(await redis.command('HGETALL', keys.runVectors(runKey)));
      return new Map(Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i]!, fromBase64(flat[2 * i + 1]!)]));
    },

    async putDecisions(scope, runKey, decided, edition) {
      const keys = projectKeys(scope.projectId);
      const texts = decided.map((decision) => JSON.stringify(decision));
      await redis.run(
        PUT_DECISIONS,
        [keys.runDecisions(runKey), keys.runs, keys.runEdition(runKey)],
        [runKey, Date.now(), LEASE_MS, edition ?? '', ...texts],
      );
    },

    decisions,
    applyDecisions: async (scope, runKey) => applyDecisions(redis, scope, runKey, await decisions(scope, runKey)),

    async releaseRun(scope, runKey) {
      const keys = projectKeys(scope.projectId);
      await redis.run(
        RELEASE,
        [keys.unclustered, keys.runs, keys.runsKnown, keys.runsInPassing],
        [runKey, keys.run(runKey), keys.reportPrefix, keys.clusterPrefix, keys.runPrefix, Date.now()],
      );
    },

    async deleteAll(scope) {
      const keys = projectKeys(scope.projectId);
      await redis.run(
        DELETE,
        [keys.runs, keys.runsKnown, keys.runsInPassing, keys.clusterEdits, keys.clusterEdition, keys.suggested],
        [keys.runPrefix],
      );
    },
  } satisfies Partial<ClusterStore>;
}

function toBase64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

function fromBase64(text: string): Float32Array {
  // Copied, because a pooled buffer need not start at a multiple of four.
  return new Float32Array(new Uint8Array(Buffer.from(text, 'base64')).buffer);
}
