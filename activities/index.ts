import {
  createClusteringActivities,
  type ClusteringActivities,
  type ClusteringDeps,
  type ReembedActivities,
  type ReviewActivities,
  type SurveyActivities,
} from './clustering/index.ts';
import { createFixingActivities, type FixingActivities, type FixingDeps } from './fixing/index.ts';
import { createIngestionActivities, type IngestionActivities, type IngestionDeps } from './ingestion/index.ts';
import { createRegroupingActivities, type RegroupingActivities, type RegroupingDeps } from './regrouping/index.ts';
import { createUpkeepActivities, type UpkeepActivities, type UpkeepDeps } from './upkeep/index.ts';
import { createSyncingActivities, type SyncingActivities, type SyncingDeps } from './syncing/index.ts';

export type Activities = IngestionActivities &
  ClusteringActivities &
  SurveyActivities &
  ReviewActivities &
  ReembedActivities &
  FixingActivities &
  SyncingActivities &
  UpkeepActivities &
  RegroupingActivities;
export type ActivityDeps = IngestionDeps & ClusteringDeps & FixingDeps & SyncingDeps & UpkeepDeps & RegroupingDeps;

/** Every side effect workflows can ask for, on the ports given. What a worker registers. */
export function createActivities(deps: ActivityDeps): Activities {
  return {
    ...createIngestionActivities(deps),
    ...createClusteringActivities(deps),
    ...createFixingActivities(deps),
    ...createSyncingActivities(deps),
    ...createUpkeepActivities(deps),
    ...createRegroupingActivities(deps),
  };
}
