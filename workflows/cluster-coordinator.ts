import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  ChildWorkflowFailure,
  condition,
  continueAsNew,
  executeChild,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { ClusteringActivities } from '#activities/clustering/index';
import { runKeyOf } from '#domain/cluster-job';
import { activityOptions } from './activity-options.ts';
import { clusterRun } from './cluster-run.ts';
import { type ClusterCoordinatorInput, clusteringState, type ClusterRunResult, dirty, runNow } from './messages.ts';
import { runLength } from './run-length.ts';
import { attributesOf } from './search-attributes.ts';
import { workflowIds } from './workflow-ids.ts';

const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/**
 * Decides when a project's new reports are grouped, and sees to it that one run at a time does it: only this workflow starts runs, and
 * its id is the project's. What arrives during a run belongs to the next one.
 */
export async function clusterCoordinator(input: ClusterCoordinatorInput): Promise<void> {
  const { projectId, lingerMs, carried } = input;
  let { nextSeq } = input;
  let failures = carried?.failures ?? 0;
  let runRequested = carried?.runRequested ?? false;
  const waiting = new Waiting(input, carried?.waiting ?? 0);
  setHandler(dirty, (count) => waiting.add(Math.max(count, 1)));
  setHandler(runNow, () => {
    runRequested = true;
    return { workflowId: workflowIds.clusterRun(projectId, nextSeq) };
  });
  const { releaseRun } = proxyActivities<ClusteringActivities>(activityOptions('cleanup'));
  let last = 'No run yet.';
  let atWork = false;
  setHandler(clusteringState, () => ({ atWork, waiting: waiting.count, detail: last }));

  for (;;) {
    setCurrentDetails(`${last}\n\n${waiting.sentence()}`);
    const asked = () => runRequested || waiting.count > 0;
    // Nothing is awaited between this look at what is asked for and the return.
    if (!asked() && !(await condition(asked, lingerMs, { summary: 'waiting for new reports' })) && !asked()) return;
    await waiting.settle(() => runRequested);
    if (failures > 0) await condition(() => runRequested, retryPause(input, failures), { summary: 'waiting after a failed run' });

    const seq = nextSeq++;
    runRequested = false;
    const taken = waiting.take();
    setCurrentDetails(`Run ${seq} is at work on ${reports(taken)}.\n\n${last}`);
    atWork = true;
    try {
      const result = await run(projectId, seq);
      failures = 0;
      last = `Run ${seq}: ${reports(result.claimed)}, ${result.joined} joined a cluster, ${result.opened} opened one.`;
      if (result.more) runRequested = true;
    } catch (error) {
      if (!isOfTheRun(error) || CancellationScope.current().consideredCancelled) throw error;
      // The project was deleted while a report of it was still on its way.
      if (isNotFound(error)) return;
      failures++;
      last = `Run ${seq} failed; its reports are back in the queue.`;
      // A run that was terminated could not put its reports back itself.
      await releaseRun.executeWithOptions({ summary: `what run ${seq} had claimed` }, [
        { projectId, runKey: runKeyOf(projectId, seq, workflowInfo().runId) },
      ]);
      waiting.add(Math.max(taken, 1));
    } finally {
      atWork = false;
    }

    const length = runLength(input.longAfterEvents);
    if (length === 'now' || (length === 'when-idle' && !asked())) {
      await continueAsNew<typeof clusterCoordinator>({ ...input, nextSeq, carried: { waiting: waiting.count, runRequested, failures } });
    }
  }
}

function run(projectId: string, seq: number): Promise<ClusterRunResult> {
  return executeChild(clusterRun, {
    workflowId: workflowIds.clusterRun(projectId, seq),
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    // Ended from outside, the coordinator leaves its run the time to put back what it holds.
    parentClosePolicy: 'REQUEST_CANCEL',
    args: [{ projectId, seq }],
    typedSearchAttributes: attributesOf({ projectId, kind: 'cluster-run' }),
    staticSummary: `Run ${seq}`,
  });
}

/** It failed, was ended from outside, or an older run of this number is still putting back what it holds. */
function isOfTheRun(error: unknown): error is TemporalFailure {
  return error instanceof ChildWorkflowFailure || error instanceof WorkflowExecutionAlreadyStartedError;
}

function isNotFound(error: unknown): boolean {
  if (error instanceof ApplicationFailure && error.type === 'not_found') return true;
  return error instanceof TemporalFailure && isNotFound(error.cause);
}

function retryPause({ retryMs = FIRST_RETRY_MS }: ClusterCoordinatorInput, failures: number): number {
  return Math.min(retryMs * 2 ** (failures - 1), LONGEST_RETRY_MS);
}

const reports = (count: number) => `${count} ${count === 1 ? 'report' : 'reports'}`;

/** Reports that no run has taken yet, and the debounce over them. */
class Waiting {
  count: number;
  private firstAt = Date.now();
  private lastAt = Date.now();
  private readonly limits: Pick<ClusterCoordinatorInput, 'quietMs' | 'maxWaitMs' | 'maxBatch'>;

  constructor(limits: Pick<ClusterCoordinatorInput, 'quietMs' | 'maxWaitMs' | 'maxBatch'>, count: number) {
    this.limits = limits;
    this.count = count;
  }

  add(count: number): void {
    if (this.count === 0) this.firstAt = Date.now();
    this.lastAt = Date.now();
    this.count += count;
  }

  take(): number {
    const { count } = this;
    this.count = 0;
    return count;
  }

  /** Until it has been quiet, the first has waited long enough, there are many, or `atOnce`. One timer at a time, however many arrive. */
  async settle(atOnce: () => boolean): Promise<void> {
    const { quietMs, maxWaitMs, maxBatch } = this.limits;
    const enough = () => atOnce() || this.count >= maxBatch;
    while (!enough()) {
      const waitMs = Math.min(this.lastAt + quietMs, this.firstAt + maxWaitMs) - Date.now();
      if (waitMs <= 0) return;
      await condition(enough, waitMs, { summary: 'more may follow' });
    }
  }

  sentence(): string {
    return this.count === 0 ? 'Nothing waits.' : `${reports(this.count)} ${this.count === 1 ? 'waits' : 'wait'} for a quiet moment.`;
  }
}
