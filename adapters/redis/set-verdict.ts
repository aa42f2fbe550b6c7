import { z } from 'zod';
import type { ReportStore } from '#domain/ports/report-store';
import { Suggestion } from '#domain/report';
import { replaceField } from './change-text.ts';
import type { RedisClient } from './client.ts';
import { projectKeys } from './keys.ts';
import { parseJson, parseStored } from './stored.ts';

const Suggestions = z.array(Suggestion);
/** Another verdict on the same report may come in between. */
const MOST_TRIES = 5;

/** See ReportStore.setVerdict. */
export function createVerdicts(redis: RedisClient) {
  return {
    async setVerdict(scope, reportId, clusterId, verdict) {
      const key = projectKeys(scope.projectId).report(reportId);
      const details = { reportId };
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const before = z
          .string()
          .nullable()
          .parse(await redis.command('HGET', key, 'suggestions'));
        if (before === null) return false;
        const suggestions = parseStored(Suggestions, parseJson(before, details), details);
        if (!suggestions.some((one) => one.clusterId === clusterId && one.band === 'suggest')) return false;
        const after = suggestions.map((one) => (one.clusterId === clusterId ? withVerdict(one, verdict) : one));
        if ((await replaceField(redis, key, 'suggestions', before, JSON.stringify(after))) === 1) return true;
      }
      return false;
    },
  } satisfies Partial<ReportStore>;
}

/** Of a suggestion whose verdict may quote one of these the verdict goes. */
export function withoutVerdictsOn(suggestions: readonly Suggestion[], gone: ReadonlySet<string>): Suggestion[] {
  return suggestions.map((one) => (one.verdict?.saw.some((id) => gone.has(id)) ? withVerdict(one, null) : one));
}

function withVerdict(suggestion: Suggestion, verdict: Suggestion['verdict'] | null): Suggestion {
  return { ...suggestion, verdict: verdict ?? undefined };
}
