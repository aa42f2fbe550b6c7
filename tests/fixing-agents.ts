import type { FixingDeps } from '#activities/fixing/deps';
import { createModelGateway } from '#adapters/model-gateway/index';
import { type FixingBench, type FixingScene, inActivities, LIFE_MS } from './fixing-bench.ts';
import { plannerOf } from './fixing-deps.ts';
import { type ScriptedTurn, startScriptedGemini } from './scripted-gemini.ts';

export const AGENT = { agentMs: 60_000, lifeMs: LIFE_MS };

/** Up to an approved plan. */
export async function planned(deps: FixingDeps, scene: FixingScene) {
  const activities = inActivities(deps);
  await activities.beginFix({ ...scene.ref, clusterId: scene.clusterId, actorId: 'ada' });
  const plan = await activities.planFix({ ...scene.ref, version: 1, note: null });
  if (plan.refused) throw new Error(plan.refused.reason);
  await activities.createSandbox({ ...scene.ref, lifeMs: LIFE_MS });
  return { activities, version: 1, digest: plan.digest };
}

/** The bench with another planner and a model that follows a script, as with a real key. */
export async function scripted(
  bench: FixingBench,
  files: string[],
  script: ScriptedTurn[],
): Promise<{ deps: FixingDeps; stop: () => Promise<void> }> {
  const model = await startScriptedGemini(script);
  const modelGateway = createModelGateway({ upstreamUrl: model.url, apiKey: 'k' });
  return {
    deps: { ...bench.deps, demoModel: false, agentModel: 'gemini-test', modelGateway, planner: plannerOf({ files }) },
    stop: () => model.stop(),
  };
}

export const shell = (command: string): ScriptedTurn => ({ call: 'run_shell_command', args: { command, description: 'x' } });
