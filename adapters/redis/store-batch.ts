import { z } from 'zod';
import type { IncomingReport, StoreResult } from '#domain/ports/report-store';
import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { ownerKeys, projectKeys } from './keys.ts';
import { BOUNDS, PART, TREND } from './lua.ts';
import { reportParts } from './report-record.ts';

/*
 * The hash of a report is the claim on its fact. It remembers the delivery that made it, so that a retry of the same
 * batch gets the same answers and counts nothing twice.
 */
const STORE_BATCH = `${PART}${BOUNDS}${TREND}
local all, unclustered, usage = KEYS[1], KEYS[2], KEYS[3]
local project, quota, now_ms, clusters = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local KEYS_EACH, ARGS_EACH = 5, 14
local used = 0
for _, count in ipairs(redis.call('HVALS', usage)) do used = used + tonumber(count) end

local function count_in_cluster(report, seen_ms)
  local cluster_id = redis.call('HGET', report, 'cluster_id')
  if not cluster_id then return end
  local cluster = clusters .. part(cluster_id)
  if redis.call('EXISTS', cluster) == 0 then return end
  redis.call('HINCRBY', cluster, 'occurrences', 1)
  raise(cluster, 'last_seen_ms', seen_ms)
  lower(cluster, 'first_seen_ms', seen_ms)
  redis.call('HSET', cluster, 'updated_ms', now_ms)
  count_trend(cluster .. ':trend', tonumber(seen_ms), 1, now_ms)
end

local states = {}
for i = 0, (#ARGV - 4) / ARGS_EACH - 1 do
  local k, a = 3 + i * KEYS_EACH, 4 + i * ARGS_EACH
  local report, deliveries, revisions, of_source, of_status = KEYS[k + 1], KEYS[k + 2], KEYS[k + 3], KEYS[k + 4], KEYS[k + 5]
  local id, delivery, source, title, body, rest = ARGV[a + 1], ARGV[a + 2], ARGV[a + 3], ARGV[a + 4], ARGV[a + 5], ARGV[a + 6]
  local status, author, received_ms, seen_ms = ARGV[a + 7], ARGV[a + 8], ARGV[a + 9], ARGV[a + 10]
  local digest, revision, frames, occurrence = ARGV[a + 11], ARGV[a + 12], tonumber(ARGV[a + 13]), ARGV[a + 14]
  local claimed_by, claimed_for = unpack(redis.call('HMGET', report, 'delivery_id', 'occurrence'))

  if not claimed_by then
    if used >= quota then
      states[i + 1] = 'parked'
    else
      used = used + 1
      redis.call('HINCRBY', usage, project, 1)
      redis.call('HSET', report, 'delivery_id', delivery, 'source', source, 'title', title, 'body', body, 'rest', rest,
        'status', status, 'received_ms', received_ms, 'first_seen_ms', seen_ms, 'last_seen_ms', seen_ms,
        'occurrences', 1, 'digest', digest, 'frames', frames)
      if author ~= '' then redis.call('HSET', report, 'author', author) end
      if occurrence ~= '' then redis.call('HSET', report, 'occurrence', occurrence) end
      redis.call('ZADD', all, received_ms, id)
      redis.call('ZADD', of_source, received_ms, id)
      redis.call('ZADD', of_status, received_ms, id)
      redis.call('ZADD', unclustered, received_ms, id)
      states[i + 1] = 'stored'
    end
  elseif claimed_by == delivery then
    states[i + 1] = 'stored'
  else
    states[i + 1] = 'repeat'
    local counted = occurrence ~= '' and occurrence or delivery
    local count = tonumber(redis.call('HGET', report, 'occurrences'))
    if counted ~= claimed_for and redis.call('ZADD', deliveries, 'NX', count, counted) == 1 then
      redis.call('ZREMRANGEBYRANK', deliveries, 0, -1001)
      redis.call('HINCRBY', report, 'occurrences', 1)
      raise(report, 'last_seen_ms', seen_ms)
      lower(report, 'first_seen_ms', seen_ms)
      if redis.call('HGET', report, 'digest') ~= digest then
        redis.call('HSET', report, 'digest', digest)
        redis.call('RPUSH', revisions, revision)
        redis.call('LTRIM', revisions, -20, -1)
      end
      local known_frames = tonumber(redis.call('HGET', report, 'frames'))
      if known_frames and known_frames <= 1 and frames > known_frames then
        redis.call('HSET', report, 'title', title, 'body', body, 'rest', rest, 'frames', frames)
        redis.call('HDEL', report, 'metadata')
        if author ~= '' then redis.call('HSET', report, 'author', author) end
      end
      count_in_cluster(report, seen_ms)
    end
  end
end
return states
`;

/** Requests stay well below Upstash's limit of 10 MB. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;

const States = z.array(z.enum(['stored', 'repeat', 'parked']));

/** See ReportStore.storeBatch. One request, unless the texts are so large that one could not carry them. */
export async function storeBatch(
  redis: RedisClient,
  scope: TenantScope,
  incoming: IncomingReport[],
  quota: number,
): Promise<StoreResult[]> {
  const keys = projectKeys(scope.projectId);
  const results: StoreResult[] = [];
  for (const chunk of chunksBySize(incoming.map(argumentsOf))) {
    const answer = await redis.run(
      STORE_BATCH,
      [keys.reports, keys.unclustered, ownerKeys.reports(scope.ownerId), ...chunk.flatMap(({ item }) => keysOf(keys, item))],
      [scope.projectId, quota, Date.now(), keys.clusterPrefix, ...chunk.flatMap(({ args }) => args)],
    );
    const states = States.parse(answer);
    chunk.forEach(({ item }, i) => results.push({ deliveryId: item.deliveryId, reportId: item.reportId, state: states[i]! }));
  }
  return results;
}

function keysOf(keys: ReturnType<typeof projectKeys>, { reportId, source, report }: IncomingReport): string[] {
  return [
    keys.report(reportId),
    keys.reportDeliveries(reportId),
    keys.reportRevisions(reportId),
    keys.reportsOfSource(source),
    keys.reportsOfStatus(report.status),
  ];
}

interface Prepared {
  item: IncomingReport;
  args: (string | number)[];
  sizeBytes: number;
}

function argumentsOf(item: IncomingReport): Prepared {
  const { reportId, deliveryId, source, title, body, rest, status, author, receivedMs, seenMs, digest, frames } = reportParts(item);
  const revision = JSON.stringify({ at: new Date(receivedMs).toISOString(), deliveryId, title, body });
  const facts = [reportId, deliveryId, source, title, body, rest, status, author, receivedMs, seenMs, digest, revision, frames];
  const args = [...facts, item.occurrenceKey ?? ''];
  return { item, args, sizeBytes: Buffer.byteLength(JSON.stringify(args)) };
}

function chunksBySize(prepared: Prepared[]): Prepared[][] {
  const chunks: Prepared[][] = [];
  let room = 0;
  for (const one of prepared) {
    if (chunks.length === 0 || one.sizeBytes > room) {
      chunks.push([]);
      room = MAX_REQUEST_BYTES;
    }
    room -= one.sizeBytes;
    chunks.at(-1)!.push(one);
  }
  return chunks;
}
