import { beginFix } from './begin-fix.ts';
import type { FixingActivities } from './contract.ts';
import type { FixingDeps } from './deps.ts';
import { endFix, enterStage } from './end-fix.ts';
import { planFix } from './plan-fix.ts';
import { checkPullRequest, closePullRequest, openPullRequest } from './pull-request.ts';
import { runAgent } from './run-agent.ts';
import { runGate } from './run-gate.ts';
import { runProof } from './run-proof.ts';
import { createSandbox, discardSandbox } from './sandbox.ts';

export type * from './contract.ts';
export type * from './deps.ts';

export function createFixingActivities(deps: FixingDeps): FixingActivities {
  return {
    beginFix: (input) => beginFix(deps, input),
    enterStage: (input) => enterStage(deps, input),
    planFix: (input) => planFix(deps, input),
    createSandbox: (input) => createSandbox(deps, input),
    runAgent: (input) => runAgent(deps, input),
    runProof: (input) => runProof(deps, input),
    runGate: (input) => runGate(deps, input),
    openPullRequest: (input) => openPullRequest(deps, input),
    checkPullRequest: (input) => checkPullRequest(deps, input),
    closePullRequest: (input) => closePullRequest(deps, input),
    endFix: (input) => endFix(deps, input),
    discardSandbox: (input) => discardSandbox(deps, input),
  };
}
