import { z } from 'zod';
import type { ReportStore } from '#domain/ports/report-store';
import type { TenantScope } from '#domain/project';
import { Evidence, SourceName, Suggestion } from '#domain/report';
import { withoutQuote } from './apply-decisions.ts';
import { replaceField } from './change-text.ts';
import type { RedisClient } from './client.ts';
import { indexPage } from './index-page.ts';
import { ownerKeys, projectKeys } from './keys.ts';
import { PART, TREND } from './lua.ts';
import { MEMBERSHIP } from './membership.ts';
import { withoutVerdictsOn } from './set-verdict.ts';
import { parseJson, parseStored } from './stored.ts';

/** A run that has claimed one goes on without it: it reads the reports of its claim, and decides nothing for those that are gone. */
const REMOVE = `${PART}${TREND}
local usage, unclustered, clusters, runs = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local report_prefix, cluster_prefix, now_ms, run_prefix, project = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
${MEMBERSHIP}
local answer, left = {}, {}
local working = redis.call('ZRANGE', runs, 0, -1)
for i = 6, #ARGV do
  local id = ARGV[i]
  local report = report_prefix .. part(id)
  local row = redis.call('HMGET', report, 'source', 'cluster_id')
  answer[#answer + 1] = { row[1] and 1 or 0, row[2] or '' }
  if row[1] then
    if row[2] then
      leave(id, report, row[2])
      left[row[2]] = true
    end
    redis.call('DEL', report, report .. ':deliveries', report .. ':revisions', report .. ':trend')
    if redis.call('HINCRBY', usage, project, -1) <= 0 then redis.call('HDEL', usage, project) end
    redis.call('ZREM', unclustered, id)
    note_change(id)
    for k = 5, #KEYS do redis.call('ZREM', KEYS[k], id) end
    for _, run in ipairs(working) do
      redis.call('ZREM', run_prefix .. part(run) .. ':claim', id)
      redis.call('HDEL', run_prefix .. part(run) .. ':vectors', id)
    end
  end
end
for cluster_id in pairs(left) do tidy(cluster_id, clusters) end
return answer
`;

/** Evidence and suggestions that name one of the ids, with the place of their report; blank where they do not. */
const QUOTING = `
local found = {}
local function naming(text)
  for _, id in ipairs(text and ARGV or {}) do if string.find(text, id, 1, true) then return text end end
  return ''
end
for i, report in ipairs(KEYS) do
  local row = redis.call('HMGET', report, 'evidence', 'suggestions')
  local evidence, suggestions = naming(row[1]), naming(row[2])
  if evidence ~= '' or suggestions ~= '' then found[#found + 1] = { i - 1, evidence, suggestions } end
end
return found
`;

const Removed = z.array(z.tuple([z.number(), z.string()]));
const Quoting = z.array(z.tuple([z.number(), z.string(), z.string()]));
const Suggestions = z.array(Suggestion);
const REPORTS_AT_ONCE = 2_000;

/** See ReportStore.remove. */
export function createReportRemoval(redis: RedisClient) {
  return {
    async remove(scope, reportIds) {
      if (reportIds.length === 0) return [];
      const keys = projectKeys(scope.projectId);
      const indexes = [
        ...[keys.reports, keys.reportsOfStatus('open'), keys.reportsOfStatus('closed')],
        ...SourceName.options.map(keys.reportsOfSource),
      ];
      const answer = await redis.run(
        REMOVE,
        [ownerKeys.reports(scope.ownerId), keys.unclustered, keys.clusters, keys.runs, ...indexes],
        [keys.reportPrefix, keys.clusterPrefix, Date.now(), keys.runPrefix, scope.projectId, ...reportIds],
      );
      await forgetQuotes(redis, scope, reportIds);
      return Removed.parse(answer).map(([known, clusterId], i) =>
        known === 1 ? { reportId: reportIds[i]!, clusterId: clusterId === '' ? null : clusterId } : null,
      );
    },
  } satisfies Partial<ReportStore>;
}

/** Why a report is where it is may quote the title of one that is gone, and so may what a model said of where else it may belong. */
async function forgetQuotes(redis: RedisClient, scope: TenantScope, reportIds: readonly string[]): Promise<void> {
  const keys = projectKeys(scope.projectId);
  const gone = new Set(reportIds);
  let cursor: string | undefined;
  do {
    const page = await indexPage(redis, {
      indexes: [keys.reports],
      scratch: keys.scratch,
      order: 'oldest',
      limit: REPORTS_AT_ONCE,
      cursor,
    });
    const found = page.ids.length === 0 ? [] : Quoting.parse(await redis.run(QUOTING, page.ids.map(keys.report), [...reportIds]));
    for (const [i, evidence, suggestions] of found) {
      const id = page.ids[i]!;
      if (evidence !== '') await forgetQuote(redis, keys.report(id), evidence, gone);
      if (suggestions !== '') await forgetVerdicts(redis, keys.report(id), suggestions, gone);
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

async function forgetQuote(redis: RedisClient, key: string, text: string, gone: ReadonlySet<string>): Promise<void> {
  const evidence = parseStored(Evidence, parseJson(text, { key }), { key });
  if (evidence.nearestReportId === null || !gone.has(evidence.nearestReportId)) return;
  await replaceField(redis, key, 'evidence', text, JSON.stringify(withoutQuote(evidence)));
}

async function forgetVerdicts(redis: RedisClient, key: string, first: string, gone: ReadonlySet<string>): Promise<void> {
  // Another verdict may come in between.
  for (let text: string | null = first; text !== null;) {
    const suggestions = parseStored(Suggestions, parseJson(text, { key }), { key });
    const left = withoutVerdictsOn(suggestions, gone);
    if (left.every((one, i) => one === suggestions[i])) return;
    if ((await replaceField(redis, key, 'suggestions', text, JSON.stringify(left))) === 1) return;
    text = z
      .string()
      .nullable()
      .parse(await redis.command('HGET', key, 'suggestions'));
  }
}
