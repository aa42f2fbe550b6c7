import type { JobStore } from '#domain/ports/index';
import type { TenantScope } from '#domain/project';

/** Active fixes are few: an owner may have twenty at all. */
const MOST_ACTIVE = 200;

/** Clusters whose plan waits for a person's word. */
export async function clustersWithPlanWaiting(jobs: Pick<JobStore, 'list'>, scope: TenantScope): Promise<string[]> {
  const active = await jobs.list(scope, { active: true, limit: MOST_ACTIVE });
  return [...new Set(active.items.filter((job) => job.stage === 'awaiting_approval').map((job) => job.clusterId))];
}
