import { z } from 'zod';
import type { ReportStore, TextChange, Told } from '#domain/ports/report-store';
import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { projectKeys } from './keys.ts';
import { PART, TREND } from './lua.ts';
import { MEMBERSHIP } from './membership.ts';
import { textDigest, toldParts } from './report-record.ts';
import { setStatus } from './set-status.ts';
import { textChangeOf } from './store-batch.ts';
import { parseJson } from './stored.ts';

/**
 * Among senders the later word wins; a person's wins always, and the sender's is a revision then. What was said before is one too.
 * Title or body are left as they are where they come as `-`; given, they begin with `=`.
 */
const SET_TEXT = `${PART}${TREND}
local report, revisions, unclustered, clusters = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local report_prefix, cluster_prefix, now_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])
${MEMBERSHIP}
local id, by, at, at_ms, delivery, digest = ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7]), ARGV[8], ARGV[9]
local before = redis.call('HMGET', report, 'title', 'body', 'text_ms', 'text_delivery_id', 'delivery_id', 'text_by', 'digest', 'frames',
  'sender_group')
if not before[1] then return { 0, 0, '' } end
local function given(text, present) return text == '-' and present or string.sub(text, 2) end
local title, body = given(ARGV[10], before[1]), given(ARGV[11], before[2])
if by == 'sender' and before[3] and tonumber(before[3]) > at_ms then return { 1, 0, '' } end

local function keep(revision)
  redis.call('RPUSH', revisions, cjson.encode(revision))
  redis.call('LTRIM', revisions, -20, -1)
end
redis.call('HSET', report, 'text_ms', at_ms)
-- What the sender tells beside its words; a person's words stay with it.
local metadata, rest, frames = ARGV[12], ARGV[13], tonumber(ARGV[14])
if metadata ~= '' then redis.call('HSET', report, 'metadata', metadata) end
local known_frames = tonumber(before[8])
local is_other = known_frames and known_frames <= 1 and frames > known_frames
if is_other then redis.call('HSET', report, 'rest', rest, 'frames', frames) end
-- Put by its sender from the group it is in into another one.
local from_group, to_group = ARGV[15], ARGV[16]
local function group() return before[9] or cjson.decode(redis.call('HGET', report, 'rest')).senderGroup end
if to_group ~= '' and group() == from_group then
  redis.call('HSET', report, 'sender_group', to_group)
  is_other = true
end
local function grouped_again()
  note_change(id)
  -- Known anew with the next repeat, so that the same words again change nothing.
  redis.call('HDEL', report, 'grouping')
  local regrouped, left = regroup(id, report, unclustered)
  if left then tidy(left, clusters) end
  return { 1, regrouped and 1 or 0, left or '' }
end
if before[1] == title and before[2] == body then
  redis.call('HSET', report, 'text_delivery_id', delivery)
  if is_other then return grouped_again() end
  return { 1, 0, '' }
end
if by == 'sender' and before[6] == 'person' then
  if before[7] ~= digest then keep({ at = at, deliveryId = delivery, title = title, body = body }) end
  redis.call('HSET', report, 'digest', digest)
  if is_other then return grouped_again() end
  return { 1, 0, '' }
end
keep({ at = at, deliveryId = before[4] or before[5], title = before[1], body = before[2] })
redis.call('HSET', report, 'title', title, 'body', body, 'digest', digest, 'text_by', by, 'text_delivery_id', delivery)
return grouped_again()
`;

/** Only where it is still what was read. */
const REPLACE = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`;

const Answer = z.tuple([z.number(), z.number(), z.string()]);

interface Change {
  by: 'sender' | 'person';
  at: string;
  deliveryId: string;
  title?: string;
  body?: string;
  told?: Told;
}

/** See ReportStore.setText and edit. */
export function createTextChanges(redis: RedisClient) {
  async function change(
    scope: TenantScope,
    reportId: string,
    { by, at, deliveryId, title, body, told }: Change,
  ): Promise<TextChange | null> {
    const keys = projectKeys(scope.projectId);
    const given = (text: string | undefined) => (text === undefined ? '-' : `=${text}`);
    const answer = await redis.run(
      SET_TEXT,
      [keys.report(reportId), keys.reportRevisions(reportId), keys.unclustered, keys.clusters],
      [
        ...[keys.reportPrefix, keys.clusterPrefix, Date.now(), reportId, by, at, Date.parse(at), deliveryId],
        ...[textDigest(title ?? '', body ?? ''), given(title), given(body), ...toldParts(told)],
        ...[told?.moved?.fromGroup ?? '', told?.moved?.toGroup ?? ''],
      ],
    );
    const [known, ...changed] = Answer.parse(answer);
    return known === 1 ? textChangeOf(changed) : null;
  }

  /** Metadata is one document with what no script reads; somebody else may write it at the same moment. */
  async function setMetadata(scope: TenantScope, reportId: string, metadata: Record<string, unknown>): Promise<void> {
    const key = projectKeys(scope.projectId).report(reportId);
    for (;;) {
      const before = z
        .string()
        .nullable()
        .parse(await redis.command('HGET', key, 'rest'));
      if (before === null) return;
      const rest = JSON.stringify({ ...(parseJson(before, { reportId }) as object), metadata });
      if ((await replaceField(redis, key, 'rest', before, rest)) === 1) break;
    }
    await redis.command('HDEL', key, 'metadata');
  }

  return {
    setText: (scope, reportId, text, told) => change(scope, reportId, { by: 'sender', ...text, told }),

    async edit(scope, reportId, { title, body, status, metadata }, { editId, at }) {
      const changed = await change(scope, reportId, { by: 'person', at, deliveryId: editId, title, body });
      if (changed === null) return null;
      if (status !== undefined) await setStatus(redis, scope, reportId, status, at);
      if (metadata !== undefined) await setMetadata(scope, reportId, metadata);
      return changed;
    },
  } satisfies Partial<ReportStore>;
}

/** 1 where the field was still `before` and is `after` now, else 0. */
export async function replaceField(redis: RedisClient, key: string, field: string, before: string, after: string): Promise<number> {
  return Number(await redis.run(REPLACE, [key], [field, before, after]));
}
