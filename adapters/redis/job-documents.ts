import { z } from 'zod';
import { InternalError, NotFoundError } from '#domain/errors';
import { GateReport, LogLine, Plan, Proof } from '#domain/fix-job';
import type { JobStore } from '#domain/ports/job-store';
import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { projectKeys } from './keys.ts';
import { parseJson, parseStored } from './stored.ts';

/* An activity that outlives its project must not leave anything behind: without the fix nothing is written. */
const PUT = `
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return 0
`;
const APPEND_LOG = `
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
local length = redis.call('LLEN', KEYS[2])
local from = ARGV[1] == '' and length or tonumber(ARGV[1])
if from > length then return -2 end
for i = 2 + length - from, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[i]) end
return redis.call('LLEN', KEYS[2])
`;

const StoredLine = LogLine.omit({ n: true });
const MAX_DIFF_CHARACTERS = 1024 * 1024;
type Field = 'proof' | 'gate' | 'diff';

/** What belongs to a fix besides its own fields: plans, proof, gate, diff and log. */
export function createJobDocuments(redis: RedisClient) {
  async function put(scope: TenantScope, jobId: string, key: string, field: string, text: string): Promise<void> {
    const keys = projectKeys(scope.projectId);
    if ((await redis.run(PUT, [keys.job(jobId), key], [field, text])) === -1) throw noSuchFix(jobId);
  }
  const putResult = (scope: TenantScope, jobId: string, field: Field, text: string) =>
    put(scope, jobId, projectKeys(scope.projectId).jobResults(jobId), field, text);

  async function result(scope: TenantScope, jobId: string, field: Field): Promise<string | null> {
    const key = projectKeys(scope.projectId).jobResults(jobId);
    return z
      .string()
      .nullable()
      .parse(await redis.command('HGET', key, field));
  }
  async function document<T extends z.ZodType>(scope: TenantScope, jobId: string, field: Field, schema: T): Promise<z.output<T> | null> {
    const text = await result(scope, jobId, field);
    return text === null ? null : parseStored(schema, parseJson(text, { jobId }), { jobId });
  }

  return {
    putPlan: (scope, jobId, plan) =>
      put(scope, jobId, projectKeys(scope.projectId).jobPlans(jobId), String(plan.version), JSON.stringify(plan)),
    async plans(scope, jobId) {
      const texts = z.array(z.string()).parse(await redis.command('HVALS', projectKeys(scope.projectId).jobPlans(jobId)));
      const plans = texts.map((text) => parseStored(Plan, parseJson(text, { jobId }), { jobId }));
      return plans.toSorted((a, b) => a.version - b.version);
    },

    putProof: (scope, jobId, proof) => putResult(scope, jobId, 'proof', JSON.stringify(proof)),
    proof: (scope, jobId) => document(scope, jobId, 'proof', Proof),
    putGate: (scope, jobId, gate) => putResult(scope, jobId, 'gate', JSON.stringify(gate)),
    gate: (scope, jobId) => document(scope, jobId, 'gate', GateReport),
    putDiff: (scope, jobId, diff) => putResult(scope, jobId, 'diff', diff.slice(0, MAX_DIFF_CHARACTERS)),
    diff: (scope, jobId) => result(scope, jobId, 'diff'),

    async appendLog(scope, jobId, lines, from) {
      const keys = projectKeys(scope.projectId);
      const texts = lines.map(({ at, stream, text }) => JSON.stringify({ at, stream, text }));
      const length = Number(await redis.run(APPEND_LOG, [keys.job(jobId), keys.jobLog(jobId)], [from ?? '', ...texts]));
      if (length === -1) throw noSuchFix(jobId);
      if (length === -2) throw new InternalError('Log lines before these are missing', { details: { jobId, from } });
      return length;
    },
    async log(scope, jobId, cursor, limit) {
      const key = projectKeys(scope.projectId).jobLog(jobId);
      const texts = z.array(z.string()).parse(await redis.command('LRANGE', key, cursor, cursor + limit - 1));
      const lines = texts.map((text, i) => ({ n: cursor + i, ...parseStored(StoredLine, parseJson(text, { jobId }), { jobId }) }));
      return { lines, next: cursor + lines.length };
    },
  } satisfies Partial<JobStore>;
}

export function noSuchFix(jobId: string): NotFoundError {
  return new NotFoundError('There is no such fix', { details: { jobId } });
}
