import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import type { FixingActivities } from '#activities/fixing/index';
import { FixRefusedError, NotFoundError, UnavailableError } from '#domain/errors';
import { digestOf, type FakeFixing, fakeFixing } from '#temporal/scenarios/fake-fixing';
import type { LauncherSettings } from '#temporal/launcher';
import { openStage, type Stage } from '#temporal/scenarios/stage';
import { type FixIssueResult, fixState } from './messages.ts';
import { attributeKeys } from './search-attributes.ts';
import { workflowIds } from './workflow-ids.ts';

const WAIT = { timeout: 15_000, interval: 20 };
const opened: Stage[] = [];
afterEach(async () => {
  for (const stage of opened.splice(0)) await stage.close();
});

async function open(replaced: Partial<FixingActivities> = {}, fix: Partial<LauncherSettings['fix']> = {}) {
  const fake = fakeFixing(replaced);
  const stage = await openStage({
    ...inject('temporal'),
    activities: fake.activities,
    settings: { fix: { approvalMs: 30_000, agentMs: 30_000, watchPollMs: 10_000, watchMs: 60_000, ...fix } },
  });
  opened.push(stage);
  const ref = { projectId: randomUUID(), clusterId: randomUUID(), jobId: randomUUID(), actorId: 'ada' };
  await stage.launcher.startFix({ ...ref, ownerId: 'o' });
  const handle = stage.client.workflow.getHandle(workflowIds.fix(ref.projectId, ref.clusterId));
  const reaches = (name: string) => vi.waitFor(async () => expect((await handle.query(fixState)).stage).toBe(name), WAIT);
  const approve = async (version = 1) => {
    await reaches('awaiting_approval');
    await stage.launcher.approvePlan({ ...ref, digest: digestOf(version) });
  };
  const ends = () => handle.result() as Promise<FixIssueResult>;
  return { fake, stage, ref, handle, reaches, approve, ends };
}

/** What every end must leave behind, whatever happened. */
function expectTidy(fake: FakeFixing, jobId: string, hasPullRequest: boolean): void {
  expect([...fake.sandboxes]).toEqual([]);
  expect(fake.quota.has(jobId)).toBe(hasPullRequest);
  expect(fake.ended).toHaveLength(1);
}

/** Runs until it is cancelled, like an agent. */
const untilCancelled = async () => {
  const { cancelled, heartbeat } = Context.current();
  const timer = setInterval(() => Context.current().heartbeat(), 50);
  heartbeat.call(Context.current());
  try {
    return await (cancelled as Promise<never>);
  } finally {
    clearInterval(timer);
  }
};

describe('fixIssue', () => {
  it('goes from plan to merged pull request, and no sandbox waits for people', async () => {
    const { fake, stage, ref, reaches, approve, ends, handle } = await open();

    await approve();
    await reaches('watching');
    expect([...fake.sandboxes]).toEqual([]);
    fake.pullRequest.state = 'merged';
    await stage.launcher.notifyPullRequest({ ...ref, state: 'merged' });

    expect(await ends()).toEqual({ jobId: ref.jobId, stage: 'merged', pullRequestNumber: 7 });
    expect(fake.stages).toEqual([
      ...['planning', 'awaiting_approval', 'sandbox', 'agent', 'proof', 'gate', 'pull_request', 'watching', 'merged'],
    ]);
    expect(fake.ended[0]).toMatchObject({ clusterStatus: 'merged', releaseQuota: false, clusterId: ref.clusterId });
    expectTidy(fake, ref.jobId, true);
    const { typedSearchAttributes, historyLength } = await handle.describe();
    expect(typedSearchAttributes.get(attributeKeys.stage)).toBe('merged');
    expect(typedSearchAttributes.get(attributeKeys.cluster)).toBe(ref.clusterId);
    expect(historyLength).toBeLessThan(200);
  });

  it('finds out by itself that a pull request was closed, where no webhook comes', async () => {
    const { fake, ref, approve, ends } = await open({}, { watchPollMs: 50 });
    fake.pullRequest.state = 'closed';

    await approve();

    expect(await ends()).toMatchObject({ stage: 'closed', pullRequestNumber: 7 });
    expect(fake.ended[0]).toMatchObject({ clusterStatus: 'new', releaseQuota: false });
    expectTidy(fake, ref.jobId, true);
  });

  it('goes on watching while the code host cannot be reached', async () => {
    let looks = 0;
    const { approve, ends } = await open(
      {
        checkPullRequest: async () => {
          if (++looks < 3) throw new NotFoundError('The pull request is not there');
          return { state: 'merged' };
        },
      },
      { watchPollMs: 20 },
    );

    await approve();

    expect(await ends()).toMatchObject({ stage: 'merged' });
    expect(looks).toBe(3);
  });

  it('stops watching a pull request that nobody decides on, and leaves it and its cluster as they are', async () => {
    const { fake, ref, approve, ends } = await open({}, { watchPollMs: 100, watchMs: 300 });

    await approve();

    expect(await ends()).toMatchObject({ stage: 'timed_out', pullRequestNumber: 7 });
    expect(fake.ended[0]).toMatchObject({ clusterStatus: null, releaseQuota: false });
    expect(fake.pullRequest.closedByUs).toBe(false);
    expectTidy(fake, ref.jobId, true);
  });

  describe('with people', () => {
    it('plans again with the note of whoever asked, and takes approval of that plan only', async () => {
      const { fake, stage, ref, reaches, approve } = await open();
      await reaches('awaiting_approval');

      await stage.launcher.requestPlanChanges({ ...ref, note: 'keep the name' });
      await vi.waitFor(() => expect(fake.plans).toHaveLength(2), WAIT);
      await reaches('awaiting_approval');
      await expect(stage.launcher.approvePlan({ ...ref, digest: digestOf(1) })).rejects.toMatchObject({ code: 'stale_plan' });
      await approve(2);
      await reaches('watching');

      expect(fake.plans).toEqual([
        { version: 1, note: null, digest: digestOf(1) },
        { version: 2, note: 'keep the name', digest: digestOf(2) },
      ]);
      await stage.launcher.cancelFix(ref);
    });

    it('refuses a digest that is not the plan’s, a job that is not its own and a decision out of turn, without a trace', async () => {
      const { stage, ref, reaches, approve, handle, fake } = await open();
      await reaches('awaiting_approval');

      await expect(stage.launcher.approvePlan({ ...ref, digest: 'other' })).rejects.toMatchObject({ code: 'stale_plan' });
      await expect(stage.launcher.approvePlan({ ...ref, jobId: randomUUID(), digest: digestOf(1) })).rejects.toMatchObject({
        code: 'wrong_stage',
      });
      await expect(stage.launcher.rejectPlan({ ...ref, jobId: randomUUID(), reason: 'x' })).rejects.toMatchObject({ code: 'wrong_stage' });
      await expect(stage.launcher.cancelFix({ ...ref, jobId: randomUUID() })).rejects.toMatchObject({ code: 'wrong_stage' });
      const { events } = await handle.fetchHistory();
      expect(events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toEqual([]);

      await approve();
      await reaches('watching');
      await expect(stage.launcher.rejectPlan({ ...ref, reason: 'late' })).rejects.toMatchObject({ code: 'wrong_stage' });
      await expect(stage.launcher.requestPlanChanges({ ...ref, note: 'late' })).rejects.toMatchObject({ code: 'wrong_stage' });
      expect(fake.calls.filter((name) => name === 'runAgent')).toHaveLength(1);
      await stage.launcher.cancelFix(ref);
    });

    it('ends when the plan is rejected', async () => {
      const { fake, stage, ref, reaches, ends } = await open();
      await reaches('awaiting_approval');

      await stage.launcher.rejectPlan({ ...ref, reason: 'wrong file' });

      expect(await ends()).toMatchObject({ stage: 'rejected', pullRequestNumber: null });
      expect(fake.ended[0]).toMatchObject({ detail: 'Rejected: wrong file', clusterStatus: 'new' });
      expect(fake.calls).not.toContain('createSandbox');
      await expect(stage.launcher.cancelFix(ref)).rejects.toMatchObject({ code: 'not_found' });
      expectTidy(fake, ref.jobId, false);
    });

    it('ends when nobody decides in time', async () => {
      const { fake, ref, ends } = await open({}, { approvalMs: 100 });

      expect(await ends()).toMatchObject({ stage: 'timed_out' });
      expect(fake.ended[0]).toMatchObject({ clusterStatus: 'new' });
      expectTidy(fake, ref.jobId, false);
    });

    it('is one run for one cluster, however often it is started', async () => {
      const { fake, stage, ref, reaches } = await open();

      const again = await Promise.all([1, 2, 3].map(() => stage.launcher.startFix({ ...ref, jobId: randomUUID(), ownerId: 'o' })));
      await reaches('awaiting_approval');

      expect(again.map(({ jobId }) => jobId)).toEqual([ref.jobId, ref.jobId, ref.jobId]);
      expect(fake.calls.filter((name) => name === 'beginFix')).toHaveLength(1);
      await stage.launcher.cancelFix(ref);
    });
  });

  describe('without a pull request', () => {
    const refused = { refused: { code: 'some_code', reason: 'Some reason.' } };
    const gateFindings = { passed: false, findings: 1, files: 1, added: 1, removed: 0, sentence: 'The gate refused the change: workflow.' };
    it.each<[string, Partial<FixingActivities>, string, string, string]>([
      ['the quota is full', { beginFix: async () => refused }, 'refused', 'Some reason.', 'failed'],
      ['the planner may not work here', { planFix: async () => refused }, 'refused', 'Some reason.', 'failed'],
      ['there is no sandbox', { createSandbox: async () => refused }, 'refused', 'Some reason.', 'failed'],
      ['the budget is spent', { runAgent: async () => refused }, 'refused', 'Some reason.', 'failed'],
      [
        'the agent changes nothing',
        { runAgent: async () => ({ refused: null, end: 'no_change', tree: null, tokens: 1 }) },
        'no_change',
        'The agent ended without changing a file.',
        'failed',
      ],
      [
        'the agent is too slow',
        { runAgent: async () => ({ refused: null, end: 'timed_out', tree: null, tokens: 1 }) },
        'timed_out',
        'The agent was not done in time.',
        'failed',
      ],
      [
        'the agent stops',
        { runAgent: async () => ({ refused: null, end: 'stopped', tree: null, tokens: 1, exitCode: 41 }) },
        'failed',
        'The agent ended with exit code 41.',
        'failed',
      ],
      [
        'nothing is proven',
        { runProof: async () => ({ proven: false, fixed: 0, broken: 0, verdict: 'Not proven: no test fails before and passes after.' }) },
        'not_proven',
        'Not proven: no test fails before and passes after.',
        'failed',
      ],
      ['the gate finds something', { runGate: async () => gateFindings }, 'refused', 'The gate refused the change: workflow.', 'failed'],
      ['the pull request is refused', { openPullRequest: async () => refused }, 'refused', 'Some reason.', 'failed'],
      [
        'a step fails for good',
        {
          runGate: async () => {
            throw new NotFoundError('The code host has no such branch');
          },
        },
        'failed',
        'Failed while checking the change: The code host has no such branch.',
        'failed',
      ],
      [
        'a step fails with an error of nobody’s, which is not quoted',
        {
          createSandbox: async () => {
            throw ApplicationFailure.nonRetryable('text of a stranger', 'TypeError');
          },
        },
        'failed',
        'Failed while making the sandbox: an unexpected error. The worker’s log has it.',
        'failed',
      ],
    ])('ends where %s', async (_, replaced, stageName, detail, clusterStatus) => {
      const { fake, ref, approve, ends } = await open(replaced);
      // The first two never wait for a person.
      if (!replaced.beginFix && !replaced.planFix) await approve();

      expect(await ends()).toEqual({ jobId: ref.jobId, stage: stageName, pullRequestNumber: null });

      expect(fake.ended[0]).toMatchObject({ stage: stageName, detail, clusterStatus, releaseQuota: true });
      expectTidy(fake, ref.jobId, false);
    });

    it('tries again what may work again', async () => {
      let tries = 0;
      const { fake, ref, approve, reaches, stage } = await open({
        createSandbox: async ({ jobId }) => {
          if (++tries < 2) throw new UnavailableError('not now');
          return { refused: null, kind: 'fake', sandboxId: jobId };
        },
      });

      await approve();
      await reaches('watching');

      expect(tries).toBe(2);
      await stage.launcher.cancelFix(ref);
      expect(fake.stages).not.toContain('failed');
    });
  });

  describe('cancelled', () => {
    it.each<[string, Partial<FixingActivities>, boolean]>([
      ['planning', { planFix: untilCancelled }, false],
      ['awaiting_approval', {}, false],
      ['sandbox', { createSandbox: untilCancelled }, true],
      ['agent', { runAgent: untilCancelled }, true],
      ['proof', { runProof: untilCancelled }, true],
      ['gate', { runGate: untilCancelled }, true],
    ])('while in %s, ends and leaves nothing', async (stageName, replaced, isApproved) => {
      const { fake, stage, ref, reaches, approve, ends } = await open(replaced);
      if (isApproved) await approve();
      await reaches(stageName);

      await stage.launcher.cancelFix(ref);

      expect(await ends()).toEqual({ jobId: ref.jobId, stage: 'cancelled', pullRequestNumber: null });
      expect(fake.ended[0]).toMatchObject({ stage: 'cancelled', clusterStatus: 'new', releaseQuota: true });
      expectTidy(fake, ref.jobId, false);
    });

    it('while the pull request is being opened, knows it and closes it', async () => {
      let release: () => void = () => undefined;
      const { fake, stage, ref, reaches, approve, ends } = await open({
        openPullRequest: async () => {
          await new Promise<void>((resolve) => (release = resolve));
          return { refused: null, number: 7, commit: 'c'.repeat(40) };
        },
      });
      await approve();
      await reaches('pull_request');
      await vi.waitFor(() => expect(fake.calls).toContain('openPullRequest'), WAIT);

      await stage.launcher.cancelFix(ref);
      release();

      expect(await ends()).toEqual({ jobId: ref.jobId, stage: 'cancelled', pullRequestNumber: 7 });
      expect(fake.pullRequest.closedByUs).toBe(true);
      expect(fake.ended[0]).toMatchObject({ detail: 'Cancelled. Pull request #7 was closed.', clusterStatus: 'new' });
      expectTidy(fake, ref.jobId, true);
    });

    it('while watching, closes its draft', async () => {
      const { fake, stage, ref, reaches, approve, ends } = await open();
      await approve();
      await reaches('watching');

      await stage.launcher.cancelFix(ref);

      expect(await ends()).toMatchObject({ stage: 'cancelled' });
      expect(fake.pullRequest).toEqual({ state: 'closed', closedByUs: true });
    });

    it('after somebody merged, is merged', async () => {
      const { fake, stage, ref, reaches, approve, ends } = await open();
      await approve();
      await reaches('watching');
      fake.pullRequest.state = 'merged';

      await stage.launcher.cancelFix(ref);

      expect(await ends()).toMatchObject({ stage: 'merged' });
      expect(fake.ended[0]).toMatchObject({ clusterStatus: 'merged' });
    });

    it('from Temporal’s own side, ends as well', async () => {
      const { fake, ref, reaches, ends, handle } = await open();
      await reaches('awaiting_approval');

      await handle.cancel();

      expect(await ends()).toMatchObject({ stage: 'cancelled' });
      expectTidy(fake, ref.jobId, false);
    });
  });

  it('ends where its sandbox cannot be removed at first, and removes it later', async () => {
    let tries = 0;
    const { fake, ref, approve, ends } = await open({
      runAgent: async () => {
        throw new FixRefusedError('x', 'No.');
      },
      discardSandbox: async ({ jobId }) => {
        if (++tries === 1) throw new NotFoundError('the disk is gone');
        fake.sandboxes.delete(jobId);
      },
    });

    await approve();

    expect(await ends()).toMatchObject({ stage: 'failed' });
    expectTidy(fake, ref.jobId, false);
  });
});
