import type { OperationSnapshot } from '../ports/index.ts';
import { factsOf } from './facts.ts';
import type { RegroupPlan, Standing } from './plan.ts';

/** What the journal keeps of a plan, before it is carried out. Pure. */
export function snapshotOf({ clusters }: Standing, { opens, moves, drops, sets }: RegroupPlan): OperationSnapshot {
  return {
    clusters: [...clusters].map(([clusterId, { cluster, members }]) => ({ clusterId, facts: factsOf(cluster), members })),
    ...{ opens, moves, drops, sets },
  };
}
