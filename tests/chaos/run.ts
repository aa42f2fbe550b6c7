import { setTimeout as delay } from 'node:timers/promises';
import { startStack } from '../stack.ts';
import { createLoadedProject, type LoadedProject } from '../traffic/project.ts';
import { planChaos } from './plan.ts';
import { sendPlan, type Sent } from './send.ts';
import { type Verdict, verifyChaos } from './verify.ts';

/** Of the facts, so that some are parked. */
const QUOTA_SHARE = 0.7;
const IDLE_WITHIN_MS = 300_000;

export interface ChaosResult {
  seed: number;
  sent: Sent;
  quota: number;
  verdict: Verdict;
  /** From the last webhook until the inbox was empty and everything clustered, ms. */
  idleAfterMs: number;
}

/** One run on a stack of its own, which it ends. */
export async function runChaos(input: { seed: number; webhooks: number; kills: number; perSecond: number }): Promise<ChaosResult> {
  const plan = planChaos(input);
  const quota = Math.floor(plan.facts * QUOTA_SHARE);
  const stack = await startStack({
    env: {
      REPORT_QUOTA: String(quota),
      INGEST_RATE_PER_MINUTE: '1000000',
      INGEST_RATE_BURST: '1000000',
      CLUSTER_QUIET_MS: '500',
      CLUSTER_MAX_WAIT_MS: '3000',
      LOG_LEVEL: 'warn',
      SOULCASTER_SAMPLE: 'off',
    },
  });
  try {
    const project = await createLoadedProject(stack, 'Chaos');
    const sent = await sendPlan(stack, project, plan, input.perSecond);
    const began = Date.now();
    await idle(project);
    return {
      seed: input.seed,
      sent,
      quota,
      idleAfterMs: Date.now() - began,
      verdict: await verifyChaos(stack, project, plan, sent, quota),
    };
  } finally {
    await stack.stop();
    await stack.remove();
  }
}

async function idle(project: LoadedProject): Promise<void> {
  const began = Date.now();
  for (let calm = 0; calm < 3;) {
    if (Date.now() - began > IDLE_WITHIN_MS) throw new Error('The inbox or the clustering was not idle after five minutes.');
    const { waiting_deliveries: waiting, unclustered } = await project.stats();
    calm = waiting === 0 && unclustered === 0 ? calm + 1 : 0;
    await delay(250);
  }
}
