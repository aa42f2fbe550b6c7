import type { IngestionActivities } from './contract.ts';
import type { IngestionDeps } from './deps.ts';
import { storeBatch } from './store-batch.ts';

export type * from './contract.ts';
export type * from './deps.ts';

export function createIngestionActivities(deps: IngestionDeps): IngestionActivities {
  return { storeBatch: (input) => storeBatch(deps, input) };
}
