import { patched, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { SyncingActivities } from '#activities/syncing/index';
import type { UpkeepActivities } from '#activities/upkeep/index';
import { activityOptions } from './activity-options.ts';
import type { SweepResult } from './messages.ts';

/** Chunks of one sweep; what is left waits for the next. */
const MOST_CHUNKS = 20;

/** Puts right what nobody waits for: parked deliveries, old rows, wakes that were lost, schedules. Started by its schedule. */
export async function sweep(): Promise<SweepResult> {
  const { releaseParked, expireParked, deleteOldDeliveries, wakeWaitingClustering, wakeSnoozed } = proxyActivities<UpkeepActivities>(
    activityOptions('upkeep'),
  );
  const { agreeSchedules } = proxyActivities<SyncingActivities>(activityOptions('upkeep'));

  const { released } = await releaseParked();
  const { expired } = await expireParked();
  const { woken } = await wakeWaitingClustering();
  const schedules = await agreeSchedules();
  let deleted = 0;
  for (let chunk = 0; chunk < MOST_CHUNKS; chunk++) {
    const old = await deleteOldDeliveries();
    deleted += old.deleted;
    if (!old.more) break;
  }
  // Runs that were open when this came know nothing of it.
  const { awoken } = patched('wake-snoozed') ? await wakeSnoozed() : { awoken: 0 };
  const result = { released, expired, deleted, woken, awoken, schedulesChanged: schedules.created + schedules.removed };
  setCurrentDetails(
    `${released} parked deliveries released, ${expired} expired, ${deleted} old ones deleted, clustering woken for ${woken} projects, ${awoken} snoozed clusters back, ${result.schedulesChanged} schedules changed.`,
  );
  return result;
}
