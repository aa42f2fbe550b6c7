import { clustering } from './clustering.ts';
import { fixing } from './fixing.ts';
import { grouping } from './grouping.ts';
import { ingestion } from './ingestion.ts';
import { regrouping } from './regrouping.ts';
import type { Scenario } from './scenario.ts';
import { syncing } from './syncing.ts';
import { upkeep } from './upkeep.ts';

/** Every end of every workflow. A workflow that is not here fails temporal/replay.test.ts. */
export const scenarios: Scenario[] = [...ingestion, ...clustering, ...regrouping, ...grouping, ...fixing, ...syncing, ...upkeep];
