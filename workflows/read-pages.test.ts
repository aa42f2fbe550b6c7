import { randomUUID } from 'node:crypto';
import { afterEach, expect, inject, it } from 'vitest';
import type { PulledPage } from '#activities/syncing/index';
import { RateLimitedError } from '#domain/errors';
import { openStage, type Stage } from '#temporal/scenarios/stage';
import type { PullingResult, SyncGithubInput } from './messages.ts';
import { workflowIds } from './workflow-ids.ts';

let stage: Stage;
afterEach(() => stage.close());

const PAGE: PulledPage = { read: 100, accepted: 60, skipped: 40, more: true, unchanged: false, waitSeconds: 0, off: false };

async function run(
  readPage: (call: number) => PulledPage,
  input: Partial<SyncGithubInput> = {},
): Promise<{ result: PullingResult; calls: number }> {
  let calls = 0;
  stage = await openStage({ ...inject('temporal'), activities: { pullPage: async () => readPage(++calls) } });
  const projectId = randomUUID();
  const result = await stage.client.workflow.execute('syncGithub', {
    workflowId: workflowIds.syncGithub(projectId, 'shop/web'),
    taskQueue: stage.queues.core,
    args: [{ projectId, repository: 'shop/web', maxPages: 100, ...input } satisfies SyncGithubInput],
  });
  return { result: result as PullingResult, calls };
}

it('a run stops at its number of pages, and leaves the rest to the next', async () => {
  const { result } = await run(() => PAGE, { maxPages: 3 });

  expect(result).toEqual({ end: 'page_limit', pages: 3, read: 300, accepted: 180, skipped: 120 });
});

it('a long reading goes on as a new run, with what it has counted', async () => {
  const { result, calls } = await run((call) => ({ ...PAGE, more: call < 25 }), { longAfterEvents: 20 });

  expect(calls).toBe(25);
  expect(result).toEqual({ end: 'read', pages: 25, read: 2_500, accepted: 1_500, skipped: 1_000 });
});

it('the pause that a vendor asks for is the next try', async () => {
  const began = performance.now();
  const { result, calls } = await run((call) => {
    if (call === 1) throw new RateLimitedError('GitHub asks us to wait', { retryAfterSeconds: 3 });
    return { ...PAGE, read: 0, accepted: 0, skipped: 0, more: false, unchanged: true };
  });

  expect({ end: result.end, calls }).toEqual({ end: 'unchanged', calls: 2 });
  // Without the vendor's word it would be two seconds.
  expect(performance.now() - began).toBeGreaterThanOrEqual(2_900);
});
