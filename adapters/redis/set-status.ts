import type { TenantScope } from '#domain/project';
import type { RedisClient } from './client.ts';
import { projectKeys } from './keys.ts';

/** The later word wins, however late it comes. */
const SET_STATUS = `
local report, of_new, of_old = KEYS[1], KEYS[2], KEYS[3]
local id, status, at_ms = ARGV[1], ARGV[2], ARGV[3]
local received_ms = redis.call('HGET', report, 'received_ms')
if not received_ms then return 0 end
local since = tonumber(redis.call('HGET', report, 'status_ms'))
if since and since > tonumber(at_ms) then return 1 end
redis.call('HSET', report, 'status', status, 'status_ms', at_ms)
redis.call('ZREM', of_old, id)
redis.call('ZADD', of_new, received_ms, id)
return 1
`;

/** See ReportStore.setStatus. */
export async function setStatus(
  redis: RedisClient,
  scope: TenantScope,
  reportId: string,
  status: 'open' | 'closed',
  at: string,
): Promise<boolean> {
  const keys = projectKeys(scope.projectId);
  const other = status === 'open' ? 'closed' : 'open';
  const known = await redis.run(
    SET_STATUS,
    [keys.report(reportId), keys.reportsOfStatus(status), keys.reportsOfStatus(other)],
    [reportId, status, Date.parse(at)],
  );
  return known === 1;
}
