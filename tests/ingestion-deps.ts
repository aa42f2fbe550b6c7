import type { IngestionDeps } from '#activities/ingestion/index';
import type { RedisStores } from '#adapters/redis/index';
import type { TenantScope } from '#domain/project';
import type { TestPostgres } from './postgres-stores.ts';
import { RecordingLauncher } from './recording-launcher.ts';

/** Ingestion on the real stores, silent, with nobody to wake; the project belongs to the owner of `scope`, whose quota is its own. */
export function ingestionDeps({ stores }: TestPostgres, redis: RedisStores, scope: TenantScope): IngestionDeps {
  return {
    projects: { find: async (id) => ({ ...(await stores.projects.find(id))!, ownerId: scope.ownerId }) },
    inbox: stores.inbox,
    sourceConfig: stores.sourceConfig,
    erasedFacts: stores.erasedFacts,
    ...redis,
    launcher: new RecordingLauncher(),
    changes: { publish: async () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    reportQuota: 1500,
  };
}
