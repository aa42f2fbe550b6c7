import type { ClusterStore, JobStore, ReportStore } from '#domain/ports/index';
import { createRedisClient } from './client.ts';
import type { RedisOptions } from './client.ts';
import { createClusterStore } from './cluster-store.ts';
import { createJobStore } from './job-store.ts';
import { createReportStore } from './report-store.ts';

export type { RedisOptions };

export interface RedisStores {
  reports: ReportStore;
  clusters: ClusterStore;
  jobs: JobStore;
  /** @throws {UnavailableError} Redis cannot be reached, within the timeout */
  ping(): Promise<void>;
}

/**
 * The stores on Upstash Redis, or on the local gateway that speaks the same. Opens no connection until it is used.
 * Every method rejects with UnavailableError or RateLimitedError (`details.service` = `redis`) where Redis is at fault.
 */
export function createRedisStores(options: RedisOptions): RedisStores {
  const redis = createRedisClient(options);
  return {
    reports: createReportStore(redis),
    clusters: createClusterStore(redis),
    jobs: createJobStore(redis),
    ping: async () => void (await redis.command('PING')),
  };
}
