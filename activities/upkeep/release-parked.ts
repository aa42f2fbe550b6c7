import { tenantScope } from '#domain/project';
import type { ReleasedResult } from './contract.ts';
import type { UpkeepDeps } from './deps.ts';

/** Of one owner in one go; the next sweep takes the next. */
const RELEASED_AT_ONCE = 1_000;

/** See UpkeepActivities. What is released over the room there is parks again, so a race with new reports loses nothing. */
export async function releaseParked({ inboxUpkeep, reports, launcher, reportQuota }: UpkeepDeps): Promise<ReleasedResult> {
  const rooms = new Map<string, number>();
  const result: ReleasedResult = { released: 0, projects: 0 };
  for (const { projectId, ownerId } of await inboxUpkeep.projectsParked()) {
    const room = rooms.get(ownerId) ?? Math.min(reportQuota - (await reports.ownerUsage(ownerId)), RELEASED_AT_ONCE);
    const released = room > 0 ? await inboxUpkeep.releaseParked(tenantScope({ id: projectId, ownerId }), room) : 0;
    rooms.set(ownerId, room - released);
    if (released === 0) continue;
    launcher.wakeIngest(projectId);
    result.released += released;
    result.projects += 1;
  }
  return result;
}
