import { agreeSchedules } from './agree-schedules.ts';
import type { SyncingActivities } from './contract.ts';
import type { SyncingDeps } from './deps.ts';
import { pollSubreddit } from './poll-subreddit.ts';
import { pullPage } from './pull-page.ts';

export type * from './contract.ts';
export type * from './deps.ts';

export function createSyncingActivities(deps: SyncingDeps): SyncingActivities {
  return {
    pullPage: (input) => pullPage(deps, input),
    pollSubreddit: (input) => pollSubreddit(deps, input),
    agreeSchedules: () => agreeSchedules(deps),
  };
}
