import {
  CancellationScope,
  condition,
  isCancellation,
  log,
  proxyActivities,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { FixingActivities, Refusal } from '#activities/fixing/index';
import type { FixStage } from '../domain/fix-job.ts';
import { activityOptions } from './activity-options.ts';
import { FixDesk } from './fix-desk.ts';
import { failureEnd, type FixEnd } from './fix-end.ts';
import type { FixIssueInput, FixIssueResult } from './messages.ts';
import { attributeKeys } from './search-attributes.ts';

const MINUTE_MS = 60_000;
/** One run of the project's tests; a proof has at most three. */
const TEST_MS = 10 * MINUTE_MS;
const CLONING_MS = 10 * MINUTE_MS;
/** Between two looks at a pull request that nobody touches, as a multiple of the first. */
const SLOWEST_POLL = 24;

/**
 * One fix of one cluster: plan, approval, sandbox, agent, proof, gate, draft pull request, and its end there. It is started once per cluster at a
 * time; what a person sees is written at each stage. However it ends, no sandbox stays and nothing is counted that brought no pull request.
 */
export async function fixIssue(input: FixIssueInput): Promise<FixIssueResult> {
  const scope = new CancellationScope();
  const fix = new Fix(input, () => scope.cancel());
  const end = await scope.run(() => fix.story()).catch((error: unknown) => fix.endOf(error, scope));
  fix.desk.isSettled = true;
  const settled = await CancellationScope.nonCancellable(() => fix.settle(end));
  return { jobId: input.jobId, stage: settled.stage, pullRequestNumber: fix.pullRequest };
}

class Fix {
  readonly desk: FixDesk;
  pullRequest: number | null = null;
  private hasFiles = false;
  private readonly told: string[] = [];
  private readonly input: FixIssueInput;
  private readonly ref: { projectId: string; jobId: string };
  private readonly lifeMs: number;

  constructor(input: FixIssueInput, onCancel: () => void) {
    this.input = input;
    this.ref = { projectId: input.projectId, jobId: input.jobId };
    this.lifeMs = input.agentMs + 3 * TEST_MS + CLONING_MS;
    this.desk = new FixDesk(input.jobId, onCancel);
  }

  async story(): Promise<FixEnd> {
    const { beginFix } = proxyActivities<FixingActivities>(activityOptions('store'));
    const begun = await beginFix.executeWithOptions({ summary: 'job, cluster and quota' }, [
      { ...this.ref, clusterId: this.input.clusterId, actorId: this.input.actorId },
    ]);
    if (begun.refused) return refusal(begun);

    const approved = await this.approvedPlan();
    if ('stage' in approved) return approved;
    const change = await this.change(approved);
    if ('stage' in change) return change;
    const notReady = (await this.proof(change)) ?? (await this.gate(change, approved)) ?? (await this.propose(change, approved));
    return notReady ?? this.watch();
  }

  /** Plans until a person approves one, or says no, or nobody says anything. */
  private async approvedPlan(): Promise<{ version: number; digest: string } | FixEnd> {
    const { planFix } = proxyActivities<FixingActivities>(activityOptions('plan', { startToCloseTimeout: CLONING_MS }));
    let note: string | null = null;
    for (let version = 1; ; version++) {
      await this.enter('planning', version === 1 ? null : `Version ${version}, as asked for.`);
      this.hasFiles = true;
      const plan = await planFix.executeWithOptions({ summary: `plan ${version}` }, [{ ...this.ref, version, note }]);
      if (plan.refused) return refusal(plan);

      this.desk.offer({ version, digest: plan.digest });
      await this.enter('awaiting_approval', `Plan ${version} by ${plan.by} touches ${counted(plan.files, 'file')}.`);
      const isDecided = await condition(() => this.desk.decision !== null, this.input.approvalMs, {
        summary: 'a person approves the plan',
      });
      const decision = this.desk.decision;
      if (!isDecided || decision === null) return { stage: 'timed_out', detail: 'Nobody approved the plan in time.', cluster: 'new' };
      if (decision.kind === 'reject') return { stage: 'rejected', detail: `Rejected: ${decision.reason}`, cluster: 'new' };
      if (decision.kind === 'approve') {
        await this.enter('sandbox', null, decision.actorId);
        return { version, digest: plan.digest };
      }
      note = decision.note;
    }
  }

  /** The id of the tree that the agent left. */
  private async change(plan: { version: number; digest: string }): Promise<{ tree: string } | FixEnd> {
    const { createSandbox } = proxyActivities<FixingActivities>(activityOptions('sandbox'));
    const { runAgent } = proxyActivities<FixingActivities>(
      activityOptions('command', { startToCloseTimeout: this.input.agentMs + CLONING_MS }),
    );
    const sandbox = await createSandbox.executeWithOptions({ summary: 'no network, no credentials' }, [
      { ...this.ref, lifeMs: this.lifeMs },
    ]);
    if (sandbox.refused) return refusal(sandbox);

    await this.enter('agent', `In ${sandbox.kind} ${sandbox.sandboxId}.`);
    const { agentMs } = this.input;
    const outcome = await runAgent.executeWithOptions({ summary: `plan ${plan.version}, at most ${Math.ceil(agentMs / MINUTE_MS)} min` }, [
      { ...this.ref, ...plan, agentMs, lifeMs: this.lifeMs },
    ]);
    if (outcome.refused) return refusal(outcome);
    switch (outcome.end) {
      case 'changed':
        return { tree: outcome.tree };
      case 'no_change':
        return { stage: 'no_change', detail: 'The agent ended without changing a file.', cluster: 'failed' };
      case 'timed_out':
        return { stage: 'timed_out', detail: 'The agent was not done in time.', cluster: 'failed' };
      case 'stopped':
        return { stage: 'failed', detail: `The agent ended with exit code ${outcome.exitCode}.`, cluster: 'failed' };
    }
  }

  private async proof({ tree }: { tree: string }): Promise<FixEnd | null> {
    const { runProof } = proxyActivities<FixingActivities>(activityOptions('command', { startToCloseTimeout: 3 * TEST_MS + CLONING_MS }));
    await this.enter('proof', 'The tests run on the base and on the change.');
    const proof = await runProof.executeWithOptions({ summary: 'tests before and after' }, [
      { ...this.ref, tree, testMs: TEST_MS, lifeMs: this.lifeMs },
    ]);
    return proof.proven ? null : { stage: 'not_proven', detail: proof.verdict, cluster: 'failed' };
  }

  private async gate({ tree }: { tree: string }, { version }: { version: number }): Promise<FixEnd | null> {
    const { runGate } = proxyActivities<FixingActivities>(activityOptions('sandbox'));
    await this.enter('gate', 'The change is checked.');
    const gate = await runGate.executeWithOptions({ summary: 'diff gate' }, [{ ...this.ref, tree, version }]);
    return gate.passed ? null : { stage: 'refused', detail: gate.sentence, cluster: 'failed' };
  }

  private async propose({ tree }: { tree: string }, { version }: { version: number }): Promise<FixEnd | null> {
    const { openPullRequest } = proxyActivities<FixingActivities>(activityOptions('codeHost', { startToCloseTimeout: CLONING_MS }));
    await this.enter('pull_request', 'Commit, branch and draft pull request.');
    // Not to be interrupted: a pull request that was opened must be known, or nobody would close it.
    const opened = await CancellationScope.nonCancellable(() =>
      openPullRequest.executeWithOptions({ summary: 'draft pull request' }, [{ ...this.ref, tree, version }]),
    );
    if (opened.refused) return refusal(opened);
    this.pullRequest = opened.number;
    await this.discard();
    return null;
  }

  /** Until the pull request is merged or closed. Webhooks wake it; where none comes, it looks by itself, ever more seldom. */
  private async watch(): Promise<FixEnd> {
    const number = this.pullRequest as number;
    const { checkPullRequest } = proxyActivities<FixingActivities>(activityOptions('codeHost'));
    await this.enter('watching', `Pull request #${number} is a draft until a person says otherwise.`);
    const { watchPollMs, watchMs } = this.input;
    const until = Date.now() + watchMs;
    for (let pollMs = watchPollMs; ;) {
      const leftMs = until - Date.now();
      if (leftMs <= 0 || workflowInfo().continueAsNewSuggested) {
        return { stage: 'timed_out', detail: `Pull request #${number} is still open; it is watched no longer.`, cluster: null };
      }
      const summary = `pull request #${number}`;
      const isTold = await condition(() => this.desk.pullRequestMoved, Math.min(pollMs, leftMs), { summary });
      this.desk.pullRequestMoved = false;
      pollMs = isTold ? watchPollMs : Math.min(pollMs * 2, watchPollMs * SLOWEST_POLL);
      try {
        const { state } = await checkPullRequest.executeWithOptions({ summary }, [{ ...this.ref, number }]);
        if (state === 'merged') return { stage: 'merged', detail: `Pull request #${number} was merged.`, cluster: 'merged' };
        if (state === 'closed') return { stage: 'closed', detail: `Pull request #${number} was closed without merging.`, cluster: 'new' };
      } catch (error) {
        if (isCancellation(error)) throw error;
        // The pull request is there, whatever the code host says just now.
        log.warn('the pull request could not be looked at');
      }
    }
  }

  endOf(error: unknown, scope: CancellationScope): FixEnd {
    if (isCancellation(error) && scope.consideredCancelled) return { stage: 'cancelled', detail: 'Cancelled.', cluster: 'new' };
    log.warn('a step of the fix failed for good');
    const end = failureEnd(error, this.desk.stage);
    return this.pullRequest === null ? end : { ...end, cluster: null };
  }

  /** What every end has in common. Never cancelled. */
  async settle(reached: FixEnd): Promise<FixEnd> {
    const isClean = !this.hasFiles || (await this.discard({ scheduleToCloseTimeout: MINUTE_MS }));
    const end = reached.stage === 'cancelled' && this.pullRequest !== null ? await this.withdraw(this.pullRequest) : reached;
    const { endFix } = proxyActivities<FixingActivities>(activityOptions('cleanup'));
    await endFix.executeWithOptions({ summary: end.stage }, [
      {
        ...this.ref,
        clusterId: this.input.clusterId,
        stage: end.stage,
        detail: end.detail,
        clusterStatus: end.cluster,
        releaseQuota: this.pullRequest === null,
      },
    ]);
    this.show(end.stage, end.detail);
    if (!isClean) await this.discard();
    return end;
  }

  /** The draft of a cancelled fix. What was merged in the meantime is merged. */
  private async withdraw(number: number): Promise<FixEnd> {
    const { closePullRequest } = proxyActivities<FixingActivities>(activityOptions('codeHost'));
    try {
      const { state } = await closePullRequest.executeWithOptions({ summary: `pull request #${number}` }, [{ ...this.ref, number }]);
      if (state === 'merged')
        return { stage: 'merged', detail: `Pull request #${number} was merged before it was cancelled.`, cluster: 'merged' };
      return { stage: 'cancelled', detail: `Cancelled. Pull request #${number} was closed.`, cluster: 'new' };
    } catch {
      return { stage: 'cancelled', detail: `Cancelled. Pull request #${number} could not be closed and is still open.`, cluster: null };
    }
  }

  /** @returns false where it could not be done in time */
  private async discard(changes: { scheduleToCloseTimeout?: number } = {}): Promise<boolean> {
    const { discardSandbox } = proxyActivities<FixingActivities>(activityOptions('cleanup', changes));
    try {
      await CancellationScope.nonCancellable(() => discardSandbox.executeWithOptions({ summary: 'sandbox and clone' }, [this.ref]));
      this.hasFiles = false;
      return true;
    } catch {
      log.warn('the sandbox could not be removed');
      return false;
    }
  }

  private async enter(stage: FixStage, detail: string | null, approvedBy?: string): Promise<void> {
    const { enterStage } = proxyActivities<FixingActivities>(activityOptions('store'));
    // Before the pages say so: whoever acts on what they show is let through.
    this.show(stage, detail);
    await enterStage.executeWithOptions({ summary: stage }, [
      { ...this.ref, stage, detail, ...(approvedBy !== undefined && { approvedBy }) },
    ]);
  }

  /** Where the fix is, for queries and the Temporal UI. */
  private show(stage: FixStage, detail: string | null): void {
    this.desk.stage = stage;
    this.desk.detail = detail;
    upsertSearchAttributes([{ key: attributeKeys.stage, value: stage }]);
    this.told.push(`- **${stage.replaceAll('_', ' ')}**${detail === null ? '' : `: ${detail}`}`);
    setCurrentDetails(this.told.join('\n'));
  }
}

function refusal({ refused }: Refusal): FixEnd {
  return { stage: 'refused', detail: refused.reason, cluster: 'failed' };
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
