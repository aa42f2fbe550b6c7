import type { UpkeepActivities } from './contract.ts';
import type { UpkeepDeps } from './deps.ts';
import { releaseParked } from './release-parked.ts';

export type { UpkeepActivities } from './contract.ts';
export type { UpkeepDeps } from './deps.ts';

/** Rows one call deletes: a second's work, so that no lock is held for long. */
const DELETED_AT_ONCE = 5_000;
const PROJECTS_AT_ONCE = 200;

export function createUpkeepActivities(deps: UpkeepDeps): UpkeepActivities {
  return {
    releaseParked: () => releaseParked(deps),

    async expireParked() {
      const expired = await deps.inboxUpkeep.expireParked(deps.parkedMs);
      if (expired > 0) deps.log.warn({ expired }, 'parked deliveries waited too long for room in the quota');
      return { expired };
    },

    async deleteOldDeliveries() {
      const deleted = await deps.inboxUpkeep.deleteOlder(deps.retentionMs, DELETED_AT_ONCE);
      return { deleted, more: deleted === DELETED_AT_ONCE };
    },

    async wakeWaitingClustering() {
      let woken = 0;
      for await (const scopes of deps.projects.scan(PROJECTS_AT_ONCE)) {
        for (const scope of scopes) {
          // One that awaits its vector is looked at by the next run, which asks whether the embedder is back.
          const waiting = (await deps.reports.countUnclustered(scope)) || (await deps.clusters.awaitingVectors(scope, 1)).length;
          if (waiting > 0 && (await deps.launcher.resumeClustering(scope.projectId, waiting))) woken += 1;
        }
      }
      return { woken };
    },

    async wakeSnoozed() {
      const now = new Date().toISOString();
      let awoken = 0;
      for await (const scopes of deps.projects.scan(PROJECTS_AT_ONCE)) {
        for (const scope of scopes) {
          const ids = await deps.clusters.wakeSnoozed(scope, now);
          await deps.changes.publish(ids.map((id) => ({ projectId: scope.projectId, kind: 'cluster' as const, id })));
          awoken += ids.length;
        }
      }
      return { awoken };
    },
  };
}
