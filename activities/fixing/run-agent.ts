import { Context } from '@temporalio/activity';
import { FixRefusedError } from '#domain/errors';
import type { Plan } from '#domain/fix-job';
import { planDigest } from '#domain/fixing/plan-digest';
import type { Sandbox } from '#domain/ports/index';
import type { AgentOutcome, FixingActivities } from './contract.ts';
import type { FixingDeps } from './deps.ts';
import { throwIfCancelled, type Watched, whileBeating } from './heartbeat.ts';
import { type JobContext, openBase, openJob, publishJob, refusable } from './job-context.ts';
import { JobLog } from './job-log.ts';
import { openSandbox } from './sandbox.ts';
import { collectChange, layBase, LAYOUT } from './workspace.ts';

/** A model that is asked answers in ten minutes, or the gateway gives up; a command of the agent's may be silent as long. */
const SILENCE_MS = 660_000;
const MAX_DIFF_BYTES = 1_048_576;

type Input = Parameters<FixingActivities['runAgent']>[0];

/** See the contract. */
export function runAgent(deps: FixingDeps, input: Input): ReturnType<FixingActivities['runAgent']> {
  let lines = 0;
  return whileBeating({ silenceMs: SILENCE_MS, details: () => ({ lines }) }, (watched) =>
    refusable(async () => {
      const context = await openJob(deps, input);
      const plan = await approvedPlan(deps, context, input);
      const { baseCommit } = await openBase(deps, context, watched.signal);
      const sandbox = await freshSandbox(deps, context, input.lifeMs);
      const baseBundle = await deps.sourceTrees.pack(input.jobId, { base: baseCommit });
      await layBase(sandbox, baseBundle, watched.signal);
      await sandbox.put(LAYOUT.prompt, new TextEncoder().encode(plan.prompt));
      throwIfCancelled();

      const ended = await drive(deps, { context, sandbox, input, watched, onLine: () => lines++ });
      throwIfCancelled();
      if (ended.end !== 'done') return ended.outcome;
      return collect(deps, { context, sandbox, baseBundle, baseCommit, tokens: ended.tokens, signal: watched.signal });
    }),
  );
}

/** What a person approved, letter by letter, or nothing. */
async function approvedPlan(deps: FixingDeps, { scope, job }: JobContext, input: Input): Promise<Plan> {
  const plan = (await deps.jobs.plans(scope, job.id)).find(({ version }) => version === input.version);
  if (!plan || plan.digest !== input.digest || (await planDigest(plan)) !== input.digest) {
    throw new FixRefusedError('stale_plan', 'The stored plan is not the one that was approved.');
  }
  return plan;
}

/** After a crash the first attempt's sandbox may hold anything, also a running agent; the next one gets another. */
async function freshSandbox(deps: FixingDeps, context: JobContext, lifeMs: number): Promise<Sandbox> {
  const sandbox = await openSandbox(deps, context, lifeMs);
  if (Context.current().info.attempt === 1) return sandbox;
  await sandbox.kill();
  return openSandbox(deps, context, lifeMs);
}

type Driven = { end: 'done'; tokens: number } | { end: 'other'; outcome: AgentOutcome };

async function drive(
  deps: FixingDeps,
  run: { context: JobContext; sandbox: Sandbox; input: Input; watched: Watched; onLine: () => void },
): Promise<Driven> {
  const { context, sandbox, input, watched } = run;
  const { job, scope } = context;
  const gateway = await deps.modelGateway.open({ jobId: job.id, model: deps.agentModel, tokenBudget: deps.fixTokenBudget });
  const log = new JobLog(deps, context, [gateway.access.token]);
  const waiting = setInterval(() => gateway.waiting() && watched.moved(), 1000);
  try {
    const { attempt } = Context.current().info;
    if (attempt > 1) log.add('system', 'The worker was lost. The agent starts again from the base, in a new sandbox.');
    log.add('system', `${deps.agent.name} starts in ${sandbox.kind} ${sandbox.id}, without network or credentials.`);
    const result = await deps.agent.run({
      sandbox,
      cwd: `${sandbox.workspace}/${LAYOUT.repo}`,
      promptPath: `${sandbox.workspace}/${LAYOUT.prompt}`,
      model: deps.agentModel,
      access: gateway.access,
      timeoutMs: input.agentMs,
      signal: watched.signal,
      onEvent: (event) => {
        watched.moved();
        run.onLine();
        log.add(event.stream, event.text);
      },
    });
    const tokens = Math.max(gateway.tokensUsed(), result.tokens);
    await deps.jobs.update(scope, job.id, { tokensUsed: tokens });
    throwIfCancelled();
    if (gateway.tokensUsed() >= deps.fixTokenBudget) {
      throw new FixRefusedError('budget_spent', `The agent used its budget of ${deps.fixTokenBudget} tokens before it was done.`);
    }
    if (result.timedOut || watched.isSilent()) return { end: 'other', outcome: { refused: null, end: 'timed_out', tree: null, tokens } };
    if (result.exitCode !== 0) {
      return { end: 'other', outcome: { refused: null, end: 'stopped', tree: null, tokens, exitCode: result.exitCode } };
    }
    return { end: 'done', tokens };
  } finally {
    clearInterval(waiting);
    await log.close();
    await gateway.close();
  }
}

async function collect(
  deps: FixingDeps,
  from: { context: JobContext; sandbox: Sandbox; baseBundle: Uint8Array; baseCommit: string; tokens: number; signal: AbortSignal },
): Promise<AgentOutcome> {
  const { job, scope } = from.context;
  const bundle = await collectChange(from.sandbox, from.baseBundle, from.signal);
  const tree = await deps.sourceTrees.acceptChange(job.id, bundle);
  const { raw, patch } = await deps.sourceTrees.compare(job.id, from.baseCommit, tree, MAX_DIFF_BYTES);
  if (raw === '') return { refused: null, end: 'no_change', tree: null, tokens: from.tokens };
  await deps.jobs.putDiff(scope, job.id, patch);
  await publishJob(deps, job);
  return { refused: null, end: 'changed', tree, tokens: from.tokens };
}
