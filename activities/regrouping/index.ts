import { applyOperation } from './apply-operation.ts';
import type { RegroupingActivities } from './contract.ts';
import type { RegroupingDeps } from './deps.ts';
import { settleOperation } from './settle-operation.ts';
import { undoOperation } from './undo-operation.ts';

export type * from './contract.ts';
export type * from './deps.ts';

export function createRegroupingActivities(deps: RegroupingDeps): RegroupingActivities {
  return {
    applyOperation: (input) => applyOperation(deps, input),
    undoOperation: (input) => undoOperation(deps, input),
    settleOperation: (input) => settleOperation(deps, input),
  };
}
