import { z } from 'zod';
import type { FeedbackQuery, ReportStore } from '#domain/ports/report-store';
import { ReportRevision } from '#domain/report';
import { SourceName } from '#domain/report';
import type { Report } from '#domain/report';
import type { TenantScope } from '#domain/project';
import { createTextChanges } from './change-text.ts';
import { changedSince } from './changed-since.ts';
import type { RedisClient } from './client.ts';
import { indexPage } from './index-page.ts';
import { ownerKeys, projectKeys } from './keys.ts';
import type { ProjectKeys } from './keys.ts';
import { PART } from './lua.ts';
import { createReportRemoval } from './remove-reports.ts';
import { REPORT_FIELDS, ReportFields, reportOf } from './report-record.ts';
import { setStatus } from './set-status.ts';
import { createVerdicts } from './set-verdict.ts';
import { storeBatch } from './store-batch.ts';
import { parseJson, parseStored } from './stored.ts';

const READ = `
local rows = {}
for i, key in ipairs(KEYS) do
  rows[i] = redis.call('HMGET', key, unpack(ARGV))
end
return rows
`;
const KNOWN = `local n = {} for i, key in ipairs(KEYS) do n[i] = redis.call('EXISTS', key) end return n`;
const PLACES = `local p = {} for i, key in ipairs(KEYS) do p[i] = redis.call('HGET', key, 'cluster_id') or '' end return p`;
const Rows = z.array(z.union([ReportFields, z.array(z.null()).transform(() => null)]));

/** What waits, and what runs work on: a run drops its claim when every report of it is in a cluster that can be seen. */
const COUNT_UNCLUSTERED = `${PART}
local count = redis.call('ZCARD', KEYS[1])
for _, run in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  count = count + redis.call('ZCARD', ARGV[1] .. part(run) .. ':claim')
end
return count
`;

/** Up to so many reports with all that hangs on them; the number left. */
const DELETE_SOME = `${PART}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, ARGV[2] - 1)) do
  local report = ARGV[1] .. part(id)
  redis.call('DEL', report, report .. ':deliveries', report .. ':revisions', report .. ':trend')
  redis.call('ZREM', KEYS[1], id)
end
return redis.call('ZCARD', KEYS[1])
`;
const DELETE_INDEXES = `
redis.call('DEL', unpack(KEYS, 2))
redis.call('HDEL', KEYS[1], ARGV[1])
return 0
`;
const DELETED_AT_ONCE = 500;

/** Reports in Redis; see the port for what each method promises. */
export function createReportStore(redis: RedisClient): ReportStore {
  async function getMany(scope: TenantScope, ids: string[]): Promise<Report[]> {
    if (ids.length === 0) return [];
    const keys = projectKeys(scope.projectId);
    const rows = Rows.parse(await redis.run(READ, ids.map(keys.report), [...REPORT_FIELDS]));
    return rows.flatMap((row, i) => (row === null ? [] : [reportOf(scope, ids[i]!, row)]));
  }

  return {
    storeBatch: (scope, incoming, quota) => storeBatch(redis, scope, incoming, quota),

    setStatus: (scope, reportId, status, at) => setStatus(redis, scope, reportId, status, at),
    ...createTextChanges(redis),
    ...createReportRemoval(redis),
    ...createVerdicts(redis),

    async known(scope, reportIds) {
      if (reportIds.length === 0) return new Set();
      const keys = projectKeys(scope.projectId);
      const flags = z.array(z.number()).parse(await redis.run(KNOWN, reportIds.map(keys.report), []));
      return new Set(reportIds.filter((_, i) => flags[i] === 1));
    },

    async clustersOf(scope, reportIds) {
      if (reportIds.length === 0) return new Map();
      const keys = projectKeys(scope.projectId);
      const places = z.array(z.string()).parse(await redis.run(PLACES, reportIds.map(keys.report), []));
      return new Map(reportIds.flatMap((id, i) => (places[i] === '' ? [] : [[id, places[i]!] as const])));
    },

    async get(scope, reportId) {
      const [report] = await getMany(scope, [reportId]);
      return report ?? null;
    },

    getMany,

    async list(scope, query) {
      const keys = projectKeys(scope.projectId);
      const page = await indexPage(redis, {
        indexes: indexesOf(keys, query),
        scratch: keys.scratch,
        order: 'newest',
        limit: query.limit,
        cursor: query.cursor,
      });
      return { items: await getMany(scope, page.ids), nextCursor: page.nextCursor, total: page.total };
    },

    async countBySource(scope) {
      const keys = projectKeys(scope.projectId);
      const counts = z
        .array(z.number())
        .parse(
          await redis.run(
            `local n = {} for i, key in ipairs(KEYS) do n[i] = redis.call('ZCARD', key) end return n`,
            SourceName.options.map(keys.reportsOfSource),
            [],
          ),
        );
      return Object.fromEntries(SourceName.options.map((source, i) => [source, counts[i]!] as const).filter(([, count]) => count > 0));
    },

    async countUnclustered(scope) {
      const keys = projectKeys(scope.projectId);
      return Number(await redis.run(COUNT_UNCLUSTERED, [keys.unclustered, keys.runs], [keys.runPrefix]));
    },

    async ownerUsage(ownerId) {
      const counts = z.array(z.string()).parse(await redis.command('HVALS', ownerKeys.reports(ownerId)));
      return counts.reduce((sum, count) => sum + Number(count), 0);
    },

    async revisions(scope, reportId) {
      const keys = projectKeys(scope.projectId);
      const texts = z.array(z.string()).parse(await redis.command('LRANGE', keys.reportRevisions(reportId), 0, -1));
      const details = { reportId };
      return texts.map((text) => parseStored(ReportRevision, parseJson(text, details), details));
    },

    changedSince: (scope, since, limit) => changedSince(redis, scope, since, limit),

    async *scan(scope, batchSize) {
      const keys = projectKeys(scope.projectId);
      let cursor: string | undefined;
      do {
        const page = await indexPage(redis, { indexes: [keys.reports], scratch: keys.scratch, order: 'oldest', limit: batchSize, cursor });
        if (page.ids.length > 0) yield await getMany(scope, page.ids);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
    },

    async deleteAll(scope) {
      const keys = projectKeys(scope.projectId);
      while (Number(await redis.run(DELETE_SOME, [keys.reports], [keys.reportPrefix, DELETED_AT_ONCE])) > 0);
      const indexes = [
        keys.reports,
        keys.unclustered,
        keys.scratch,
        keys.reportChanges,
        keys.reportChangesFloor,
        keys.awaitingVectors,
        ...SourceName.options.map(keys.reportsOfSource),
        keys.reportsOfStatus('open'),
        keys.reportsOfStatus('closed'),
      ];
      await redis.run(DELETE_INDEXES, [ownerKeys.reports(scope.ownerId), ...indexes], [scope.projectId]);
    },
  };
}

function indexesOf(keys: ProjectKeys, { source, status, clusterId }: FeedbackQuery): string[] {
  const narrowed = [
    ...(source ? [keys.reportsOfSource(source)] : []),
    ...(status ? [keys.reportsOfStatus(status)] : []),
    ...(clusterId !== undefined ? [keys.clusterItems(clusterId)] : []),
  ];
  return narrowed.length > 0 ? narrowed : [keys.reports];
}
