import { ActivityFailure, condition, isCancellation, proxyActivities, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { ClusteringActivities } from '#activities/clustering/index';
import type { OperationOutcome, RegroupingActivities } from '#activities/regrouping/index';
import { activityOptions } from './activity-options.ts';
import { outcome, type RegroupInput, type RegroupResult } from './messages.ts';

/** summarizeClusters takes this many. */
const SUMMARY_CHUNK = 50;

/**
 * One operation of a person on the grouping, or its undoing. The change itself is one atomic step of the store, which runs of clustering
 * notice: it may come at any moment. The history has ids and counts; what is changed is in the journal.
 */
export async function regroup({ projectId, operationId, undo }: RegroupInput): Promise<RegroupResult> {
  let done: OperationOutcome | null = null;
  setHandler(outcome, async () => {
    await condition(() => done !== null);
    const { outcome: how, code } = done!;
    return { outcome: how, code };
  });
  const { applyOperation, undoOperation } = proxyActivities<RegroupingActivities>(activityOptions('store'));
  const { settleOperation } = proxyActivities<RegroupingActivities>(activityOptions('compute'));
  const ref = { projectId, operationId };

  done = undo ? await undoOperation(ref) : await applyOperation(ref);
  if (done.outcome === 'refused') {
    setCurrentDetails(`Refused: ${done.code}.`);
    return { ...done, described: 0 };
  }
  setCurrentDetails(`${done.outcome}; ${done.moved} reports changed their place.`);
  const { clusterIds } = await settleOperation(ref);
  return { ...done, described: await describe(projectId, clusterIds) };
}

/** A model that stays away leaves the clusters the text they have. */
async function describe(projectId: string, clusterIds: readonly string[]): Promise<number> {
  const { summarizeClusters } = proxyActivities<ClusteringActivities>(activityOptions('summarize'));
  let described = 0;
  for (let from = 0; from < clusterIds.length; from += SUMMARY_CHUNK) {
    try {
      const { summarized } = await summarizeClusters({ projectId, clusterIds: clusterIds.slice(from, from + SUMMARY_CHUNK) });
      described += summarized;
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
      break;
    }
  }
  return described;
}
