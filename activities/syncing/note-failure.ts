import { Context } from '@temporalio/activity';
import { SoulcasterError } from '#domain/errors';
import type { SyncTarget } from '#domain/ports/index';
import { tenantScope } from '#domain/project';
import type { SyncingDeps } from './deps.ts';

/** Shows why a page could not be read, at each target that waits for it, then lets the error go on. */
export async function notingFailure<T>(
  deps: SyncingDeps,
  targets: readonly Pick<SyncTarget, 'projectId' | 'ownerId' | 'source' | 'name'>[],
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!Context.current().cancellationSignal.aborted) await Promise.all(targets.map((target) => note(deps, target, error)));
    throw error;
  }
}

async function note(
  { syncTargets, changes, log }: SyncingDeps,
  { projectId, ownerId, source, name }: Pick<SyncTarget, 'projectId' | 'ownerId' | 'source' | 'name'>,
  error: unknown,
): Promise<void> {
  const progress = { lastRunAt: new Date().toISOString(), lastError: wordsFor(error, new Date()) };
  await syncTargets
    .record(tenantScope({ id: projectId, ownerId }), source, name, progress)
    .then(() => changes.publish([{ projectId, kind: 'project', id: projectId }]))
    .catch((cause: unknown) => log.warn({ projectId, source, err: cause }, 'the failure of a sync could not be noted'));
}

/** What a person is told; nothing of the vendor's own words. */
function wordsFor(error: unknown, now: Date): string {
  if (!(error instanceof SoulcasterError)) return 'Reading failed on our side. It is tried again.';
  if (error.retryAfterSeconds === undefined) return error.retryable ? `${error.message} It is tried again.` : error.message;
  const goesOn = new Date(now.getTime() + error.retryAfterSeconds * 1000).toISOString().slice(11, 16);
  return `${error.message} Reading goes on at ${goesOn} UTC.`;
}
