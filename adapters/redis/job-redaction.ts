import { z } from 'zod';
import { redactJson, type QuoteFinder } from '#domain/erasure';
import type { JobStore } from '#domain/ports/job-store';
import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { replaceField } from './change-text.ts';
import { indexPage } from './index-page.ts';
import { projectKeys } from './keys.ts';
import { parseJson } from './stored.ts';

/** Only where it is still what was read. */
const REPLACE_ITEM = `
if redis.call('LINDEX', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('LSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`;

const JOBS_AT_ONCE = 100;
const LINES_AT_ONCE = 1_000;

/** See JobStore.redact. Whoever writes at the same moment wins: an entry that changed while it was read is read again. */
export function createJobRedaction(redis: RedisClient) {
  async function redactHash(key: string, redact: (text: string) => string): Promise<void> {
    const flat = z.array(z.string()).parse(await redis.command('HGETALL', key));
    for (let i = 0; i < flat.length; i += 2) {
      let before: string | null = flat[i + 1]!;
      while (before !== null) {
        const after = redact(before);
        if (after === before || (await replaceField(redis, key, flat[i]!, before, after)) === 1) break;
        before = z
          .string()
          .nullable()
          .parse(await redis.command('HGET', key, flat[i]!));
      }
    }
  }

  /** Entries of a list never change once they are there, but for this. */
  async function redactList(key: string, redact: (text: string) => string): Promise<void> {
    for (let from = 0; ; from += LINES_AT_ONCE) {
      const texts = z.array(z.string()).parse(await redis.command('LRANGE', key, from, from + LINES_AT_ONCE - 1));
      for (const [i, before] of texts.entries()) {
        const after = redact(before);
        if (after !== before) await redis.run(REPLACE_ITEM, [key], [from + i, before, after]);
      }
      if (texts.length < LINES_AT_ONCE) return;
    }
  }

  async function redactJob(scope: TenantScope, jobId: string, finder: QuoteFinder): Promise<void> {
    const keys = projectKeys(scope.projectId);
    const json = (text: string) => {
      // Marks of stages already noted are no documents of ours to read.
      const redacted = JSON.stringify(redactJson(parseJson(text, { jobId }), finder));
      return redacted === JSON.stringify(parseJson(text, { jobId })) ? text : redacted;
    };
    await redactHash(keys.job(jobId), json);
    await redactList(keys.jobTimeline(jobId), json);
    await redactList(keys.jobLog(jobId), json);
    await redactHash(keys.jobPlans(jobId), json);
    await redactHash(keys.jobResults(jobId), (text) => (isJson(text) ? json(text) : finder.redact(text)));
  }

  return {
    async redact(scope, finder) {
      const keys = projectKeys(scope.projectId);
      let cursor: string | undefined;
      do {
        const page = await indexPage(redis, { indexes: [keys.jobs], scratch: keys.scratch, order: 'oldest', limit: JOBS_AT_ONCE, cursor });
        for (const jobId of page.ids) await redactJob(scope, jobId, finder);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
    },
  } satisfies Partial<JobStore>;
}

/** Proof and gate are, a diff is not. */
function isJson(text: string): boolean {
  return text.startsWith('{');
}
