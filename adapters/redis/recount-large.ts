import { z } from 'zod';
import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { projectKeys } from './keys.ts';
import { PART, TREND } from './lua.ts';
import { MEMBERSHIP } from './membership.ts';
import { parseJson } from './stored.ts';

/** Members that one call counts; a cluster with no more is counted where it changes. */
export const COUNTED_AT_ONCE = 1_000;
/** Somebody may count something in between; then it begins anew. */
const ATTEMPTS = 5;

const BEGIN = `${PART}${TREND}
local report_prefix, cluster_prefix, now_ms, index = ARGV[1], ARGV[2], tonumber(ARGV[3]), KEYS[1]
${MEMBERSHIP}
local cluster = cluster_prefix .. part(ARGV[4])
`;
const COUNT_SOME = `${BEGIN}
local counted, from = redis.call('HGET', cluster, 'counted') or '0', tonumber(ARGV[5])
local sum = count_members(redis.call('ZRANGE', cluster .. ':items', from, from + ${COUNTED_AT_ONCE} - 1))
return { counted, redis.call('ZCARD', cluster .. ':items'), sum.reports, sum.occurrences, cjson.encode(sum.sources), sum.worst,
  tostring(sum.first_ms or ''), tostring(sum.last_ms or ''), sum.people }
`;
/** Whole: where too much goes on meanwhile. */
const COUNT_ALL = `${BEGIN}
tidy(ARGV[4], index)
return 1
`;
const SET_COUNTED = `${BEGIN}
if redis.call('EXISTS', cluster) == 0 then return 1 end
if (redis.call('HGET', cluster, 'counted') or '0') ~= ARGV[5] then return 0 end
redis.call('HINCRBY', cluster, 'counted', 1)
redis.call('HDEL', cluster, 'uncounted')
redis.call('HSET', cluster, 'updated_ms', now_ms, unpack(ARGV, 6))
trim_trend(cluster)
return 1
`;
const Some = z.tuple([
  ...([z.string(), z.number(), z.number(), z.number(), z.string(), z.string(), z.string(), z.string()] as const),
  z.array(z.string()),
]);
const Sources = z.record(z.string(), z.number());
const LEVELS = ['', 'debug', 'info', 'warning', 'error', 'fatal'];

/** As `recount` in MEMBERSHIP, in calls that each take a few milliseconds, however many members there are. */
export async function recountLarge(redis: RedisClient, scope: TenantScope, clusterId: string): Promise<void> {
  const keys = projectKeys(scope.projectId);
  const run = (script: string, ...args: (string | number)[]) =>
    redis.run(script, [keys.clusters], [keys.reportPrefix, keys.clusterPrefix, Date.now(), clusterId, ...args]);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const parts = await partsOf(async (from) => Some.parse(await run(COUNT_SOME, from)));
    if (parts && (await run(SET_COUNTED, parts[0]![0], ...sumOf(parts))) === 1) return;
  }
  await run(COUNT_ALL);
}

type Part = z.infer<typeof Some>;

/** null where something was counted in between. */
async function partsOf(count: (from: number) => Promise<Part>): Promise<Part[] | null> {
  const parts = [await count(0)];
  while (parts.length * COUNTED_AT_ONCE < parts[0]![1]) {
    const next = await count(parts.length * COUNTED_AT_ONCE);
    if (next[0] !== parts[0]![0]) return null;
    parts.push(next);
  }
  return parts;
}

function sumOf(parts: readonly Part[]): (string | number)[] {
  const people = new Set(parts.flatMap((part) => part[8]));
  const sources: Record<string, number> = {};
  for (const part of parts) {
    // An empty table is an empty list there.
    const some = part[2] === 0 ? {} : Sources.parse(parseJson(part[4], { field: 'sources' }));
    for (const [source, count] of Object.entries(some)) sources[source] = (sources[source] ?? 0) + count;
  }
  const worst = Math.max(...parts.map((part) => LEVELS.indexOf(part[5])));
  const [first, last] = [6, 7].map((i) =>
    parts
      .map((part) => part[i] as string)
      .filter((ms) => ms !== '')
      .map(Number),
  ) as [number[], number[]];
  return [
    ...['report_count', parts.reduce((sum, part) => sum + part[2], 0), 'occurrences', parts.reduce((sum, part) => sum + part[3], 0)],
    ...['people_count', people.size, 'sources', JSON.stringify(sources), 'worst_level', LEVELS[worst] ?? ''],
    ...(first.length > 0 ? ['first_seen_ms', Math.min(...first), 'last_seen_ms', Math.max(...last)] : []),
  ];
}
