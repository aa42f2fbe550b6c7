import { z } from 'zod';
import type { IncomingReport, StoreResult, TextChange } from '#domain/ports/report-store';
import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { ownerKeys, projectKeys } from './keys.ts';
import { BOUNDS, PART, TREND } from './lua.ts';
import { MEMBERSHIP } from './membership.ts';
import { reportParts } from './report-record.ts';

/** Of one report, beside its author. */
const MOST_PEOPLE = 500;

/*
 * The hash of a report is the claim on its fact. It remembers the delivery that made it, so that a retry of the same
 * batch gets the same answers and counts nothing twice.
 */
const STORE_BATCH = `${PART}${BOUNDS}${TREND}
local all, unclustered, usage, clusters = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local project, quota, now_ms, cluster_prefix, report_prefix = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], ARGV[5]
${MEMBERSHIP}
local KEYS_EACH, ARGS_EACH = 5, 22
local used = 0
for _, count in ipairs(redis.call('HVALS', usage)) do used = used + tonumber(count) end

local function is_worse(level, than) return (LEVELS[level] or 0) > (LEVELS[than] or 0) end

local function count_in_cluster(report, seen_ms, level)
  local cluster_id = redis.call('HGET', report, 'cluster_id')
  if not cluster_id then return end
  local cluster = cluster_prefix .. part(cluster_id)
  if redis.call('EXISTS', cluster .. ':items') == 1 then count_trend(cluster .. ':trend', tonumber(seen_ms), 1, now_ms) end
  if redis.call('EXISTS', cluster) == 0 then return end
  redis.call('HINCRBY', cluster, 'occurrences', 1)
  redis.call('HINCRBY', cluster, 'counted', 1)
  raise(cluster, 'last_seen_ms', seen_ms)
  lower(cluster, 'first_seen_ms', seen_ms)
  if is_worse(level, redis.call('HGET', cluster, 'worst_level')) then redis.call('HSET', cluster, 'worst_level', level) end
  redis.call('HSET', cluster, 'updated_ms', now_ms)
  wake_by_count(cluster)
  come_back(cluster, seen_ms, true)
end

-- True where one of them is a person who was not known to have met it.
local function is_met_by(report, persons)
  if persons == '' then return false end
  local known = redis.call('HMGET', report, 'author', 'met_by')
  local people = known[2] and cjson.decode(known[2]) or {}
  local met, before = { [known[1] or ''] = true }, #people
  for _, person in ipairs(people) do met[person] = true end
  for _, person in ipairs(cjson.decode(persons)) do
    if not met[person] and #people < ${MOST_PEOPLE} then
      met[person] = true
      people[#people + 1] = person
    end
  end
  if #people == before then return false end
  redis.call('HSET', report, 'met_by', cjson.encode(people))
  return true
end

-- A sender's words do not take the place of a person's, and those of an earlier moment not that of later ones.
local function takes_its_place(known, brings_stack, frames, grouping, seen_ms)
  if known.text_by == 'person' then return false end
  if brings_stack then return true end
  local newer = seen_ms >= (tonumber(known.text_ms) or seen_ms) and seen_ms >= (tonumber(known.said_ms) or seen_ms)
  return newer and known.grouping and known.grouping ~= grouping and frames >= known.frames
end

local states, left = {}, {}
for i = 0, (#ARGV - 5) / ARGS_EACH - 1 do
  local k, a = 4 + i * KEYS_EACH, 5 + i * ARGS_EACH
  local report, deliveries, revisions, of_source, of_status = KEYS[k + 1], KEYS[k + 2], KEYS[k + 3], KEYS[k + 4], KEYS[k + 5]
  local id, delivery, source, title, body, rest = ARGV[a + 1], ARGV[a + 2], ARGV[a + 3], ARGV[a + 4], ARGV[a + 5], ARGV[a + 6]
  local status, author, received_ms, seen_ms = ARGV[a + 7], ARGV[a + 8], ARGV[a + 9], ARGV[a + 10]
  local digest, revision, frames, grouping = ARGV[a + 11], ARGV[a + 12], tonumber(ARGV[a + 13]), ARGV[a + 14]
  local received_at, occurrences, first_ms, exported = ARGV[a + 15], ARGV[a + 16], ARGV[a + 17], ARGV[a + 18] == '1'
  local occurrence, level, metadata, persons = ARGV[a + 19], ARGV[a + 20], ARGV[a + 21], ARGV[a + 22]
  local claimed_by, claimed_for = unpack(redis.call('HMGET', report, 'delivery_id', 'occurrence'))

  if not claimed_by then
    if used >= quota then
      states[i + 1] = { 'parked', -1, '', '' }
    else
      used = used + 1
      redis.call('HINCRBY', usage, project, 1)
      redis.call('HSET', report, 'delivery_id', delivery, 'source', source, 'title', title, 'body', body, 'rest', rest,
        'status', status, 'received_ms', received_ms, 'first_seen_ms', first_ms, 'last_seen_ms', seen_ms, 'said_ms', seen_ms,
        'occurrences', occurrences, 'digest', digest, 'frames', frames, 'grouping', grouping,
        'level', level)
      if author ~= '' then redis.call('HSET', report, 'author', author) end
      if occurrence ~= '' then redis.call('HSET', report, 'occurrence', occurrence) end
      is_met_by(report, persons)
      redis.call('ZADD', all, received_ms, id)
      redis.call('ZADD', of_source, received_ms, id)
      redis.call('ZADD', of_status, received_ms, id)
      redis.call('ZADD', unclustered, received_ms, id)
      note_change(id)
      states[i + 1] = { 'stored', -1, '', '' }
    end
  elseif claimed_by == delivery then
    states[i + 1] = { 'stored', -1, '', '' }
  else
    states[i + 1] = { 'repeat', -1, '', redis.call('HGET', report, 'cluster_id') or '' }
    local row = redis.call('HMGET', report, 'digest', 'frames', 'grouping', 'text_ms', 'said_ms', 'text_by', 'title', 'body',
      'text_delivery_id', 'occurrences', 'level')
    local known = { frames = tonumber(row[2]) or 2, grouping = row[3], text_ms = row[4], said_ms = row[5], text_by = row[6] }
    local counted = occurrence ~= '' and occurrence or delivery
    local is_new = not exported and counted ~= claimed_for and redis.call('ZADD', deliveries, 'NX', row[10], counted) == 1
    if is_new then
      redis.call('ZREMRANGEBYRANK', deliveries, 0, -1001)
      start_trend(report)
      count_trend(report .. ':trend', tonumber(seen_ms), 1, now_ms)
      redis.call('HINCRBY', report, 'occurrences', 1)
      raise(report, 'last_seen_ms', seen_ms)
      lower(report, 'first_seen_ms', seen_ms)
      count_in_cluster(report, seen_ms, level)
      if is_worse(level, row[11]) then redis.call('HSET', report, 'level', level) end
    end
    if is_met_by(report, persons) then
      local cluster_id = redis.call('HGET', report, 'cluster_id')
      if cluster_id and redis.call('EXISTS', cluster_prefix .. part(cluster_id)) == 1 then recount(cluster_prefix .. part(cluster_id)) end
    end
    -- What was counted already may be told of again with its stack.
    local brings_stack = known.frames <= 1 and frames > known.frames
    if (is_new or brings_stack) and takes_its_place(known, brings_stack, frames, grouping, tonumber(seen_ms)) then
      if row[7] ~= title or row[8] ~= body then
        local before = { at = received_at, deliveryId = row[9] or claimed_by, title = row[7], body = row[8] }
        redis.call('RPUSH', revisions, cjson.encode(before))
      end
      redis.call('HSET', report, 'title', title, 'body', body, 'grouping', grouping, 'digest', digest, 'said_ms', seen_ms,
        'text_delivery_id', delivery)
      note_change(id)
      -- A stack comes with all that is known of the event; other words say nothing of the facts that they leave out.
      if brings_stack then
        redis.call('HSET', report, 'rest', rest, 'frames', frames, 'level', level)
        redis.call('HDEL', report, 'metadata')
      else
        redis.call('HSET', report, 'metadata', metadata)
      end
      if author ~= '' then redis.call('HSET', report, 'author', author) end
      local regrouped, cluster_id = regroup(id, report, unclustered)
      if cluster_id then left[cluster_id] = true end
      states[i + 1] = { 'repeat', regrouped and 1 or 0, cluster_id or '', redis.call('HGET', report, 'cluster_id') or '' }
    elseif is_new then
      if row[1] ~= digest then
        redis.call('HSET', report, 'digest', digest)
        redis.call('RPUSH', revisions, revision)
      end
      if not row[3] then redis.call('HSET', report, 'grouping', grouping) end
    end
    redis.call('LTRIM', revisions, -20, -1)
  end
end
for cluster_id in pairs(left) do tidy(cluster_id, clusters) end
return states
`;

/** Requests stay well below Upstash's limit of 10 MB. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;

const States = z.array(z.tuple([z.enum(['stored', 'repeat', 'parked']), z.number(), z.string(), z.string()]));

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
      [keys.reports, keys.unclustered, ownerKeys.reports(scope.ownerId), keys.clusters, ...chunk.flatMap(({ item }) => keysOf(keys, item))],
      [scope.projectId, quota, Date.now(), keys.clusterPrefix, keys.reportPrefix, ...chunk.flatMap(({ args }) => args)],
    );
    const states = States.parse(answer);
    chunk.forEach(({ item: { deliveryId, reportId } }, i) => {
      const [state, regrouped, left, clusterId] = states[i]!;
      const place = state === 'repeat' ? { clusterId: clusterId === '' ? null : clusterId } : {};
      const change = regrouped >= 0 ? { change: textChangeOf([regrouped, left]) } : {};
      results.push({ deliveryId, reportId, state, ...place, ...change });
    });
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
  const { reportId, deliveryId, source, title, body, rest, status, author, receivedMs, seenMs, digest, frames, grouping } =
    reportParts(item);
  const receivedAt = new Date(receivedMs).toISOString();
  const revision = JSON.stringify({ at: receivedAt, deliveryId, title, body });
  const { occurrences, firstMs, lastMs } = countedBefore(item, seenMs);
  const args = [
    ...[reportId, deliveryId, source, title, body, rest, status, author, receivedMs, lastMs, digest, revision, frames, grouping],
    ...[
      receivedAt,
      occurrences,
      firstMs,
      item.exported ? 1 : 0,
      item.occurrenceKey ?? '',
      item.report.level ?? '',
      JSON.stringify(item.report.metadata),
      item.metBy ? JSON.stringify(item.metBy) : '',
    ],
  ];
  return { item, args, sizeBytes: Buffer.byteLength(JSON.stringify(args)) };
}

/** What a report counts when it comes: once, or what it counted before it was exported. */
function countedBefore({ exported, receivedAt }: IncomingReport, seenMs: number) {
  if (!exported) return { occurrences: 1, firstMs: seenMs, lastMs: seenMs };
  const bounded = (iso: string) => Math.min(Date.parse(iso), Date.parse(receivedAt));
  return { occurrences: exported.occurrences, firstMs: bounded(exported.firstSeenAt), lastMs: bounded(exported.lastSeenAt) };
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

/** What a script says of a change: 1 where the report waits to be grouped again, and the cluster it left or nothing. */
export function textChangeOf([regrouped, left]: [regrouped: number, left: string]): TextChange {
  return { regrouped: regrouped === 1, leftClusterId: left === '' ? null : left };
}
