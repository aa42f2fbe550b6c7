import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import type { FixStage } from '../domain/fix-job.ts';
import { approvePlan, cancelFix, fixState, pullRequestChanged, rejectPlan, requestPlanChanges } from './messages.ts';

/** How often a person may ask for another plan. */
export const MAX_PLANS = 10;

export type Decision = { kind: 'approve'; actorId: string } | { kind: 'changes'; note: string } | { kind: 'reject'; reason: string };

/**
 * What people and webhooks tell a fix, and what it answers. Handlers only note things down; validators are synchronous, so a refused update leaves
 * nothing in the history.
 */
export class FixDesk {
  stage: FixStage = 'queued';
  detail: string | null = null;
  /** Of the plan that waits for a decision. */
  plan: { version: number; digest: string } | null = null;
  decision: Decision | null = null;
  pullRequestMoved = false;
  /** Set once the outcome is known: nothing can be changed any more. */
  isSettled = false;

  constructor(jobId: string, onCancel: () => void) {
    const wrongStage = (message: string) => ApplicationFailure.nonRetryable(message, 'wrong_stage');
    const expectJob = (named: string) => {
      if (named !== jobId) throw wrongStage('This is not the fix that runs now.');
    };
    const expectPlanWaits = (named: string) => {
      expectJob(named);
      if (this.stage !== 'awaiting_approval' || this.decision !== null) throw wrongStage('No plan waits for a decision.');
    };
    const decide = (decision: Decision) => {
      this.decision = decision;
      return { stage: this.stage };
    };

    setHandler(approvePlan, ({ actorId }) => decide({ kind: 'approve', actorId }), {
      validator: (input) => {
        expectPlanWaits(input.jobId);
        if (input.digest !== this.plan?.digest) throw ApplicationFailure.nonRetryable('The plan changed since it was shown.', 'stale_plan');
      },
    });
    setHandler(requestPlanChanges, ({ note }) => decide({ kind: 'changes', note }), {
      validator: (input) => {
        expectPlanWaits(input.jobId);
        if ((this.plan?.version ?? 0) >= MAX_PLANS)
          throw wrongStage(`${MAX_PLANS} plans were made. Approve one, or reject it and start again.`);
      },
    });
    setHandler(rejectPlan, ({ reason }) => decide({ kind: 'reject', reason }), { validator: (input) => expectPlanWaits(input.jobId) });
    setHandler(
      cancelFix,
      () => {
        onCancel();
        return { stage: this.stage };
      },
      {
        validator: (input) => {
          expectJob(input.jobId);
          if (this.isSettled) throw wrongStage('This fix has ended.');
        },
      },
    );
    setHandler(pullRequestChanged, () => {
      this.pullRequestMoved = true;
    });
    setHandler(fixState, () => ({ jobId, stage: this.stage, detail: this.detail, planDigest: this.plan?.digest ?? null }));
  }

  /** Puts a plan before whoever decides. */
  offer(plan: { version: number; digest: string }): void {
    this.plan = plan;
    this.decision = null;
  }
}
