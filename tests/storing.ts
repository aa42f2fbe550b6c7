import { createIngestionActivities } from '#activities/ingestion/index';
import type { TestApi } from './api.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Stores what the API keeps, with the real activity on the real stores and no Temporal between: a wake runs it until the inbox is empty.
 * @returns resolves when nothing of the project waits
 */
export function storesWhatComes(api: TestApi): (projectId: string) => Promise<void> {
  const { inbox, projects, sourceConfig, reports, clusters, jobs, erasedFacts, changePublisher } = api.adapters;
  const { storeBatch } = createIngestionActivities({
    ...{ inbox, projects, sourceConfig, reports, clusters, jobs, erasedFacts, launcher: api.launcher, changes: changePublisher },
    log: silent,
    reportQuota: api.env.REPORT_QUOTA,
  });
  const working = new Map<string, Promise<void>>();
  const work = (projectId: string): Promise<void> => {
    const before = working.get(projectId) ?? Promise.resolve();
    const after = before.then(async () => {
      while ((await storeBatch({ projectId })).more);
    });
    working.set(projectId, after);
    return after;
  };
  api.launcher.wakeIngest = (projectId) => void work(projectId).catch(() => undefined);
  return work;
}
