import { MockActivityEnvironment } from '@temporalio/testing';
import { createIngestionActivities } from '#activities/ingestion/index';
import { createSyncingActivities, type PulledPage } from '#activities/syncing/index';
import type { RedisStores } from '#adapters/redis/index';
import type { Feed } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';
import type { SourceName } from '#domain/report';
import { ingestionDeps } from './ingestion-deps.ts';
import type { TestPostgres } from './postgres-stores.ts';
import { RecordingLauncher } from './recording-launcher.ts';

/** A source that is read from its vendor's API, on the real stores; what was read is stored. */
export function pullingOf(
  {
    postgres,
    redis,
    scope,
    source,
    feed,
  }: { postgres: TestPostgres; redis: RedisStores; scope: TenantScope; source: SourceName; feed: Feed },
  reportQuota = 1500,
) {
  const deps = { ...ingestionDeps(postgres, redis, scope), reportQuota };
  const { storeBatch } = createIngestionActivities(deps);
  const { pullPage } = createSyncingActivities({
    ...{ projects: deps.projects, inbox: postgres.stores.inbox, reports: redis.reports, sourceConfig: deps.sourceConfig },
    ...{ syncTargets: postgres.stores.syncTargets, feeds: { open: async () => feed, openSubreddit: () => feed } },
    ...{ launcher: new RecordingLauncher(), changes: deps.changes, log: deps.log },
  });
  const store = async () => {
    while ((await storeBatch({ projectId: scope.projectId })).more);
  };
  return {
    store,
    /** One walk to its end. @returns how many rows were new */
    async walk(): Promise<number> {
      let [accepted, more] = [0, true];
      while (more) {
        const page: PulledPage = await new MockActivityEnvironment().run(pullPage, { projectId: scope.projectId, source, name: source });
        [accepted, more] = [accepted + page.accepted, page.more];
      }
      await store();
      return accepted;
    },
  };
}
