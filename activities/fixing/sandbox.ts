import type { Sandbox } from '#domain/ports/index';
import type { FixingActivities, FixRef } from './contract.ts';
import type { FixingDeps } from './deps.ts';
import { whileBeating } from './heartbeat.ts';
import { type JobContext, openJob, publishJob, refusable } from './job-context.ts';

const SILENCE_MS = 100_000;

/** The job's sandbox, alive or new. */
export function openSandbox(deps: FixingDeps, { project, job }: Pick<JobContext, 'project' | 'job'>, lifeMs: number): Promise<Sandbox> {
  return deps.sandboxes.create({ jobId: job.id, timeoutMs: lifeMs, metadata: { app: 'soulcaster', projectId: project.id, jobId: job.id } });
}

/** See the contract. */
export function createSandbox(
  deps: FixingDeps,
  input: Parameters<FixingActivities['createSandbox']>[0],
): ReturnType<FixingActivities['createSandbox']> {
  return whileBeating({ silenceMs: SILENCE_MS }, () =>
    refusable(async () => {
      const context = await openJob(deps, input);
      const sandbox = await openSandbox(deps, context, input.lifeMs);
      await deps.jobs.update(context.scope, context.job.id, { sandbox: { kind: sandbox.kind, id: sandbox.id } });
      await publishJob(deps, context.job);
      return { refused: null, kind: sandbox.kind, sandboxId: sandbox.id };
    }),
  );
}

/** See the contract. Needs no project: what a deleted one left running goes too. */
export async function discardSandbox(deps: FixingDeps, input: FixRef): Promise<void> {
  for (const { id, jobId } of await deps.sandboxes.list()) if (jobId === input.jobId) await (await deps.sandboxes.attach(id))?.kill();
  await deps.sourceTrees.remove(input.jobId);
}
